/*
 * Temporary files: without a name from the first, or where the kernel or the file system cannot do
 * that, made under one that is taken away at once.
 *
 * Rule of this file: each write says where it goes, so that a script reads from the start.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "seam.h"

#define NAME "/microhttpd-XXXXXX"

/* Of a disk that is full there is more to say than that the machine has no more of something. */
static int32_t failureOfSpace(int error) {
  const bool isFull = error == ENOSPC || error == EDQUOT || error == EFBIG;
  return isFull ? FAILURE_NO_SPACE : failureOf(error);
}

/* mkostemp tries names until one is new (O_EXCL), for the owner alone (0600). */
static int openUnlinked(const char *directory) {
  static _Alignas(SELDOM) char path[SELDOM + sizeof NAME];
  strcpy(path, directory);
  strcat(path, NAME);
  const int fd = mkostemp(path, O_CLOEXEC);
  if (fd >= 0 && unlink(path) != 0) {
    const int error = errno;
    (void)close(fd);
    errno = error;
    return -1;
  }
  return fd;
}

u32 w2c_host_openTemporary(u32 at, u32 bytes) {
  const char *directory = pathAt(at, bytes); /* shorter than SELDOM */
  if (directory == NULL) return (u32)FAILURE_NOT_FOUND;
  int fd = open(directory, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
    fd = openUnlinked(directory);
  }
  return fd < 0 ? (u32)failureOfSpace(errno) : (u32)fd;
}

u32 w2c_host_writeFile(u32 file, f64 offset, u32 at, u32 bytes) {
  const uint8_t *from = arenaAt(at, bytes);
  for (u32 done = 0; done < bytes;) {
    const ssize_t octets = pwrite((int)file, from + done, bytes - done, (off_t)offset + done);
    if (octets > 0) done += (u32)octets;
    else if (octets == 0) return (u32)FAILURE_NO_SPACE;
    else if (errno != EINTR) return (u32)failureOfSpace(errno);
  }
  return 0;
}
