/*
 * How file systems find names: whether a file can be found by a name that no directory lists.
 *
 * Rule of this file: the kernel is asked about a device once a second at most, when something is
 * opened; the answer may be a server's across a network. It is not kept for longer, as another card
 * may be in the slot by then.
 */
#include <sys/vfs.h>

#include "host.h"

/* Devices that are remembered. */
#define DEVICE_COUNT 4
#define KEPT_MS 1000

/* What fstatfs calls them (linux/magic.h and their own sources). */
#define EXT 0xef53u
#define XFS 0x58465342u
#define BTRFS 0x9123683eu
#define F2FS 0xf2f52010u
#define TMPFS 0x01021994u
#define RAMFS 0x858458f6u
#define OVERLAY 0x794c7630u /* takes no layer whose names are other than these' */
#define SQUASHFS 0x73717368u
#define EROFS 0xe0f5e1e2u
#define UBIFS 0x24051905u
#define JFFS2 0x72b6u
#define PROC 0x9fa0u
#define SYSFS 0x62656572u
#define DEBUGFS 0x64626720u
#define TRACEFS 0x74726163u
#define CONFIGFS 0x62656570u
#define SECURITYFS 0x73636673u
#define CGROUP 0x27e0ebu
#define CGROUP2 0x63677270u
#define FAT 0x4d44u
#define EXFAT 0x2011bab0u
#define NTFS 0x5346544eu
#define NTFS3 0x7366746eu
#define FUSE 0x65735546u /* ntfs-3g, exfat-fuse; it does not say which */
#define SMB 0x517bu
#define SMB2 0xfe534d42u
#define CIFS 0xff534d42u
#define PLAN9 0x01021997u /* other systems' directories in a virtual machine, WSL */
#define VIRTUALBOX 0x786f4256u

typedef struct {
  dev_t device;
  int32_t names;
  int32_t askedMs;
  bool isKnown;
} Device;

static int32_t namesOfType(uint32_t type) {
  switch (type) {
    case EXT:
    case XFS:
    case BTRFS:
    case F2FS:
    case TMPFS:
    case RAMFS:
    case OVERLAY:
    case SQUASHFS:
    case EROFS:
    case UBIFS:
    case JFFS2: return NAMES_OCTETS;
    case PROC:
    case SYSFS:
    case DEBUGFS:
    case TRACEFS:
    case CONFIGFS:
    case SECURITYFS:
    case CGROUP:
    case CGROUP2: return NAMES_GENERATED;
    case FAT: return NAMES_LOOSE;
    case EXFAT:
    case NTFS:
    case NTFS3:
    case FUSE:
    case SMB:
    case SMB2:
    case CIFS:
    case PLAN9:
    case VIRTUALBOX: return NAMES_SHORT;
    default: return NAMES_UNKNOWN;
  }
}

int32_t namesOf(int fd, dev_t device) {
  static Device devices[DEVICE_COUNT];
  static unsigned next;
  const int32_t now = monotonicMs();
  Device *entry = NULL;
  for (unsigned i = 0; i < DEVICE_COUNT; i++) {
    if (devices[i].isKnown && devices[i].device == device) entry = &devices[i];
  }
  if (entry != NULL && (uint32_t)now - (uint32_t)entry->askedMs < KEPT_MS) return entry->names;
  struct statfs status;
  /* Who does not answer is not known to be harmless. */
  const bool isTold = fstatfs(fd, &status) == 0;
  const int32_t names = isTold ? namesOfType((uint32_t)status.f_type) : NAMES_SHORT;
  if (entry == NULL) entry = &devices[next++ % DEVICE_COUNT];
  *entry = (Device){.device = device, .names = names, .askedMs = now, .isKnown = true};
  return names;
}
