/*
 * A fault: a trap of the core, or a host call that was given what cannot be. It is logged, and ends
 * the call into the core that it is in.
 */
#include "host.h"

FaultScope faultScope;

void fault(const char *what, const char *place) {
  char channel[DECIMAL_BYTES];
  const bool isOurs = faultScope.entry == NULL;
  logLine("microhttpd: fault in ", isOurs ? "the host" : faultScope.entry, ", channel ",
          decimal(isOurs ? -1 : faultScope.channel, channel), ": ", what, place, NULL);
  if (isOurs) leave(EXIT_FAULT);
  longjmp(faultScope.recovery, 1);
}

void refuse(const char *what) {
  fault(what, "");
}
