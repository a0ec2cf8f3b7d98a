/*
 * The memory budget as text, for `--limits`: each pool, how many items of what size, and the sum
 * that is reserved at start. Pages that are never used cost nothing.
 */

import { Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { put } from "../../wire/octets/text";
import { ARE_SMALL } from "../../wire/sizes/sizes";
import { authMemoryBytes } from "../auth/auth-memory";
import { backendCount } from "../backend/backends";
import { FIXED_END, SETTINGS_BYTES, SETTINGS_COUNT } from "../memory/layout";
import { Pool, poolBytes } from "../memory/pool";
import { APP_PROCESS_BYTES } from "../memory/sizes";
import { building } from "../settings/generations";
import { SITE_BYTES } from "../settings/site-record";
import { typeTableBytes } from "../settings/type-table";
import {
  appProcessTableBytes,
  arenaBytes,
  channelCount,
  countOf,
  descriptorCount,
  itemBytesOf,
} from "./memory-plan";

/** Writes the budget. Returns the end. */
export function putBudget(at: Offset): Offset {
  let end: i32 = put(at, ARE_SMALL ? "memory (small)" : "memory");
  end = put(end, ", in octets, reserved at start:\n");
  const settings: i32 = SETTINGS_COUNT * SETTINGS_BYTES;
  end = putLine(end, settings, SETTINGS_COUNT, SETTINGS_BYTES);
  end = putDecimal(put(end, "settings, and the next; each site of them "), SITE_BYTES);
  end = putLine(put(end, "\n"), FIXED_END - settings, 1, FIXED_END - settings);
  end = put(end, "scratch and read buffers\n");
  end = putLine(end, channelCount() * 4, channelCount(), 4);
  end = put(end, "table of channels\n");
  const types: i32 = typeTableBytes(building());
  if (types > 0) {
    end = putLine(end, SETTINGS_COUNT * types, SETTINGS_COUNT, types);
    end = put(end, "media types of the configuration\n");
  }
  const processes: i32 = appProcessTableBytes();
  if (processes > 0) {
    end = putLine(end, processes, backendCount(), APP_PROCESS_BYTES);
    end = put(end, "servers that are started\n");
  }
  const passwords: i32 = authMemoryBytes();
  if (passwords > 0) {
    end = put(putLine(end, passwords, 1, passwords), "passwords that are remembered or compared\n");
  }
  for (let pool: i32 = 0; pool < Pool.COUNT; pool++) {
    const count: i32 = countOf(pool);
    if (count === 0) continue;
    const bytes: i32 = itemBytesOf(pool);
    end = putPoolName(putLine(end, poolBytes(count, bytes), count, bytes), pool);
  }
  end = put(putColumn(end, arenaBytes()), "in all\n");
  return put(putDecimal(put(end, "descriptors: "), descriptorCount()), "\n");
}

/** Octets in all (with two words for the books of each item of a pool), how many, of what size. */
function putLine(at: Offset, sum: i32, count: i32, bytes: i32): Offset {
  return putColumn(putColumn(putColumn(at, sum), count), bytes);
}

/** A number, flush right, and two spaces. */
function putColumn(at: Offset, value: i32): Offset {
  let end: i32 = at;
  for (let bound: i32 = 10; bound <= 100000000; bound = bound * 10) {
    if (value < bound) end = put(end, " ");
  }
  return put(putDecimal(end, value), "  ");
}

function putPoolName(at: Offset, pool: Pool): Offset {
  switch (pool) {
    case Pool.Connections:
      return put(at, "connections\n");
    case Pool.Heads:
      return put(at, "heads that come in pieces\n");
    case Pool.Sends:
      return put(at, "answers that leave in pieces\n");
    case Pool.Files:
      return put(at, "open files\n");
    case Pool.Upstreams:
      return put(at, "running scripts\n");
    case Pool.Outputs:
      return put(at, "what scripts read and write\n");
    case Pool.Held:
      return put(at, "requests that wait\n");
    case Pool.Idle:
      return put(at, "connections kept to backends\n");
    default:
      return put(at, "directory listings\n");
  }
}
