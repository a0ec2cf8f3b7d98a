/*
 * Unix sockets that listen for the servers that we start.
 *
 * Rules of this file: a socket is bound beside its path and renamed, so that the path always leads
 * to one that listens; what is there already is replaced only when nobody listens on it. It
 * blocks, as programs expect of what they are given to accept from.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "host.h"
#include "seam.h"

/* The kernel bounds it by net.core.somaxconn. */
#define BACKLOG 512
/* A name of ours beside the path. */
#define ASIDE '~'
#define PERMISSIONS 0777

typedef struct sockaddr_un PathAddress;

/* Whether somebody listens: 0, or the `Failure` for which the path cannot be had. */
static int32_t probe(const PathAddress *address) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return failureOf(errno);
  const bool isConnected = connect(fd, (const struct sockaddr *)address, sizeof *address) == 0;
  const int error = isConnected ? EADDRINUSE : errno;
  closeDescriptor(fd);
  if (error == ECONNREFUSED || error == ENOENT) return 0;
  return error == EAGAIN ? FAILURE_ADDRESS_IN_USE : failureOf(error);
}

/* Whether the path may be taken: 0 or a `Failure`. */
static int32_t judgePlace(const PathAddress *address) {
  struct stat status;
  if (lstat(address->sun_path, &status) != 0) return errno == ENOENT ? 0 : failureOf(errno);
  return S_ISSOCK(status.st_mode) ? probe(address) : FAILURE_ADDRESS_IN_USE;
}

/* A socket's file gets all permissions that the mask leaves. */
static int bindAside(const PathAddress *aside, mode_t mode) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  (void)unlink(aside->sun_path);
  const mode_t mask = umask(~mode & PERMISSIONS);
  const int result = bind(fd, (const struct sockaddr *)aside, sizeof *aside);
  const int error = errno;
  (void)umask(mask);
  if (result == 0 && listen(fd, BACKLOG) == 0) return fd;
  closeDescriptor(fd);
  errno = error;
  return -1;
}

u32 w2c_host_openSocket(SEAM, u32 at, u32 bytes, u32 mode) {
  PathAddress address = {.sun_family = AF_UNIX};
  const char *path = pathAt(at, bytes);
  if (path == NULL || bytes >= sizeof address.sun_path - 1) return (u32)FAILURE_ADDRESS_INVALID;
  memcpy(address.sun_path, path, bytes + 1);
  const int32_t failure = judgePlace(&address);
  if (failure != 0) return (u32)failure;
  PathAddress aside = address;
  aside.sun_path[bytes] = ASIDE;
  const int fd = bindAside(&aside, (mode_t)mode);
  if (fd < 0) return (u32)failureOf(errno);
  if (rename(aside.sun_path, address.sun_path) == 0) return (u32)fd;
  const int error = errno;
  closeDescriptor(fd);
  (void)unlink(aside.sun_path);
  return (u32)failureOf(error);
}

u32 w2c_host_moveSocket(SEAM, u32 socket, u32 fromAt, u32 fromBytes, u32 toAt, u32 toBytes) {
  (void)socket;
  /* `pathAt` has room for one. */
  PathAddress from = {.sun_family = AF_UNIX};
  const char *path = pathAt(fromAt, fromBytes);
  if (path == NULL || fromBytes >= sizeof from.sun_path) return (u32)FAILURE_ADDRESS_INVALID;
  memcpy(from.sun_path, path, fromBytes + 1);
  path = pathAt(toAt, toBytes);
  if (path == NULL) return (u32)FAILURE_ADDRESS_INVALID;
  return rename(from.sun_path, path) == 0 ? 0 : (u32)failureOf(errno);
}

u32 w2c_host_processId(SEAM) {
  return (u32)getpid();
}

void w2c_host_closeSocket(SEAM, u32 number, u32 at, u32 bytes) {
  const char *path = bytes == 0 ? NULL : pathAt(at, bytes);
  closeDescriptor((int)number);
  if (path != NULL) (void)unlink(path);
}
