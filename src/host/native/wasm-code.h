/*
 * The operations of WebAssembly that the generated C is made of, as far as the core uses them.
 *
 * Rules of this file: the names are wasm2c's (wabt 1.0.39). Each does what WebAssembly says, but
 * for two things: linear memory is looked at by arena.ts, once for each access, and not here; and a
 * NaN keeps its bits, which nobody reads. What is seldom used is a function, not a macro: it stands
 * in the program once.
 */
#ifndef MICROHTTPD_WASM_CODE_H
#define MICROHTTPD_WASM_CODE_H

#include <math.h>
#include <string.h>

#include "core.h"

/*
 * What build/generate-c.mjs says of each function. APART is fast, in a place of its own. Only clang
 * has a word for the last.
 */
#define FAST __attribute__((hot))
#define APART __attribute__((hot, section(".text.apart")))
#define SMALL __attribute__((cold))
#if defined(__clang__)
#define SMALLEST __attribute__((cold, minsize))
#elif __GNUC__ >= 12
#define SMALLEST __attribute__((cold, optimize("Oz")))
#else
#define SMALLEST SMALL
#endif

#define FUNC_PROLOGUE
#define FUNC_EPILOGUE
#define UNREACHABLE wasm_rt_trap(WASM_RT_TRAP_UNREACHABLE)

#define LOAD(name, type, result)                                                  \
  static inline result name##_default32(const wasm_rt_memory_t *memory, u64 at) { \
    type value;                                                                   \
    memcpy(&value, memory->data + at, sizeof value);                              \
    return value;                                                                 \
  }

#define STORE(name, type, argument)                                                        \
  static inline void name##_default32(const wasm_rt_memory_t *memory, u64 at, argument v) { \
    const type value = (type)v;                                                            \
    memcpy(memory->data + at, &value, sizeof value);                                       \
  }

LOAD(i32_load8_u, u8, u32)
LOAD(i32_load, u32, u32)
LOAD(i64_load8_u, u8, u64)
LOAD(i64_load32_u, u32, u64)
LOAD(i64_load, u64, u64)
LOAD(f64_load, f64, f64)
STORE(i32_store8, u8, u32)
STORE(i32_store, u32, u32)
STORE(i64_store8, u8, u64)
STORE(i64_store, u64, u64)
STORE(f64_store, f64, f64)

static inline void memory_copy(const wasm_rt_memory_t *to, const wasm_rt_memory_t *from, u64 target,
                               u64 source, u64 bytes) {
  memmove(to->data + target, from->data + source, (size_t)bytes);
}

#define LOAD_DATA(memory, at, octets, bytes) memcpy((memory).data + (at), octets, bytes)

#define wasm_floor floor
#define wasm_fabs fabs

/* Almost always of a constant, of which the compiler leaves nothing of the two looks. */
#define IN_PLACE static inline __attribute__((always_inline))

IN_PLACE u32 I32_DIV_S(u32 x, u32 y) {
  if (y == 0) wasm_rt_trap(WASM_RT_TRAP_DIV_BY_ZERO);
  if (x == 0x80000000u && y == 0xffffffffu) wasm_rt_trap(WASM_RT_TRAP_INT_OVERFLOW);
  return (u32)((s32)x / (s32)y);
}

IN_PLACE u32 I32_REM_S(u32 x, u32 y) {
  if (y == 0) wasm_rt_trap(WASM_RT_TRAP_DIV_BY_ZERO);
  return y == 0xffffffffu ? 0 : (u32)((s32)x % (s32)y);
}

static inline u32 I32_ROTL(u32 x, u32 bits) {
  return x << (bits & 31) | x >> (-bits & 31);
}

static inline u32 I64_CTZ(u64 x) {
  return x == 0 ? 64 : (u32)__builtin_ctzll(x);
}

/* A zero of either sign is not less than the other: the sign is kept as WebAssembly says. */
static f64 FMIN(f64 x, f64 y) {
  if (x != x || y != y) return NAN;
  if (x == y) return signbit(x) ? x : y;
  return x < y ? x : y;
}

static f64 FMAX(f64 x, f64 y) {
  if (x != x || y != y) return NAN;
  if (x == y) return signbit(x) ? y : x;
  return x > y ? x : y;
}

/* NaN is 0; what is beyond is the last number that there is. */
static u32 I32_TRUNC_SAT_S_F64(f64 x) {
  if (x != x) return 0;
  if (x <= -2147483648.0) return 0x80000000u;
  return x >= 2147483647.0 ? 0x7fffffffu : (u32)(s32)x;
}

#endif
