/*
 * The runtime that wasm2c's C needs, as small as the core allows: one linear memory without guard
 * pages (boards of 32 bits have no room for them), no tables, no threads.
 *
 * Rules of this file: the names are wasm2c's (wabt 1.0.39). No allocator is declared: a core that
 * needs one does not link, and that is meant.
 */
#ifndef MICROHTTPD_WASM_RT_H
#define MICROHTTPD_WASM_RT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "linear memory is little-endian and the host reads it in place"
#endif

#define wasm_rt_is_initialized() true

typedef enum {
  WASM_RT_TRAP_NONE,
  WASM_RT_TRAP_OOB,
  WASM_RT_TRAP_INT_OVERFLOW,
  WASM_RT_TRAP_DIV_BY_ZERO,
  WASM_RT_TRAP_INVALID_CONVERSION,
  WASM_RT_TRAP_UNREACHABLE
} wasm_rt_trap_t;

typedef struct {
  uint8_t *data;
  uint64_t pages;
  uint64_t max_pages;
  uint64_t size;
} wasm_rt_memory_t;

/* trap.c: says what happened and goes back to the entry into the core. */
__attribute__((noreturn, cold)) void wasm_rt_trap(wasm_rt_trap_t trap);

/* memory.c */
void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint64_t pages, uint64_t maxPages,
                             bool is64, uint32_t pageBytes);
uint64_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint64_t pages);

#endif
