/*
 * The host's src/host/native/connect.c without servers to connect to: whatever address it is given,
 * it is connected to this process, where a backend is no more than the far end of its connection.
 *
 * Rule of this file: all of connect.c runs as it is released.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "fuzz.h"
#include "host.h"

static int connectHere(int fd);

/* No family but this has names that no other process can take and no port. */
#define socket(family, flags, protocol) socket(AF_UNIX, flags, 0)
#define connect(fd, address, bytes) ((void)(address), (void)(bytes), connectHere(fd))
#include "connect.c"
#undef connect
#undef socket

#define BACKENDS_MAX 64
/* So little that what the server sends is lent to the host all the time. */
#define SOCKET_BYTES 4608

typedef struct {
  int fd; /* -1: the place is free */
  unsigned number;
} Backend;

static Backend backends[BACKENDS_MAX];
static unsigned lastNumber;
static int listenerFd = -1;
static struct sockaddr_un listenerAddress;
static int connectError;

void failNextConnect(int error) {
  connectError = error;
}

void openBackends(void) {
  for (int i = 0; i < BACKENDS_MAX; i++) backends[i].fd = -1;
  listenerFd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  listenerAddress.sun_family = AF_UNIX;
  /* The first octet is NUL: the name is in no file system. */
  (void)snprintf(listenerAddress.sun_path + 1, sizeof listenerAddress.sun_path - 1, "backend-%d",
                 (int)getpid());
  const struct sockaddr *address = (const struct sockaddr *)&listenerAddress;
  if (bind(listenerFd, address, sizeof listenerAddress) != 0 || listen(listenerFd, 16) != 0) {
    fail("no listener of backends");
  }
}

static void closeBackend(Backend *backend) {
  if (backend->fd >= 0) (void)close(backend->fd);
  backend->fd = -1;
}

/* The server's end is closed. */
static bool isLeft(const Backend *backend) {
  struct pollfd asked = {.fd = backend->fd, .events = POLLIN};
  return poll(&asked, 1, 0) > 0 && (asked.revents & POLLHUP) != 0;
}

static Backend *freePlace(void) {
  for (int i = 0; i < BACKENDS_MAX; i++) {
    if (backends[i].fd >= 0 && isLeft(&backends[i])) closeBackend(&backends[i]);
    if (backends[i].fd < 0) return &backends[i];
  }
  fail("more backends are connected than may");
}

static int connectHere(int fd) {
  const int bytes = SOCKET_BYTES;
  if (connectError != 0) {
    errno = connectError;
    connectError = 0;
    return -1;
  }
  const struct sockaddr *address = (const struct sockaddr *)&listenerAddress;
  if (connect(fd, address, sizeof listenerAddress) != 0) fail("no connection to a backend");
  (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  Backend *backend = freePlace();
  backend->fd = accept4(listenerFd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  backend->number = ++lastNumber;
  if (backend->fd < 0) fail("a backend cannot accept");
  return 0;
}

/* ---- What the fuzzer makes of them ---- */

static Backend *newest(void) {
  Backend *found = NULL;
  for (int i = 0; i < BACKENDS_MAX; i++) {
    Backend *backend = &backends[i];
    if (backend->fd >= 0 && isLeft(backend)) closeBackend(backend);
    if (backend->fd < 0) continue;
    if (found == NULL || backend->number > found->number) found = backend;
  }
  return found;
}

void backendWrites(const uint8_t *octets, size_t bytes) {
  const Backend *backend = newest();
  if (backend != NULL) (void)!send(backend->fd, octets, bytes, MSG_NOSIGNAL);
}

void backendEnds(void) {
  const Backend *backend = newest();
  if (backend != NULL) (void)shutdown(backend->fd, SHUT_WR);
}

void backendCloses(void) {
  Backend *backend = newest();
  if (backend != NULL) closeBackend(backend);
}

void backendsRead(void) {
  static char taken[65536];
  for (int i = 0; i < BACKENDS_MAX; i++) {
    while (backends[i].fd >= 0 && read(backends[i].fd, taken, sizeof taken) > 0) continue;
  }
}

void endBackends(void) {
  for (int i = 0; i < BACKENDS_MAX; i++) closeBackend(&backends[i]);
  connectError = 0;
}
