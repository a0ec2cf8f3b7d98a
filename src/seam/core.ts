/*
 * The other half of the seam: what a host calls on the core. Types only; src/server/server.ts has
 * the functions.
 *
 * Rules: a host enters the core with one call at a time and never from within a host call. It calls
 * `tick` after every wait, before the events of that wait. All numbers are integers but for
 * `wallSeconds`.
 */

export interface Core {
  /**
   * Reads the command line and the configuration file. The arguments (without the program's name)
   * lie at the start of the boot arena (BOOT_ARENA_BYTES of src/core/memory/layout.ts), each ended
   * by NUL. Returns the octets of the arena to reserve, or -1 - status when the process is to end
   * with that exit status: help was printed, or an error.
   */
  configure(argumentBytes: i32): i32;

  /**
   * After `configure`, when the full arena was adopted with the first SETTINGS_BYTES of the boot
   * arena copied to its start: opens the home directory and calls `listen`. Returns 0, or an exit
   * status.
   */
  open(): i32;

  /** Where in the arena the shared read buffer lies, and its octets. Known after `open`. */
  readAt(): i32;
  readBytes(): i32;

  /** A listener listens; its port (which matters when 0 was asked for). */
  listening(listener: i32, port: i32): void;
  /** A listener could not; a `Failure`. */
  listenFailed(listener: i32, failure: i32): void;

  /** A connection was accepted. Returns 1, or 0 when the host must close it at once. */
  accepted(channel: i32, listener: i32): i32;

  /**
   * `bytes` octets of the channel lie in the read buffer; 0 = end of stream, negative = the
   * connection failed. Returns 1 when reading goes on, 0 to pause until `resume(channel)`: the host
   * then keeps what comes in the kernel. After 0 or a negative number reading is over.
   */
  received(channel: i32, bytes: i32): i32;

  /**
   * All that was lent is sent; or a script, or a server that was connected to, takes no more of it
   * (the next `send` says so). A client's connection that fails while a region or a file is lent is
   * reported by `received`.
   */
  writable(channel: i32): void;

  /**
   * What became of a client's connection while nothing is read from it: 0 = the other side has
   * ended its sending direction (octets and this end are still to be received), negative = the
   * connection failed, which may follow an end that was received. Reported once each at most.
   */
  hungUp(channel: i32, how: i32): void;

  /**
   * A process has ended: its exit status, 256 + signal number (`StatusSignal` where machines have
   * other numbers), or a negative `Failure` when it could not be started after all. The core calls
   * `reap` when it is done with it, in this call or later.
   */
  exited(process: i32, status: i32): void;

  /**
   * A task that `beginTask` has begun has ended: with the result of `runTask`, or with a negative
   * `Failure` when it was lost on the way.
   */
  taskEnded(task: i32, result: i32): void;

  /**
   * Does a task, in a process or thread where nothing else of the core runs any more: its octets
   * lie at `at` in the scratch region, whose rest it may use. Returns a number of 0 to 100.
   */
  runTask(at: i32, bytes: i32): i32;

  /**
   * The time: milliseconds of a monotonic clock, modulo 2^32 as a signed number, and seconds since
   * 1970. Acts on deadlines that have passed. What lies in the read buffer is lost.
   */
  tick(nowMs: i32, wallSeconds: f64): void;

  /** Milliseconds until the next deadline; -1 when there is none. */
  untilDeadline(): i32;

  /** SIGTERM or SIGINT: finishes what is being answered, then calls `terminate(0)`. */
  stop(): void;

  /** SIGHUP: replaces the servers that it has started; without such it stops. */
  reload(): void;

  /**
   * After a fault (an assertion or trap) in a call that was made in the name of `channel`, -1 when
   * in no channel's: releases the connection it belongs to.
   */
  dropped(channel: i32): void;

  /** Returns 1 when every slot and record has exactly one owner, else 0. */
  audit(): i32;
}
