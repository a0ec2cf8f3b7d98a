/* The least that a script in C does: it is compiled to cgi-bin/tiny. */
#include <stdio.h>

int main(void) {
  fputs("Content-Type: text/plain\r\n\r\nHello from C\n", stdout);
  return 0;
}
