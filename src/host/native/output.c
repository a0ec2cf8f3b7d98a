/*
 * What the core writes: lines for the log, and output for standard output.
 */
#include <errno.h>
#include <unistd.h>

#include "host.h"
#include "seam.h"

void w2c_host_log(u32 at, u32 bytes) {
  logOctets(arenaAt(at, bytes), bytes);
}

void w2c_host_print(u32 at, u32 bytes) {
  const uint8_t *octets = arenaAt(at, bytes);
  size_t left = bytes;
  while (left > 0) {
    const ssize_t written = write(STDOUT_FILENO, octets, left);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    octets += written;
    left -= (size_t)written;
  }
}
