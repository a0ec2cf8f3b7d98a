/*
 * The memory budget: how many of each thing there are, in octets, before the first connection
 * comes.
 *
 * Rules of this file: every number is a sum or a product whose parts are named; what is computed
 * here is what `--limits` prints and what the start reserves.
 */

import { Offset } from "../../wire/octets/arena";
import {
  CHECK_QUEUE_COUNT,
  HEAD_SLOT_COUNT,
  LISTING_COUNT,
  LISTING_QUEUE_COUNT,
  PAGE_BITS,
  RECENT_FILES_COUNT,
  REFUSED_COUNT,
  SEND_SLOT_BYTES,
  SEND_SLOT_COUNT,
} from "../../wire/sizes/sizes";
import { authMemoryBytes, hasAuthMemory, openAuthMemory } from "../auth/auth-memory";
import { backendCount } from "../backend/backends";
import { IdleConnection, idleCountMax } from "../backend/idle-record";
import { openAppProcessTable } from "../backend/process-record";
import { hasPrograms } from "../backend/spawned-programs";
import { Connection } from "../connection/connection-record";
import { HELD_WORDS } from "../connection/held-record";
import { FileRecord } from "../files/file-record";
import { openRecentFiles } from "../files/open-files";
import { LISTING_SLOT_BYTES } from "../listing/listing-record";
import { channelCountMax, openChannels } from "../memory/channels";
import { FIXED_END, SETTINGS_COUNT } from "../memory/layout";
import { definePool, itemBytes, itemCount, Pool, poolBytes } from "../memory/pool";
import { APP_PROCESS_BYTES, BUFFERED_COUNT, HEAD_SLOT_BYTES } from "../memory/sizes";
import { hasGateways } from "../rules/all-rules";
import { hasAuthRules } from "../rules/auth-rules";
import { building } from "../settings/generations";
import { connectionCount, scriptQueueMax } from "../settings/server-settings";
import { reserveTypeTables, typeTableBytes } from "../settings/type-table";
import { scriptCount, shareCount } from "../upstream/concurrency";
import { Upstream } from "../upstream/upstream-record";
import { outputSlotBytes } from "../upstream/upstream-slot";

const PAGE_BYTES: i32 = 1 << PAGE_BITS;

const APP_PROCESS_DESCRIPTOR_COUNT: i32 = 5;

/** Descriptors besides connections, their files and scripts: standard ones, epoll, roots, spare. */
const OWN_DESCRIPTOR_COUNT: i32 = 32;

export function recordCount(): i32 {
  return connectionCount(building()) + REFUSED_COUNT;
}

/**
 * Heads mostly come whole and need no slot: one in 16 may be slow at once, and HEAD_SLOT_COUNT
 * always, beside one for each script, whose content nobody can ask for again, and for each request
 * that is held.
 */
export function headSlotCount(): i32 {
  const slots: i32 = slotCount(HEAD_SLOT_COUNT) + heldCountMax();
  return slots < recordCount() ? slots : recordCount();
}

/** Of those that run; and, of each number, an answer that is whole and has left it. */
function upstreamCount(): i32 {
  return scriptCount(building()) + (hasGateways(building()) ? shareCount(building()) : 0);
}

/**
 * Requests that wait for a script, for a listing or for their password, those whose content is
 * kept, and one for which one of these gives way; a connection has one.
 */
function heldCountMax(): i32 {
  const waiting: i32 = scriptQueueMax(building()) * shareCount(building()) + LISTING_QUEUE_COUNT;
  const passwords: i32 = hasAuthRules(building()) ? CHECK_QUEUE_COUNT : 0;
  const held: i32 = waiting + passwords + BUFFERED_COUNT + 1;
  return held < recordCount() ? held : recordCount();
}

/** Answers mostly leave at once: as many readers may be slow as there may be heads; and one. */
export function sendSlotCount(): i32 {
  return slotCount(SEND_SLOT_COUNT) + 1;
}

/**
 * A file for each connection, those kept open between requests, and one in whose place its coded
 * form is put.
 */
export function fileCount(): i32 {
  return recordCount() + RECENT_FILES_COUNT + 1;
}

/**
 * Descriptors that may be open at once: a connection, its file; three pipes for each script, a
 * connection and a file of content for each request of a gateway; connections that are kept; the
 * temporary files of content that is kept; the socket of each server that is started, its pipes and
 * those of the one before it.
 */
export function descriptorCount(): i32 {
  const files: i32 = fileCount() + BUFFERED_COUNT + LISTING_COUNT;
  const scripts: i32 = scriptCount(building()) * 3 + idleCountMax();
  const processes: i32 = hasPrograms() ? backendCount() * APP_PROCESS_DESCRIPTOR_COUNT : 0;
  return recordCount() + files + scripts + processes + OWN_DESCRIPTOR_COUNT;
}

/** Channels are smaller than this number. */
export function channelCount(): i32 {
  return descriptorCount();
}

/** All that the arena holds, in octets, rounded up to a page. */
export function arenaBytes(): i32 {
  let bytes: i32 = poolsAt();
  for (let pool: i32 = 0; pool < Pool.COUNT; pool++) {
    bytes = startOf(pool, bytes) + poolBytes(countOf(pool), itemBytesOf(pool));
  }
  return wholePages(bytes);
}

/** Lays out all pools; once, in the full arena. */
export function definePools(): void {
  openChannels(channelCount());
  openRecentFiles();
  reserveTypeTables(typeTablesAt(), typeTableBytes(building()));
  openAppProcessTable(appProcessTableAt());
  if (authMemoryBytes() > 0) openAuthMemory(authMemoryAt() >> 2);
  let at: i32 = poolsAt();
  for (let pool: i32 = 0; pool < Pool.COUNT; pool++) {
    at = definePool(pool, startOf(pool, at), countOf(pool), itemBytesOf(pool));
  }
}

/** Whether what the settings that were built need is not more than was laid out. */
export function fitsReserved(): bool {
  for (let pool: i32 = 0; pool < Pool.COUNT; pool++) {
    if (countOf(pool) > itemCount(pool) || itemBytesOf(pool) > itemBytes(pool)) return false;
  }
  const hasRoomForAuth: bool = authMemoryBytes() === 0 || hasAuthMemory();
  return channelCount() <= channelCountMax() && !hasPrograms() && hasRoomForAuth;
}

/** What most scripts touch of a slot is one page, if it does not lie across two. */
function startOf(pool: Pool, at: Offset): i32 {
  return pool === Pool.Outputs ? wholePages(at) : at;
}

export function countOf(pool: Pool): i32 {
  switch (pool) {
    case Pool.Connections:
      return recordCount();
    case Pool.Heads:
      return headSlotCount();
    case Pool.Sends:
      return sendSlotCount();
    case Pool.Files:
      return fileCount();
    case Pool.Upstreams:
    case Pool.Outputs:
      return upstreamCount();
    case Pool.Held:
      return heldCountMax();
    case Pool.Idle:
      return idleCountMax();
    default:
      return LISTING_COUNT;
  }
}

export function itemBytesOf(pool: Pool): i32 {
  switch (pool) {
    case Pool.Connections:
      return Connection.LENGTH * 4;
    case Pool.Heads:
      return HEAD_SLOT_BYTES;
    case Pool.Sends:
      return SEND_SLOT_BYTES;
    case Pool.Files:
      return FileRecord.LENGTH * 4;
    case Pool.Upstreams:
      return Upstream.LENGTH * 4;
    case Pool.Outputs:
      return wholePages(outputSlotBytes(hasGateways(building())));
    case Pool.Held:
      return HELD_WORDS * 4;
    case Pool.Idle:
      return IdleConnection.LENGTH * 4;
    default:
      return LISTING_SLOT_BYTES;
  }
}

function wholePages(bytes: i32): i32 {
  return ((bytes + PAGE_BYTES - 1) >> PAGE_BITS) << PAGE_BITS;
}

function slotCount(always: i32): i32 {
  const slots: i32 = always + scriptCount(building()) + (connectionCount(building()) >> 4);
  return slots < recordCount() ? slots : recordCount();
}

/** Where the tables of configured media types lie. */
function typeTablesAt(): i32 {
  return ((FIXED_END + channelCount() * 4 + 7) >> 3) << 3;
}

/** One for each generation of settings. */
function typeTablesEnd(): i32 {
  return typeTablesAt() + SETTINGS_COUNT * typeTableBytes(building());
}

/** Word index of the records of servers that are started (src/core/backend/process-record.ts). */
function appProcessTableAt(): i32 {
  return typeTablesEnd() >> 2;
}

/** None where no server is started. */
export function appProcessTableBytes(): i32 {
  return hasPrograms() ? backendCount() * APP_PROCESS_BYTES : 0;
}

function poolsAt(): i32 {
  return authMemoryAt() + authMemoryBytes();
}

/** What is known of passwords, at an even word. */
function authMemoryAt(): i32 {
  return typeTablesEnd() + appProcessTableBytes();
}
