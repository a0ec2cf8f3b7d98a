/*
 * What asc compiles: the core, and the reserving of its arena.
 *
 * Rules of this file: the arena is the last block of the heap, so that it grows in place when the
 * limits are known: nothing is copied, nothing is filled, and an untouched page costs nothing. It
 * then takes all of linear memory, so that an allocation after `configure` needs memory.grow, which
 * the runtime refuses after start: it traps instead of going unseen.
 */
import {
  BOOT_ARENA_BYTES,
  SCRATCH_AT,
  SCRATCH_BYTES,
  SETTINGS_BYTES,
} from "../../core/memory/layout";
import "./assertion";
import { configure, open } from "../../server/server";
import { ARENA_AT, adoptMemory } from "../../wire/octets/arena";

export {
  accepted,
  audit,
  dropped,
  exited,
  hungUp,
  listenFailed,
  listening,
  readAt,
  readBytes,
  received,
  reload,
  runTask,
  stop,
  taskEnded,
  tick,
  untilDeadline,
  writable,
} from "../../server/server";

/** What `prepare` returns when the machine does not give as much memory. */
const NO_MEMORY: i32 = -1000;

/** The largest block that AssemblyScript can hold is 1 GiB less its header. */
const ARENA_BYTES_MAX: i32 = 0x3fff0000;

/** What the stub runtime puts before an object: its size, and the object's own header. */
const BLOCK_HEADER_BYTES: usize = 4;
const OBJECT_HEADER_BYTES: usize = 16;

let base: usize = 0;

/** Reserves the boot arena; returns where in linear memory it begins. */
export function boot(): i32 {
  alignNextObject();
  base = __new(BOOT_ARENA_BYTES, idof<ArrayBuffer>());
  adoptMemory(base, BOOT_ARENA_BYTES);
  return base as i32;
}

/** Where the scratch region lies, which holds nothing between two events. */
export function scratchAt(): i32 {
  return SCRATCH_AT;
}

export function scratchBytes(): i32 {
  return SCRATCH_BYTES;
}

/** The octets at the arena's start that the command line may fill. */
export function settingsBytes(): i32 {
  return SETTINGS_BYTES;
}

/**
 * Reads the arguments that lie at the arena's start, reserves the full arena and opens what the
 * configuration names. Returns 0 to run, -1 - status to exit, or NO_MEMORY.
 */
export function prepare(argumentBytes: i32): i32 {
  const bytes = configure(argumentBytes);
  if (bytes < 0) return bytes;
  if (bytes > ARENA_BYTES_MAX || !extend((bytes + 7) & ~7)) return NO_MEMORY;
  const status = open();
  return status === 0 ? 0 : -1 - status;
}

/** Lets the next object begin at ARENA_AT, by making the block before it as long as it takes. */
function alignNextObject(): void {
  const headers = BLOCK_HEADER_BYTES + OBJECT_HEADER_BYTES;
  const gap = __alloc(0);
  assert(gap + headers + OBJECT_HEADER_BYTES <= ARENA_AT); // there is more static data
  __realloc(gap, ARENA_AT - headers - gap);
}

/** Makes the arena `bytes` long, in place, and its block as long as linear memory. */
function extend(bytes: i32): bool {
  const end = base + <usize>bytes + OBJECT_HEADER_BYTES;
  const missing = <i32>((end + 0xffff) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) return false;
  const room = ((<usize>memory.size()) << 16) - base - OBJECT_HEADER_BYTES;
  const extended = __renew(base, room);
  assert(extended === base); // configure() has allocated something
  adoptMemory(base, bytes);
  return true;
}
