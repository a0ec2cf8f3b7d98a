/*
 * Connecting to the servers that requests are passed on to.
 *
 * Rules of this file: a Unix socket is connected at once or not at all, the others on their way.
 * Nothing is asked of the kernel to learn which: the first octets that it takes say so, or the
 * event that comes when it has failed.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "address.h"
#include "channel.h"
#include "host.h"
#include "seam.h"

#define SOCKET_FLAGS (SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC)
/* Without room, which is asked for when there is none. */
#define FIRST_EVENTS (EPOLLIN | EPOLLRDHUP | EPOLLET)

static int32_t failureOfConnect(int error, int family) {
  if (error == EAGAIN && family == AF_UNIX) return FAILURE_BUSY;
  /* EINVAL: a link-local address without its interface. */
  return error == EINVAL ? FAILURE_ADDRESS_INVALID : failureOf(error);
}

static int32_t begin(const struct sockaddr *address, socklen_t bytes) {
  const int on = 1;
  const int family = address->sa_family;
  const int fd = socket(family, SOCKET_FLAGS, 0);
  if (fd < 0) return failureOf(errno);
  if (family != AF_UNIX) {
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    keepAlive(fd);
  }
  if (connect(fd, address, bytes) != 0 && errno != EINPROGRESS) {
    const int32_t failure = failureOfConnect(errno, family);
    closeDescriptor(fd);
    return failure;
  }
  if (!adoptChannel(fd, CHANNEL_GATEWAY, FIRST_EVENTS)) return failureOf(errno);
  loans[fd].failure = 0;
  if (family != AF_UNIX) channels[fd].flags |= FLAG_CONNECTING;
  return fd;
}

static int32_t openPath(const uint8_t *octets, size_t bytes) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (bytes >= sizeof address.sun_path) return FAILURE_ADDRESS_INVALID;
  memcpy(address.sun_path, octets, bytes);
  return begin((const struct sockaddr *)&address, sizeof address);
}

static int32_t openPort(const uint8_t *octets, size_t bytes, u32 port) {
  char text[ADDRESS_BYTES];
  SocketAddress address;
  if (bytes >= sizeof text || port > UINT16_MAX) return FAILURE_ADDRESS_INVALID;
  memcpy(text, octets, bytes);
  text[bytes] = '\0';
  const socklen_t length = readAddress(text, (int32_t)port, &address);
  return length == 0 ? FAILURE_ADDRESS_INVALID : begin(&address.any, length);
}

/* A path that begins with NUL would be a name in no file system. */
u32 w2c_host_connect(u32 at, u32 bytes, u32 port) {
  const uint8_t *octets = arenaAt(at, bytes);
  if (bytes == 0 || memchr(octets, '\0', bytes) != NULL) return (u32)FAILURE_ADDRESS_INVALID;
  return (u32)((int32_t)port < 0 ? openPath(octets, bytes) : openPort(octets, bytes, port));
}
