/*
 * Unix sockets that listen for the servers that we start.
 *
 * Rules of this file: a socket is bound beside its path and renamed, so that the path always leads
 * to one that listens; what is there already is replaced when nobody listens on it, or only what a
 * server has left behind that is no more (as after SIGKILL): the kernel keeps the name under which
 * a socket was bound, and there the server's number stands behind "~". The orphan, which the kernel
 * has told to end, loses its name, and with that all further requests. A socket blocks, as programs
 * expect of what they are given to accept from.
 */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "host.h"
#include "seam.h"

/* The kernel bounds it by net.core.somaxconn. */
#define BACKLOG 512
/* What is bound has this and our number behind the path; a successor's has a mark before it. */
#define ASIDE '~'
#define SUCCESSOR '+'
/* "+~4194303": no Linux has larger numbers of processes. */
#define MARKS_MAX 9
#define PERMISSIONS 0777

typedef struct sockaddr_un PathAddress;

static bool isGone(pid_t process) {
  return process > 1 && kill(process, 0) != 0 && errno == ESRCH;
}

/* The server that has bound a socket for this path under this name; 0 when it was none of ours. */
static pid_t makerOf(const char *name, const char *path) {
  const size_t bytes = strlen(path);
  if (strncmp(name, path, bytes) != 0) return 0;
  const char *mark = name + bytes;
  if (*mark == SUCCESSOR) mark++;
  if (*mark != ASIDE) return 0;
  char *end;
  const long process = strtol(mark + 1, &end, 10);
  return *end == '\0' && process <= INT32_MAX ? (pid_t)process : 0;
}

/* Whether who listens has been started by a server that is no more. */
static bool isOrphan(int fd, const PathAddress *address) {
  PathAddress peer;
  socklen_t bytes = sizeof peer;
  memset(&peer, 0, sizeof peer);
  if (getpeername(fd, (struct sockaddr *)&peer, &bytes) != 0) return false;
  return isGone(makerOf(peer.sun_path, address->sun_path));
}

/* Whether somebody listens: 0, or the `Failure` for which the path cannot be had. */
static int32_t probe(const PathAddress *address) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return failureOf(errno);
  const bool isConnected = connect(fd, (const struct sockaddr *)address, sizeof *address) == 0;
  int error = isConnected ? EADDRINUSE : errno;
  if (isConnected && isOrphan(fd, address)) error = ECONNREFUSED;
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

u32 w2c_host_openSocket(u32 at, u32 bytes, u32 mode) {
  PathAddress address = {.sun_family = AF_UNIX};
  const char *path = pathAt(at, bytes);
  if (path == NULL || bytes >= sizeof address.sun_path - MARKS_MAX) {
    return (u32)FAILURE_ADDRESS_INVALID;
  }
  memcpy(address.sun_path, path, bytes + 1);
  const int32_t failure = judgePlace(&address);
  if (failure != 0) return (u32)failure;
  PathAddress aside = address;
  char number[DECIMAL_BYTES];
  aside.sun_path[bytes] = ASIDE;
  strcpy(aside.sun_path + bytes + 1, decimal(getpid(), number));
  const int fd = bindAside(&aside, (mode_t)mode);
  if (fd < 0) return (u32)failureOf(errno);
  if (rename(aside.sun_path, address.sun_path) == 0) return (u32)fd;
  const int error = errno;
  closeDescriptor(fd);
  (void)unlink(aside.sun_path);
  return (u32)failureOf(error);
}

u32 w2c_host_moveSocket(u32 socket, u32 fromAt, u32 fromBytes, u32 toAt, u32 toBytes) {
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

void w2c_host_removeSocket(u32 at, u32 bytes, u32 process) {
  PathAddress address = {.sun_family = AF_UNIX};
  struct stat status;
  const char *path = pathAt(at, bytes);
  if (path == NULL || bytes >= sizeof address.sun_path) return;
  memcpy(address.sun_path, path, bytes + 1);
  if (process != 0 && !isGone((pid_t)process)) return;
  const bool isSocket = lstat(address.sun_path, &status) == 0 && S_ISSOCK(status.st_mode);
  if (isSocket && probe(&address) == 0) (void)unlink(address.sun_path);
}

u32 w2c_host_processId(void) {
  return (u32)getpid();
}

void w2c_host_closeSocket(u32 number, u32 at, u32 bytes) {
  const char *path = bytes == 0 ? NULL : pathAt(at, bytes);
  closeDescriptor((int)number);
  if (path != NULL) (void)unlink(path);
}
