/* A quiet stream of events: one each second, until its client leaves. Compiled to cgi-bin/events. */
#include <stdio.h>
#include <unistd.h>

int main(void) {
  fputs("Content-Type: text/event-stream\r\n\r\n", stdout);
  while (fputs("data: still there\n\n", stdout) >= 0 && fflush(stdout) == 0) sleep(1);
  return 0;
}
