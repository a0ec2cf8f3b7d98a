/*
 * The seam: every call that the portable code makes on the machine. To tsc these are declarations,
 * to asc imports of module "host", and esbuild puts src/host/node/host.ts in their place.
 *
 * Rules of this file: a call never throws, never enters the core before it returns, and checks its
 * region before it acquires anything. `at` is an offset into the arena in octets; `recordAt` is an
 * index in words or doubles of the arena. A channel is a small non-negative integer that stands for
 * a client's socket, one to another server, or a pipe to a script. Failures are the negative
 * numbers of `Failure`.
 */

// ---- Channels ----

/**
 * Offers `bytes` (> 0) octets at `at`. With `more` the host may hold them back to join them with
 * the next call's. Returns a `Sent`. At most one region of a channel is lent at a time.
 */
export declare function send(channel: i32, at: i32, bytes: i32, more: bool): i32;

/**
 * Sends `bytes` (> 0) octets of a file from `offset`. The region at `at` of `capacity` octets is
 * lent with it, for hosts that must copy. A file that ends too soon makes the channel Gone.
 * Returns a `Sent`. The file must stay open until then.
 */
export declare function sendFile(
  channel: i32,
  file: i32,
  offset: f64,
  bytes: f64,
  at: i32,
  capacity: i32,
): i32;

/**
 * Octets of what was sent that the other side has not taken yet: of the lent region or file, and,
 * where the machine shows it, of what it holds itself. 0 when nothing is lent.
 */
export declare function unsent(channel: i32): f64;

/** Reading goes on after `received` answered 0. Harmless while it was on. */
export declare function resume(channel: i32): void;

/**
 * Whether what was received last is all: its end will be received at once. False where the machine
 * does not tell.
 */
export declare function endFollows(channel: i32): bool;

/** Ends the sending direction (half-close). Never while a region is lent. */
export declare function finish(channel: i32): void;

/** Closes; a lent region is the core's again when it returns. No event of it comes after. */
export declare function close(channel: i32): void;

/**
 * As `close`, of a client's connection: the client sees that it was torn down (RST), not an end.
 * What the machine has not sent yet is thrown away. Never after `finish`.
 */
export declare function reset(channel: i32): void;

/** Writes the address of one `End` of a socket as text; returns its octets, 0 when unknown. */
export declare function addressOf(channel: i32, end: i32, at: i32, capacity: i32): i32;

/** The port of one `End` of a socket; 0 when unknown. */
export declare function portOf(channel: i32, end: i32): i32;

/**
 * Begins to connect to a server that requests are passed on to: to the Unix socket of this path
 * (`port` -1), or to a literal address and a port. Returns a channel ≥ 0, of both directions, or a
 * `Failure`. What is sent before it is connected stays lent until then.
 * When it cannot be connected after all, `received` says why: no `send` was Done then, and what is
 * lent does not come back by `writable`. Later a failed send is Gone, or, for what is lent,
 * `writable` (the next `send` says Gone): what the other side has written before is still received.
 */
export declare function connect(at: i32, bytes: i32, port: i32): i32;

// ---- Listeners ----

/**
 * Begins to listen on a literal address ("" = all, IPv6 and IPv4 alike where the machine can; "::"
 * = all of IPv6 alone). An address that is not there yet is listened on too, where the machine can.
 * Answers later, once, by `listening(listener, port)` or `listenFailed(listener, failure)`.
 */
export declare function listen(listener: i32, at: i32, bytes: i32, port: i32): void;

/** Stops listening on all listeners; connections that were accepted stay. */
export declare function stopListening(): void;

/**
 * Sees to it that `count` descriptors may be open at once. Returns how many may be: at least
 * `count` when it could be done.
 */
export declare function reserveDescriptors(count: i32): i32;

// ---- Files ----

/**
 * Opens a directory as a root for paths. Without `links` every path below it that has a symbolic
 * link in it is Forbidden, wherever that leads. Returns a root ≥ 0 or a `Failure`.
 */
export declare function openRoot(at: i32, bytes: i32, links: bool): i32;

/**
 * Has the root be the directory that this path names now. Returns 0 when that is the same as before
 * and 1 when it is another one, or a `Failure`: then the root is none, and must not be used, until
 * this has succeeded.
 */
export declare function renewRoot(root: i32, at: i32, bytes: i32): i32;

/**
 * Keeps the root's file system from being unmounted no longer. The root is none until `renewRoot`,
 * which remembers what it was.
 */
export declare function releaseRoot(root: i32): void;

/** Writes the absolute path of the process's own directory; returns its octets or a `Failure`. */
export declare function workingDirectory(at: i32, capacity: i32): i32;

/** Writes the root's absolute path without links; returns its octets or a `Failure`. */
export declare function rootPath(root: i32, at: i32, capacity: i32): i32;

/**
 * Opens a regular file or a directory for reading, never blocking, and fills the stat record
 * (doubles). `path` is relative, without "." and ".." segments; "" is the root itself. Links are
 * followed inside the root, absolute or relative, and refused (Forbidden) when they leave it (or
 * wherever they lead, if the root was opened so).
 * Returns a file ≥ 0, or a `Failure`; anything that is neither (FIFO, device) is Forbidden.
 */
export declare function openFile(root: i32, at: i32, bytes: i32, statAt: i32): i32;

/** Fills the stat record (doubles) of an open file anew. Returns 0 or a `Failure`. */
export declare function statFile(file: i32, statAt: i32): i32;

/** Reads up to `bytes` octets at `offset`. Returns how many, 0 at the end, or a `Failure`. */
export declare function readFile(file: i32, offset: f64, at: i32, bytes: i32): i32;

/**
 * Makes a file without a name in the directory of this path, for reading and writing, for nobody
 * else to open. Returns a file ≥ 0 or a `Failure`.
 */
export declare function openTemporary(at: i32, bytes: i32): i32;

/** Writes all of `bytes` octets at `offset` of a temporary file. Returns 0 or a `Failure`. */
export declare function writeFile(file: i32, offset: f64, at: i32, bytes: i32): i32;

/** Closes a file; a part of it may still be lent on a channel that is closed next. */
export declare function closeFile(file: i32): void;

/** Whether the permissions of an open file let anybody on the machine read it. */
export declare function mayOthersRead(file: i32): bool;

/** As `openFile`, without opening: fills the stat record. Returns 0 or a `Failure`. */
export declare function inspect(root: i32, at: i32, bytes: i32, statAt: i32): i32;

/**
 * Opens a directory below the root to list it, and fills the stat record (doubles). Returns a
 * directory or a `Failure`. While it is open it is a root as well, for `openFile`, `inspect` and
 * `openDirectory`, whatever becomes of its path; links do not lead out of it.
 */
export declare function openDirectory(root: i32, at: i32, bytes: i32, statAt: i32): i32;

/** Goes back to the first entry. */
export declare function rewindDirectory(directory: i32): void;

/**
 * Writes the next entry's name (any octets but "/" and NUL; never "." and "..") and its `Kind` into
 * the word `kindAt`. Returns the name's octets, 0 at the end. Directories are read in turns, each
 * going on where it was left. `capacity` ≥ 255.
 */
export declare function nextEntry(directory: i32, at: i32, capacity: i32, kindAt: i32): i32;

/**
 * Fills the stat record (doubles) of the entry with a name that `nextEntry` gave; a link is not
 * followed. Returns 0 or a `Failure`.
 */
export declare function inspectEntry(directory: i32, at: i32, bytes: i32, statAt: i32): i32;

export declare function closeDirectory(directory: i32): void;

// ---- Processes ----

/**
 * Starts a program in a session of its own, with pipes for its standard descriptors and no other
 * descriptor, default signal dispositions and an empty mask. The block at `at` holds, each ended by
 * NUL: directory, program (an absolute path), `argumentCount` arguments (the first is argv[0]),
 * `environmentCount` of NAME=value. `input` is an `Input`, or an open file ≥ 0, which the program
 * reads from where it stands and which stays the core's to close. Argument number `script` is the
 * path of a file that was looked at before: it must have this `Stat.Identity` still, else nothing
 * is started (Exchanged). Fills the `Spawned` record (words). Returns 0 or a `Failure`.
 * A host that learns of a failure later reports `exited` with a `Failure` as its status.
 */
export declare function spawn(
  at: i32,
  argumentCount: i32,
  environmentCount: i32,
  input: i32,
  script: i32,
  identity: f64,
  recordAt: i32,
): i32;

/**
 * Before the first `spawn`: sets a `ScriptLimit` of all scripts. What is above the server's own
 * limit is that. Returns 0 or a `Failure`: Forbidden when the server may not.
 */
export declare function limitScripts(limit: i32, value: f64): i32;

/**
 * Makes a socket that listens at this path (at most 99 octets), for `startServer`, its file with
 * these permissions. It takes the place of a socket that nobody listens on any more, or only a
 * program that a server of this kind had started which is no more. Returns a socket ≥ 0 or a
 * `Failure`: AddressInUse when somebody else listens there, or when it is no socket.
 */
export declare function openSocket(at: i32, bytes: i32, mode: i32): i32;

/**
 * Gives the file of a socket that `openSocket` has made another path, in the same directory, in
 * place of what is there. Returns 0 or a `Failure`.
 */
export declare function moveSocket(
  socket: i32,
  fromAt: i32,
  fromBytes: i32,
  toAt: i32,
  toBytes: i32,
): i32;

/**
 * Removes the file of a socket that `openSocket` could take the place of; nothing else, and, if
 * `process` is not 0, only when that process is no more.
 */
export declare function removeSocket(at: i32, bytes: i32, process: i32): void;

/** Closes a socket, and removes the file of this path, if it has octets. */
export declare function closeSocket(socket: i32, at: i32, bytes: i32): void;

/**
 * As `spawn`, of a program that serves at a socket, which is its standard input: without what
 * `limitScripts` has set but for the user, if `user` is -1; else with that user and this group
 * alone; with this mask of permissions unless it is -1. It is told to end when the server dies.
 * The same socket can be given to one program after another.
 */
export declare function startServer(
  at: i32,
  argumentCount: i32,
  environmentCount: i32,
  socket: i32,
  umask: i32,
  user: i32,
  group: i32,
  recordAt: i32,
): i32;

/** Whether `startServer` may start programs as another user. */
export declare function mayChangeUser(): bool;

/** The number of the server's own process. */
export declare function processId(): i32;

/**
 * Sends a `Signal` to the group of a process that was not reaped yet. Where the machine cannot keep
 * the number of a process that has ended, nothing is sent after `exited` has returned, and a group
 * that was sent a signal before is killed by the host when its process has ended.
 */
export declare function kill(process: i32, signal: i32): void;

/**
 * Whether a process that was not reaped is on its way to its end, so that `exited` follows: it runs
 * nothing of its own any more. False where the machine does not show it.
 */
export declare function isEnding(process: i32): bool;

/** Forgets a process of which `exited` was called: its number may be another's from now on. */
export declare function reap(process: i32): void;

// ---- Tasks ----

/**
 * Begins a task of the core's in another process or thread, of lower priority: `runTask` of these
 * octets, copied before this returns. Returns the task, a number > 0 that no other one has at the
 * same time, whose end `taskEnded` tells; or a `Failure`.
 */
export declare function beginTask(at: i32, bytes: i32): i32;

/** Fills a region with octets that nobody can foretell. */
export declare function fillRandom(at: i32, bytes: i32): void;

// ---- The process itself ----

/** Writes a whole line (with its LF) to standard error. Octets are copied before it returns. */
export declare function log(at: i32, bytes: i32): void;

/** Writes to standard output and flushes. Octets are copied before it returns. */
export declare function print(at: i32, bytes: i32): void;

/** Ends the server with this exit status once the core has returned. */
export declare function terminate(status: i32): void;
