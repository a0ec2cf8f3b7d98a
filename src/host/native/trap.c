/*
 * What the compiled core calls when it traps.
 */
#include <string.h>

#include "host.h"
#include "seam.h"

/* Text of the core for the log: what is not ASCII becomes "?". */
static void narrow(uint32_t pointer, char *target, size_t capacity) {
  size_t units = 0;
  const uint16_t *text = pointer == 0 ? NULL : textAt(pointer, &units);
  size_t at = 0;
  while (text != NULL && at < units && at < capacity - 1) {
    target[at] = text[at] >= 0x20 && text[at] < 0x7f ? (char)text[at] : '?';
    at++;
  }
  target[at] = '\0';
}

/* What is unreachable is what arena.ts has refused. */
void wasm_rt_trap(wasm_rt_trap_t trap) {
  static const char *const names[] = {
    "none", "out of bounds", "integer overflow", "division by zero", "invalid conversion",
    "outside of the arena",
  };
  fault(names[trap], "");
}

void w2c_env_abort(u32 message, u32 file, u32 line, u32 column) {
  char what[80];
  char place[160];
  char numbers[2][DECIMAL_BYTES];
  narrow(message, what, sizeof what - sizeof " at ");
  narrow(file, place, sizeof place - 2 * DECIMAL_BYTES);
  strcat(strcat(place, ":"), decimal(line, numbers[0]));
  strcat(strcat(place, ":"), decimal(column, numbers[1]));
  fault(what[0] == '\0' ? "assertion failed at " : strcat(what, " at "), place);
}
