/*
 * Peers that are gone without a word: a phone out of reach, a board without power.
 *
 * Rule of this file: whoever has not answered for GONE_MS is gone, whether probes or octets of ours
 * went unanswered; the connection then fails with ETIMEDOUT.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "channel.h"
#include "host.h"

/* Of silence, before the first probe. */
#define IDLE_SECONDS 60
#define PROBE_SECONDS 15
#define PROBE_COUNT 4
#define GONE_MS ((IDLE_SECONDS + PROBE_SECONDS * PROBE_COUNT) * 1000)

static void set(int fd, int level, int option, int value) {
  (void)setsockopt(fd, level, option, &value, sizeof value);
}

void keepAlive(int fd) {
  set(fd, IPPROTO_TCP, TCP_KEEPIDLE, IDLE_SECONDS);
  set(fd, IPPROTO_TCP, TCP_KEEPINTVL, PROBE_SECONDS);
  set(fd, IPPROTO_TCP, TCP_KEEPCNT, PROBE_COUNT);
  set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, GONE_MS);
  set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
}
