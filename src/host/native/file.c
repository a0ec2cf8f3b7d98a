/*
 * Files: opening, asking, reading.
 *
 * Rules of this file: nothing waits, and what is neither a file nor a directory is not opened: who
 * serves "/" of a board would reset it with a request for /dev/watchdog. It is looked at before it
 * is opened and, as it may be exchanged in between, again afterwards; O_NONBLOCK keeps even the
 * opening of a FIFO from waiting for its writer.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"
#include "seam.h"

#ifndef SYS_faccessat2
#define SYS_faccessat2 439 /* the same on every architecture */
#endif

int32_t kindOf(mode_t mode) {
  if (S_ISREG(mode)) return KIND_FILE;
  if (S_ISDIR(mode)) return KIND_DIRECTORY;
  return KIND_OTHER;
}

/* May this process execute the file that O_PATH has found? */
static bool isExecutable(int found, mode_t mode) {
  if ((mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0) return false;
  if (syscall(SYS_faccessat2, found, "", X_OK, AT_EMPTY_PATH) == 0) return true;
  if (errno == EACCES) return false;
  char path[PROC_PATH_BYTES]; /* kernels before 5.8 lack the call */
  procPath(found, path);
  return access(path, X_OK) == 0;
}

void *statRecordAt(u32 statAt) {
  const int64_t recordBytes = STAT_LENGTH * sizeof(double);
  return arenaAt((int64_t)statAt * (int64_t)sizeof(double), recordBytes);
}

/* The golden ratio's multiplier mixes well; a double has 53 bits. */
double identityOf(const struct stat *status) {
  const uint64_t mixed = ((uint64_t)status->st_dev * UINT64_C(0x9e3779b97f4a7c15)) ^
                         ((uint64_t)status->st_ino * UINT64_C(0xbf58476d1ce4e5b9));
  return (double)(mixed >> 11);
}

static void fillRecord(void *record, const struct stat *status, int32_t kind, int32_t names) {
  double values[STAT_LENGTH];
  const struct timespec *modified = &status->st_mtim;
  const struct timespec *changed = &status->st_ctim;
  values[STAT_KIND] = kind;
  values[STAT_SIZE] = (double)status->st_size;
  values[STAT_MODIFIED_MS] = (double)((int64_t)modified->tv_sec * 1000 +
                                      modified->tv_nsec / 1000000);
  values[STAT_CHANGED_MS] = (double)changed->tv_sec * 1000 + (double)changed->tv_nsec / 1000000;
  values[STAT_NAMES] = names;
  values[STAT_IDENTITY] = identityOf(status);
  memcpy(record, values, sizeof values);
}

void fillStat(void *record, const struct stat *status, int32_t kind) {
  fillRecord(record, status, kind, NAMES_UNKNOWN);
}

void fillStatOf(int fd, void *record, const struct stat *status, int32_t kind) {
  fillRecord(record, status, kind, namesOf(fd, status->st_dev));
}

/* This look may follow links out of the root, so it may only refuse: 0 or a failure. */
static int32_t lookAt(int32_t root, const char *path) {
  struct stat status;
  if (fstatat(directoryOf(root), path, &status, 0) != 0) return failureOf(errno);
  return kindOf(status.st_mode) == KIND_OTHER ? FAILURE_FORBIDDEN : 0;
}

u32 w2c_host_openFile(u32 root, u32 at, u32 bytes, u32 statAt) {
  void *record = statRecordAt(statAt);
  const char *path = pathAt(at, bytes);
  struct stat status;
  if (path == NULL) return (u32)FAILURE_NOT_FOUND;
  const int32_t refusal = lookAt((int32_t)root, path);
  if (refusal != 0) return (u32)refusal;
  const int fd = openBelow((int32_t)root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return (u32)failureOf(errno);
  int32_t failure = FAILURE_FORBIDDEN;
  if (fstat(fd, &status) != 0) {
    failure = failureOf(errno);
  } else if (kindOf(status.st_mode) != KIND_OTHER) {
    fillStatOf(fd, record, &status, kindOf(status.st_mode));
    return (u32)fd;
  }
  closeDescriptor(fd);
  return (u32)failure;
}

u32 w2c_host_statFile(u32 file, u32 statAt) {
  void *record = statRecordAt(statAt);
  struct stat status;
  if (fstat((int)file, &status) != 0) return (u32)failureOf(errno);
  fillStat(record, &status, kindOf(status.st_mode));
  return 0;
}

u32 w2c_host_inspect(u32 root, u32 at, u32 bytes, u32 statAt) {
  void *record = statRecordAt(statAt);
  const char *path = pathAt(at, bytes);
  struct stat status;
  if (path == NULL) return (u32)FAILURE_NOT_FOUND;
  const int found = openBelow((int32_t)root, path, O_PATH | O_CLOEXEC);
  if (found < 0) return (u32)failureOf(errno);
  int32_t result = 0;
  if (fstat(found, &status) != 0) {
    result = failureOf(errno);
  } else {
    int32_t kind = kindOf(status.st_mode);
    if (kind == KIND_FILE && isExecutable(found, status.st_mode)) kind = KIND_PROGRAM;
    fillStatOf(found, record, &status, kind);
  }
  closeDescriptor(found);
  return (u32)result;
}

u32 w2c_host_readFile(u32 file, f64 offset, u32 at, u32 bytes) {
  uint8_t *target = arenaAt(at, bytes);
  ssize_t octets;
  do {
    octets = pread((int)file, target, bytes, (off_t)offset);
  } while (octets < 0 && errno == EINTR);
  return octets < 0 ? (u32)failureOf(errno) : (u32)octets;
}

u32 w2c_host_mayOthersRead(u32 file) {
  struct stat status;
  return fstat((int)file, &status) == 0 && (status.st_mode & S_IROTH) != 0;
}

void w2c_host_closeFile(u32 file) {
  closeDescriptor((int)file);
}
