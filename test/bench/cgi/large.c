/* Writes 1 GiB as fast as it is taken. Compiled to cgi-bin/large. */
#include <stdio.h>
#include <string.h>

int main(void) {
  static char block[65536];
  memset(block, 'x', sizeof block);
  fputs("Content-Type: application/octet-stream\r\n\r\n", stdout);
  for (int written = 0; written < 16384; written++) {
    if (fwrite(block, sizeof block, 1, stdout) != 1) return 1;
  }
  return fflush(stdout) == 0 ? 0 : 1;
}
