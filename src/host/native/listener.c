/*
 * Listening and accepting.
 *
 * Rules of this file: what came of `listen` is told when the core has returned. When no descriptor
 * or memory is left, accepting stops until one was closed or some time has passed: a listener that
 * stays ready would make the loop spin.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "channel.h"
#include "host.h"
#include "seam.h"

#define LISTENERS_MAX 32
/* The kernel bounds it by net.core.somaxconn. */
#define BACKLOG 512
/* Connections taken per event, so that those that are open get their turns. */
#define ACCEPTS_MAX 16
#define RETRY_MS 200

typedef struct {
  int32_t number; /* the core's */
  int32_t result; /* the port, or a Failure */
  int fd;
  bool isToBeTold;
} Listener;

static Listener listeners[LISTENERS_MAX];
static int listenerCount;

static bool resting;
static int32_t restingSince;
static uint32_t closedWhenResting;

/* ---- Listening ---- */

/* An interface may get its address later than we start (ip(7), IP_FREEBIND). */
static int bindEarly(int fd, const SocketAddress *address, socklen_t bytes) {
  const int on = 1;
  if (bind(fd, &address->any, bytes) == 0) return 0;
  if (errno != EADDRNOTAVAIL) return -1;
  if (setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &on, sizeof on) != 0) {
    errno = EADDRNOTAVAIL;
    return -1;
  }
  if (bind(fd, &address->any, bytes) != 0) return -1;
  logLine("microhttpd: an address to listen on is not there yet; it is waited for", NULL);
  return 0;
}

static int bindSocket(const SocketAddress *address, socklen_t bytes, bool isForBoth) {
  const int on = 1;
  const int isAlone = !isForBoth;
  const int fd = socket(address->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  /* What is accepted inherits these, so that no call per connection is spent on them. */
  (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  keepAlive(fd);
  if (address->any.sa_family == AF_INET6) {
    (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &isAlone, sizeof isAlone);
  }
  if (bindEarly(fd, address, bytes) == 0 && listen(fd, BACKLOG) == 0) return fd;
  const int error = errno;
  closeDescriptor(fd);
  errno = error;
  return -1;
}

static int bindText(const char *text, int32_t port, bool isForBoth) {
  char copy[ADDRESS_BYTES];
  SocketAddress address;
  strcpy(copy, text);
  const socklen_t bytes = readAddress(copy, port, &address);
  if (bytes > 0) return bindSocket(&address, bytes, isForBoth);
  errno = EAFNOSUPPORT;
  return -1;
}

/* All addresses: one socket for both families where there is IPv6. */
static int bindAll(int32_t port) {
  const int fd = bindText("::", port, true);
  if (fd >= 0 || (errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL)) return fd;
  return bindText("0.0.0.0", port, false);
}

static int32_t startListener(Listener *listener, const char *text, int32_t port) {
  SocketAddress bound;
  socklen_t bytes = sizeof bound;
  const int fd = text[0] == '\0' ? bindAll(port) : bindText(text, port, false);
  /* EINVAL: a link-local address without its interface. */
  if (fd < 0) return errno == EINVAL ? FAILURE_ADDRESS_INVALID : failureOf(errno);
  (void)getsockname(fd, &bound.any, &bytes);
  if (!adoptChannel(fd, CHANNEL_LISTENER, EPOLLIN)) return failureOf(errno);
  listener->fd = fd;
  return portOfAddress(&bound);
}

void w2c_host_listen(u32 number, u32 at, u32 bytes, u32 port) {
  const uint8_t *octets = arenaAt(at, bytes);
  char text[ADDRESS_BYTES];
  if (listenerCount == LISTENERS_MAX) refuse("too many listeners");
  Listener *listener = &listeners[listenerCount++];
  *listener = (Listener){.number = (int32_t)number,
                         .result = FAILURE_ADDRESS_INVALID,
                         .fd = -1,
                         .isToBeTold = true};
  if (bytes >= sizeof text || port > UINT16_MAX || memchr(octets, '\0', bytes) != NULL) return;
  memcpy(text, octets, bytes);
  text[bytes] = '\0';
  listener->result = startListener(listener, text, (int32_t)port);
}

void announceListeners(void) {
  for (int i = 0; i < listenerCount && !isTerminated(); i++) {
    Listener *listener = &listeners[i];
    if (!listener->isToBeTold) continue;
    listener->isToBeTold = false;
    if (listener->result < 0) {
      enterListenFailed(listener->number, listener->result);
    } else {
      enterListening(listener->number, listener->result);
    }
  }
}

void w2c_host_stopListening(void) {
  for (int i = 0; i < listenerCount; i++) {
    if (listeners[i].fd >= 0) dropChannel(listeners[i].fd);
    listeners[i].fd = -1;
  }
}

/* ---- Accepting ---- */

static void watchListeners(uint32_t events) {
  for (int i = 0; i < listenerCount; i++) {
    if (listeners[i].fd >= 0) watchChannel(listeners[i].fd, events);
  }
}

static void rest(void) {
  resting = true;
  restingSince = monotonicMs();
  closedWhenResting = descriptorsClosed();
  watchListeners(0);
}

int retryAccepting(void) {
  if (!resting) return -1;
  const uint32_t restedMs = (uint32_t)monotonicMs() - (uint32_t)restingSince;
  if (restedMs < RETRY_MS && descriptorsClosed() == closedWhenResting) {
    return (int)(RETRY_MS - restedMs);
  }
  resting = false;
  watchListeners(EPOLLIN);
  return -1;
}

static const Listener *listenerOf(int fd) {
  for (int i = 0; i < listenerCount; i++) {
    if (listeners[i].fd == fd) return &listeners[i];
  }
  return NULL;
}

/* One connection; false when there is none to be had. */
static bool acceptOne(int fd, int32_t number) {
  const int accepted = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (accepted < 0 || !adoptChannel(accepted, CHANNEL_STREAM, SOCKET_EVENTS)) {
    if (errno == EAGAIN) return false;
    /* What befell one connection before it was taken says nothing about the next. */
    if (errno == EINTR || errno == ECONNABORTED) return true;
    rest();
    return false;
  }
  const uint16_t generation = channels[accepted].generation;
  if (!enterAccepted(accepted, number) && isStill(accepted, generation)) dropChannel(accepted);
  return true;
}

void onListenerEvent(int fd) {
  for (int i = 0; i < ACCEPTS_MAX && !resting && !isTerminated(); i++) {
    const Listener *listener = listenerOf(fd);
    if (listener == NULL || !acceptOne(fd, listener->number)) return;
  }
}
