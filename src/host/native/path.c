/*
 * Opening below a root, without leaving it by any link.
 *
 * Rules of this file: the kernel decides (openat2, RESOLVE_BENEATH). It refuses absolute links even
 * when they lead back inside, and kernels before 5.6 lack the call; then the path is only looked up
 * (O_PATH), the kernel is asked where that ended, and what lies inside is opened through /proc.
 * What is open cannot be exchanged for something else between the check and the use.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "channel.h"
#include "host.h"
#include "seam.h"

#ifndef SYS_openat2
#define SYS_openat2 437 /* the same on every architecture */
#endif
/* PATH_MAX: what the kernel takes, with the NUL. */
#define PATH_BYTES 4096

/* Home directories and those of --sendfile-root, of two generations; and what was tried in vain. */
#define ROOTS_MAX 16
/* Roots have numbers from here, as directories that are open are roots too. */
#define FIRST_ROOT CHANNELS_MAX

#define RESOLVE_NO_MAGICLINKS 0x02
#define RESOLVE_NO_SYMLINKS 0x04
#define RESOLVE_BENEATH 0x08

/* A rename during the walk makes openat2 answer EAGAIN; after so many the slow way decides. */
#define TRIES_MAX 4

struct OpenHow {
  uint64_t flags;
  uint64_t mode;
  uint64_t resolve;
};

/* What it is, or was before it was released. */
typedef struct {
  int fd; /* -1: none */
  dev_t device;
  ino_t inode;
} RootDirectory;

static RootDirectory roots[ROOTS_MAX];
static unsigned rootCount;
static bool kernelConfines;
/* All are opened so. */
static bool followsLinks;

static int openConfined(int root, const char *path, int flags) {
  const uint64_t links = followsLinks ? 0 : RESOLVE_NO_SYMLINKS;
  const struct OpenHow how = {.flags = (uint64_t)flags,
                              .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | links};
  return (int)syscall(SYS_openat2, root, path, &how, sizeof how);
}

/* Not on the stack, which would then touch a page more. */
const char *pathAt(uint32_t at, uint32_t bytes) {
  static char path[PATH_BYTES];
  const uint8_t *octets = arenaAt(at, bytes);
  if (bytes >= PATH_BYTES || memchr(octets, '\0', bytes) != NULL) return NULL;
  if (bytes == 0) return ".";
  memcpy(path, octets, bytes);
  path[bytes] = '\0';
  return path;
}

ssize_t pathOfDescriptor(int fd, char *path, size_t capacity) {
  char link[PROC_PATH_BYTES];
  procPath(fd, link);
  return readlink(link, path, capacity);
}

/* The path of our own directory; its octets without a NUL, or -1 with errno. */
static ssize_t workingPath(char *path, size_t capacity) {
  const long bytes = syscall(SYS_getcwd, path, capacity);
  if (bytes > 1 && *path == '/') return bytes - 1;
  if (bytes > 0) errno = ENOENT; /* "(unreachable)": it is in no tree of ours */
  return -1;
}

/* Without links what is found has the path that was asked for, but for a slash at its end. */
static bool isPathItself(const char *path, const char *found, size_t foundBytes) {
  size_t bytes = strcmp(path, ".") == 0 ? 0 : strlen(path);
  if (bytes > 0 && path[bytes - 1] == '/') bytes--;
  if (foundBytes > 0 && *found == '/') {
    found++;
    foundBytes--;
  }
  return foundBytes == bytes && memcmp(found, path, bytes) == 0;
}

/* Component-wise: /srv/www2 is not below /srv/www. */
static bool isInside(int root, int fd, const char *path) {
  static _Alignas(SELDOM) char above[PATH_BYTES];
  static _Alignas(SELDOM) char below[PATH_BYTES];
  const ssize_t aboveBytes = pathOfDescriptor(root, above, sizeof above);
  const ssize_t belowBytes = pathOfDescriptor(fd, below, sizeof below);
  if (aboveBytes <= 0 || belowBytes < aboveBytes || belowBytes == (ssize_t)sizeof below) {
    return false;
  }
  if (memcmp(above, below, (size_t)aboveBytes) != 0) return false;
  const char *rest = below + aboveBytes;
  const size_t restBytes = (size_t)(belowBytes - aboveBytes);
  if (!followsLinks && !isPathItself(path, rest, restBytes)) return false;
  return aboveBytes == 1 || belowBytes == aboveBytes || below[aboveBytes] == '/';
}

/* As open(), for what O_PATH has found: nothing but files and directories is ever opened. */
static int reopen(int found, int flags) {
  struct stat status;
  char path[PROC_PATH_BYTES];
  if (fstat(found, &status) != 0) return -1;
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
    errno = EACCES;
    return -1;
  }
  procPath(found, path);
  return open(path, flags);
}

static int openChecked(int root, const char *path, int flags) {
  const int found = openat(root, path, O_PATH | O_CLOEXEC);
  if (found < 0) return -1;
  int fd = -1;
  if (!isInside(root, found, path)) {
    errno = EXDEV;
  } else if ((flags & O_PATH) != 0) {
    return found;
  } else {
    fd = reopen(found, flags);
  }
  const int error = errno;
  (void)close(found);
  errno = error;
  return fd;
}

static RootDirectory *rootOf(u32 root) {
  if (root < FIRST_ROOT || root - FIRST_ROOT >= rootCount) refuse("no root");
  return &roots[root - FIRST_ROOT];
}

int directoryOf(int32_t root) {
  if (root == ROOT_UNCONFINED) return AT_FDCWD;
  if (root < FIRST_ROOT) return root;
  const int fd = rootOf((u32)root)->fd;
  if (fd < 0) refuse("a root that was released");
  return fd;
}

int openBelow(int32_t below, const char *path, int flags) {
  const int root = directoryOf(below);
  if (root == AT_FDCWD) return openat(AT_FDCWD, path, flags);
  struct stat status;
  /* A link that leads to nothing is missing rather than forbidden, as where links are followed. */
  if (!followsLinks && fstatat(root, path, &status, 0) != 0) return -1;
  if (kernelConfines) {
    int tries = 0;
    int fd;
    do {
      fd = openConfined(root, path, flags);
    } while (fd < 0 && (errno == EAGAIN || errno == EINTR) && ++tries < TRIES_MAX);
    if (fd >= 0 || (errno != EXDEV && errno != EAGAIN)) return fd;
  }
  return openChecked(root, path, flags);
}

/* Opens what the path names as a root; 1 if that is not what it was, 0 if it is, or a failure. */
static int32_t openAs(RootDirectory *root, const char *path) {
  struct stat status;
  const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return failureOf(errno);
  if (fstat(fd, &status) != 0) {
    const int32_t failure = failureOf(errno);
    closeDescriptor(fd);
    return failure;
  }
  const bool isSame = status.st_dev == root->device && status.st_ino == root->inode;
  *root = (RootDirectory){.fd = fd, .device = status.st_dev, .inode = status.st_ino};
  return isSame ? 0 : 1;
}

static void closeRoot(RootDirectory *root) {
  if (root->fd >= 0) closeDescriptor(root->fd);
  root->fd = -1;
}

/* Sandboxes answer EPERM to calls that they do not know, so only success counts. */
static bool doesKernelConfine(int root) {
  const int probe = openConfined(root, ".", O_PATH | O_CLOEXEC);
  if (probe >= 0) (void)close(probe);
  return probe >= 0;
}

/* Whether the slow way has what it needs. */
static bool isProcThere(int fd) {
  char octet;
  return pathOfDescriptor(fd, &octet, sizeof octet) > 0;
}

u32 w2c_host_openRoot(u32 at, u32 bytes, u32 links) {
  const char *path = pathAt(at, bytes);
  followsLinks = links != 0;
  if (path == NULL) return (u32)FAILURE_NOT_FOUND;
  if (rootCount == ROOTS_MAX) return (u32)FAILURE_NO_DESCRIPTORS;
  RootDirectory *root = &roots[rootCount];
  const int32_t opened = openAs(root, path);
  if (opened < 0) return (u32)opened;
  kernelConfines = doesKernelConfine(root->fd);
  if (!kernelConfines && !isProcThere(root->fd)) {
    logLine("microhttpd: /proc is not mounted, and this kernel has no openat2 (Linux 5.6)", NULL);
    closeRoot(root);
    return (u32)FAILURE_FAULT;
  }
  return FIRST_ROOT + rootCount++;
}

u32 w2c_host_renewRoot(u32 number, u32 at, u32 bytes) {
  RootDirectory *root = rootOf(number);
  struct stat status;
  const char *path = pathAt(at, bytes);
  if (path == NULL) return (u32)FAILURE_NOT_FOUND;
  const bool isSame = root->fd >= 0 && stat(path, &status) == 0 &&
                      status.st_dev == root->device && status.st_ino == root->inode;
  if (isSame) return 0;
  closeRoot(root);
  return (u32)openAs(root, path);
}

void w2c_host_releaseRoot(u32 root) {
  closeRoot(rootOf(root));
}

/* Asks in the directory itself, without /proc. Its octets without a NUL, or -1 with errno. */
static ssize_t pathFromInside(int fd, char *path, size_t capacity) {
  const int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (here < 0) return -1;
  ssize_t bytes = -1;
  /* Where we may not come back to, we stay. */
  if (fchdir(here) == 0 && fchdir(fd) == 0) {
    bytes = workingPath(path, capacity);
    const int error = errno;
    (void)fchdir(here);
    errno = error;
  }
  const int error = errno;
  (void)close(here);
  errno = error;
  return bytes;
}

u32 w2c_host_rootPath(u32 root, u32 at, u32 capacity) {
  char *target = (char *)arenaAt(at, capacity);
  const int fd = directoryOf((int32_t)root);
  if (capacity == 0) return (u32)FAILURE_TOO_BIG;
  ssize_t bytes = pathOfDescriptor(fd, target, capacity);
  if (bytes < 0) bytes = pathFromInside(fd, target, capacity);
  if (bytes < 0) return (u32)failureOf(errno);
  return bytes == (ssize_t)capacity ? (u32)FAILURE_TOO_BIG : (u32)bytes;
}

u32 w2c_host_workingDirectory(u32 at, u32 capacity) {
  const ssize_t bytes = workingPath((char *)arenaAt(at, capacity), capacity);
  return bytes < 0 ? (u32)failureOf(errno) : (u32)bytes;
}
