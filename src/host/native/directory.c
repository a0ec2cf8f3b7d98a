/*
 * Directories to be listed. Their entries come from the kernel by the buffer, and there is one
 * buffer. When another directory takes it, the one before goes back to the last entry that was
 * used: the kernel gives a position with each.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"
#include "seam.h"

#define ENTRIES_BYTES 8192
#define NOBODY (-1)

/* linux_dirent64, whose name is as long as it takes. */
typedef struct {
  uint64_t inode;
  int64_t offset;
  uint16_t bytes;
  uint8_t type;
  char name[];
} Entry;

static _Alignas(SELDOM) uint8_t entries[ENTRIES_BYTES];
static size_t entriesAt;
static size_t entriesEnd;
static int owner = NOBODY;
/* Where the owner goes on: behind the last entry that was used. */
static off_t position;

static int32_t kindOfMode(mode_t mode) {
  return S_ISLNK(mode) ? KIND_LINK : kindOf(mode);
}

static int32_t kindOfEntry(int directory, const Entry *entry) {
  struct stat status;
  switch (entry->type) {
    case DT_REG: return KIND_FILE;
    case DT_DIR: return KIND_DIRECTORY;
    case DT_LNK: return KIND_LINK;
    case DT_UNKNOWN: break; /* the file system does not say */
    default: return KIND_OTHER;
  }
  if (fstatat(directory, entry->name, &status, AT_SYMLINK_NOFOLLOW) != 0) return KIND_OTHER;
  return kindOfMode(status.st_mode);
}

/* The next entry in the buffer, filled anew when it is used up; NULL at the directory's end. */
static const Entry *next(int directory) {
  if (owner != directory) {
    if (owner != NOBODY) (void)lseek(owner, position, SEEK_SET);
    owner = directory;
    position = lseek(directory, 0, SEEK_CUR);
    entriesAt = entriesEnd = 0;
  }
  if (entriesAt == entriesEnd) {
    const long bytes = syscall(SYS_getdents64, directory, entries, sizeof entries);
    entriesAt = 0;
    entriesEnd = bytes > 0 ? (size_t)bytes : 0;
    if (bytes <= 0) return NULL;
  }
  const Entry *entry = (const Entry *)(const void *)(entries + entriesAt);
  entriesAt += entry->bytes;
  position = (off_t)entry->offset;
  return entry;
}

u32 w2c_host_openDirectory(u32 root, u32 at, u32 bytes, u32 statAt) {
  void *record = statRecordAt(statAt);
  const char *path = pathAt(at, bytes);
  struct stat status;
  if (path == NULL) return (u32)FAILURE_NOT_FOUND;
  const int fd = openBelow((int32_t)root, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return (u32)failureOf(errno);
  if (fstat(fd, &status) == 0) {
    fillStatOf(fd, record, &status, KIND_DIRECTORY);
    return (u32)fd;
  }
  const int32_t failure = failureOf(errno);
  closeDescriptor(fd);
  return (u32)failure;
}

void w2c_host_rewindDirectory(u32 directory) {
  if (owner == (int)directory) owner = NOBODY;
  (void)lseek((int)directory, 0, SEEK_SET);
}

u32 w2c_host_nextEntry(u32 directory, u32 at, u32 capacity, u32 kindAt) {
  uint8_t *target = arenaAt(at, capacity);
  uint8_t *kindRecord = arenaAt((int64_t)kindAt * 4, sizeof(int32_t));
  const Entry *entry;
  while ((entry = next((int)directory)) != NULL) {
    const size_t bytes = strlen(entry->name);
    const bool isDots = strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0;
    if (isDots || bytes > capacity) continue;
    const int32_t kind = kindOfEntry((int)directory, entry);
    memcpy(kindRecord, &kind, sizeof kind);
    memcpy(target, entry->name, bytes);
    return (u32)bytes;
  }
  return 0;
}

u32 w2c_host_inspectEntry(u32 directory, u32 at, u32 bytes, u32 statAt) {
  void *record = statRecordAt(statAt);
  const char *name = pathAt(at, bytes);
  struct stat status;
  if (name == NULL) return (u32)FAILURE_NOT_FOUND;
  if (fstatat((int)directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return (u32)failureOf(errno);
  }
  fillStat(record, &status, kindOfMode(status.st_mode));
  return 0;
}

void w2c_host_closeDirectory(u32 directory) {
  if (owner == (int)directory) owner = NOBODY;
  closeDescriptor((int)directory);
}
