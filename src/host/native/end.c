/*
 * The end of the process: when the core wants it, or at once.
 */
#include <unistd.h>

#include "host.h"
#include "seam.h"

static bool terminated;
static int status;

bool isTerminated(void) {
  return terminated;
}

int exitStatus(void) {
  return status;
}

void w2c_host_terminate(u32 wanted) {
  terminated = true;
  status = (int)wanted;
}

void leave(int now) {
  flushLog();
  _exit(now);
}
