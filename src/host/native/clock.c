/*
 * The two clocks. musl reads both from the vDSO, so that asking costs no system call.
 */
#include <time.h>

#include "host.h"

int32_t monotonicMs(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  /* Modulo 2^32, as the core expects it. */
  return (int32_t)((uint32_t)now.tv_sec * 1000U + (uint32_t)(now.tv_nsec / 1000000));
}

double wallSeconds(void) {
  struct timespec now;
  (void)clock_gettime(CLOCK_REALTIME, &now);
  return (double)now.tv_sec;
}
