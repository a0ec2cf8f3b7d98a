/*
 * What the compiled core calls when it traps.
 */
#include <string.h>

#include "host.h"
#include "places.h"
#include "seam.h"

/* As in build/assertions.mjs. */
#define LINE_BITS 12
#define PLACE_BYTES 160

/* What is unreachable is what arena.ts has refused. */
void wasm_rt_trap(wasm_rt_trap_t trap) {
  static const char *const names[] = {
    "none", "out of bounds", "integer overflow", "division by zero", "invalid conversion",
    "outside of the arena",
  };
  fault(names[trap], "");
}

void w2c_env_failed(u32 place) {
  const char *file = places;
  for (u32 number = place >> LINE_BITS; number > 0; number--) file += strlen(file) + 1;
  char line[DECIMAL_BYTES];
  char text[PLACE_BYTES];
  strncpy(text, file, sizeof text - sizeof line - 1);
  text[sizeof text - sizeof line - 1] = '\0';
  strcat(strcat(text, ":"), decimal(place & ((1u << LINE_BITS) - 1), line));
  fault("assertion failed at ", text);
}
