/*
 * The start: what the host needs for itself, then the core with the command line.
 */
#include "host.h"

int main(int argumentCount, char **arguments) {
  holdStandardDescriptors();
  shutInherited();
  openLog();
  openChannelTable();
  openChildren();
  openLoop();
  openProcesses();
  const int32_t result = enterStart(argumentCount, arguments);
  leave(result == 0 ? runLoop() : -1 - result);
}
