/*
 * The start: what the host needs for itself, then the core with the command line.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"
#include "host.h"

/* systemd and others give sockets to whom they start (sd_listen_fds(3)). */
static void refuseGivenSockets(void) {
  const char *process = getenv("LISTEN_PID");
  char own[DECIMAL_BYTES];
  if (process == NULL || getenv("LISTEN_FDS") == NULL) return;
  if (strcmp(process, decimal(getpid(), own)) != 0) return;
  logLine("microhttpd: sockets of a service manager (LISTEN_FDS) are not taken: give addresses by",
          " listen, and start the service without its socket unit", NULL);
  leave(EXIT_USAGE);
}

int main(int argumentCount, char **arguments) {
  holdStandardDescriptors();
  shutInherited();
  openLog();
  refuseGivenSockets();
  dropInheritance();
  openChannelTable();
  openChildren();
  openLoop();
  openProcesses();
  const int32_t result = enterStart(argumentCount, arguments);
  leave(result == 0 ? runLoop() : -1 - result);
}
