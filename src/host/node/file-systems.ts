/*
 * How file systems find names: whether a file can be found by a name that no directory lists.
 *
 * Rules of this file: the machine is asked about a device once a second at most, when something is
 * opened; the answer may be a server's across a network. It is not kept for longer, as another card
 * may be in the slot by then. Where it has no word for it (not Linux) nothing is known.
 */
import { type Stats, statfsSync } from "node:fs";
import { Names } from "../../seam/results";

const KEPT_MS = 1000;
const DEVICE_COUNT = 64;

/** What Linux calls them (linux/magic.h and their own sources). */
const TYPES = new Map<number, Names>([
  [0xef53, Names.Octets], // ext2, ext3, ext4
  [0x58465342, Names.Octets], // XFS
  [0x9123683e, Names.Octets], // Btrfs
  [0xf2f52010, Names.Octets], // F2FS
  [0x01021994, Names.Octets], // tmpfs
  [0x858458f6, Names.Octets], // ramfs
  [0x794c7630, Names.Octets], // overlay: it takes no layer whose names are other than these'
  [0x73717368, Names.Octets], // SquashFS
  [0xe0f5e1e2, Names.Octets], // EROFS
  [0x24051905, Names.Octets], // UBIFS
  [0x72b6, Names.Octets], // JFFS2
  [0x9fa0, Names.Generated], // proc
  [0x62656572, Names.Generated], // sysfs
  [0x64626720, Names.Generated], // debugfs
  [0x74726163, Names.Generated], // tracefs
  [0x62656570, Names.Generated], // configfs
  [0x73636673, Names.Generated], // securityfs
  [0x27e0eb, Names.Generated], // cgroup
  [0x63677270, Names.Generated], // cgroup 2
  [0x4d44, Names.Loose], // FAT
  [0x2011bab0, Names.Short], // exFAT
  [0x5346544e, Names.Short], // NTFS
  [0x7366746e, Names.Short], // NTFS (ntfs3)
  [0x65735546, Names.Short], // FUSE: ntfs-3g, exfat-fuse; it does not say which
  [0x517b, Names.Short], // SMB
  [0xfe534d42, Names.Short], // SMB 2
  [0xff534d42, Names.Short], // CIFS
  [0x01021997, Names.Short], // 9P: other systems' directories in a virtual machine, WSL
  [0x786f4256, Names.Short], // VirtualBox
]);

interface Device {
  readonly names: Names;
  readonly askedMs: number;
}

const devices = new Map<number, Device>();

/** How the file system of what is at `path`, of which `stats` tell, finds names. */
export function namesOf(stats: Stats, path: Buffer | string): Names {
  const known = devices.get(stats.dev);
  const now = performance.now();
  if (known !== undefined && now - known.askedMs < KEPT_MS) return known.names;
  if (devices.size >= DEVICE_COUNT) devices.clear();
  const names = ask(path);
  devices.set(stats.dev, { names, askedMs: now });
  return names;
}

function ask(path: Buffer | string): Names {
  if (process.platform !== "linux") return Names.Unknown;
  try {
    // As unsigned: some of them have their highest bit set.
    const type = Number(BigInt.asUintN(32, BigInt(statfsSync(path).type)));
    return TYPES.get(type) ?? Names.Unknown;
  } catch {
    // Who does not answer is not known to be harmless.
    return Names.Short;
  }
}
