/*
 * Text for lines and paths that the host makes itself.
 */
#include <string.h>

#include "host.h"

char *decimal(int64_t number, char buffer[DECIMAL_BYTES]) {
  uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
  char *at = buffer + DECIMAL_BYTES - 1;
  *at = '\0';
  do {
    *--at = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (number < 0) *--at = '-';
  return at;
}

void procPath(int fd, char path[PROC_PATH_BYTES]) {
  char number[DECIMAL_BYTES];
  strcpy(path, "/proc/self/fd/");
  strcat(path, decimal(fd, number));
}
