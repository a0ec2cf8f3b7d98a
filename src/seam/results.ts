/*
 * The numbers that cross the seam between the portable core and a host. Both hosts are built from
 * this one list: src/host/node imports it, and build/ writes it out as a header for the C host.
 */

/** What became of octets that were offered with `send` or `sendFile`. */
export const enum Sent {
  /** All of them were taken; the region is the core's again. */
  Done = 0,
  /** The region stays lent until the host calls `writable(channel)`. */
  Lent = 1,
  /** The other side is gone; the region is the core's again and the channel must be closed. */
  Gone = 2,
}

/** Why a host call did not do what it was asked; always negative. */
export const enum Failure {
  /** ENOENT, ENOTDIR, ENAMETOOLONG: there is no such file. */
  NotFound = -1,
  /** EACCES, EPERM, ELOOP, or a path that leaves its root. */
  Forbidden = -2,
  /** EMFILE, ENFILE, ENOMEM, EAGAIN: the machine has no more of it just now. */
  NoDescriptors = -3,
  /** EADDRINUSE. */
  AddressInUse = -4,
  /** EADDRNOTAVAIL: the machine has no such address. */
  AddressNotAvailable = -5,
  /** What was given cannot be an address, or the family is not supported. */
  AddressInvalid = -6,
  /** ENOEXEC, or an interpreter that is missing. */
  NotExecutable = -7,
  /** E2BIG: arguments and environment are larger than the machine allows. */
  TooBig = -8,
  /** Anything else (EIO and the like). */
  Fault = -9,
  /** EAGAIN at a start: as many processes run as may. */
  NoProcess = -10,
  /** ENOMEM at a start. */
  NoMemory = -11,
  /** ENOSPC, EDQUOT, EFBIG: no space for a temporary file. */
  NoSpace = -12,
  /** ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT: nobody listens there. */
  Refused = -13,
  /** EAGAIN of a Unix socket: as many wait to be accepted as may. */
  Busy = -14,
  /** ETXTBSY: somebody has the program open for writing. */
  BeingWritten = -15,
  /** A root's path names no directory just now; said by the core of what lies below it. */
  RootGone = -16,
  /** ESTALE: what a path names is not what was looked at before. */
  Exchanged = -17,
}

/** What a path or an open file is. */
export const enum Kind {
  /** A FIFO, a device, a socket: never opened. */
  Other = 0,
  /** A regular file. */
  File = 1,
  /** A regular file that this process may execute; only `inspect` tells it from `File`. */
  Program = 2,
  Directory = 3,
  /** Only as a directory entry: a symbolic link, not followed yet. */
  Link = 4,
}

/** Doubles of a stat record, which `openFile`, `statFile` and `inspect` fill. */
export const enum Stat {
  /** A `Kind`. */
  Kind = 0,
  /** Octets. */
  Size = 1,
  /** Last modification, in milliseconds since 1970, rounded down. */
  ModifiedMs = 2,
  /** Last status change (ctime) in milliseconds with its fraction: equal means unchanged. */
  ChangedMs = 3,
  /** A `Names`: how its file system finds names; `statFile` and `inspectEntry` do not tell. */
  Names = 4,
  /** Tells it from all else that there is on this machine at the same time. */
  Identity = 5,
  /** Doubles in the record. */
  LENGTH = 6,
}

/** How a file system finds names, and whether its files tell their size. */
export const enum Names {
  /** In ways that are not known. */
  Unknown = 0,
  /** By their octets; or, below a directory that says so, as Unicode folds them, case and all. */
  Octets = 1,
  /** A long name may have a short form with "~" and a digit too (NTFS, the network's). */
  Short = 2,
  /** It may be cut or have a short form of any kind as well (FAT). */
  Loose = 3,
  /** By their octets; its files are made while they are read (proc, sysfs). */
  Generated = 4,
}

/** What `spawn` gives as standard input, when it is no open file. */
export const enum Input {
  /** A pipe, whose channel is in the record. */
  Pipe = -1,
  /** Nothing: its end is read at once. No channel. */
  Nothing = -2,
}

/** Words of the record that `spawn` fills. */
export const enum Spawned {
  /** The process, for `kill`, `exited` and `reap`: see `ProcessName`. */
  Process = 0,
  /** Channel to write the script's standard input to; -1 when that is no pipe. */
  Input = 1,
  /** Channel that standard output is received from. */
  Output = 2,
  /** Channel that standard error is received from. */
  Error = 3,
  /** Words in the record. */
  LENGTH = 4,
}

/** The name of a process: see `ProcessName`. */
export type ProcessRef = i32;

/** No process has this name. */
export const NO_PROCESS: i32 = 0;

/**
 * A process is named by the machine's number for it, in these bits: no Linux has larger ones. What
 * is above them tells it from one that had the same number, has ended and is not reaped yet, where
 * the host cannot keep that number.
 */
export const enum ProcessName {
  NumberMask = 4194303,
}

/** What `limitScripts` sets. */
export const enum ScriptLimit {
  /** Seconds of processor time. */
  Cpu = 0,
  /** Octets of address space. */
  Memory,
  /** Open descriptors. */
  Files,
  /** Processes of the script's user. */
  Processes,
  /** Octets of a file that it writes. */
  FileSize,
  /** Added to the server's own niceness. */
  Nice,
  /** A user's number, which takes all groups away; the groups follow. */
  User,
  /** A group's number: its own first, then those that the user is in as well. */
  Group,
}

/** What `kill` sends to the process group. */
export const enum Signal {
  Terminate = 15,
  Kill = 9,
}

/** Signals that end a script of themselves, by the numbers that most machines have for them. */
export const enum StatusSignal {
  /** SIGXCPU: the script has used its processor time. */
  ProcessorTime = 24,
  /** SIGXFSZ: a file that it writes is as large as may be. */
  FileSize = 25,
}

/** Which end of a connection `addressOf` and `portOf` speak of. */
export const enum End {
  Local = 0,
  Remote = 1,
}

/** Roots that `openFile` and `inspect` know without `openRoot`. */
export const enum Root {
  /** The process's own view: absolute paths, or relative to its directory; links are followed. */
  Unconfined = -1,
}
