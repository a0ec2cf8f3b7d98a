/*
 * The memory budget: how many of each thing there are, in octets, before the first connection
 * comes.
 *
 * Rules of this file: every number is a sum or a product whose parts are named; what is computed
 * here is what `--limits` prints and what the start reserves.
 */
import { backendCount } from "./backends";
import { Connection } from "./connection-record";
import { FileRecord } from "./file-record";
import { Held } from "./held-record";
import { Kept, keptCountMax } from "./kept-record";
import { FIXED_END, READ_BYTES } from "./layout";
import { LISTING_SLOT_BYTES } from "./listing-record";
import { typeTableBytes } from "./media-types";
import { definePool, Pool, poolBytes } from "./pool";
import { hasPrograms } from "./programs";
import { outputSlotBytes, ScriptRecord } from "./script-record";
import { hasGateways, RuleSetting, ruleSetting, scriptRuleCount, UNSET } from "./script-rules";
import { commonScriptCount, connectionCount, scriptQueueMax } from "./settings";

/** The longest head of a request; and what is held of one that waits, its content included. */
export const HEAD_BYTES_MAX: i32 = READ_BYTES;

/** What an authorizer may have a request's script told. */
export const VARIABLES_BYTES_MAX: i32 = 2048;

/** Of memory, on most machines. */
const PAGE_BITS: i32 = 12;
const PAGE_BYTES: i32 = 1 << PAGE_BITS;

/** A head that is not complete or a request that waits, and one read behind it. */
export const HEAD_SLOT_BYTES: i32 = HEAD_BYTES_MAX + VARIABLES_BYTES_MAX + READ_BYTES;

/** An answer's head with the start of its content, or a chunk of one read and its framing. */
export const SEND_SLOT_BYTES: i32 = READ_BYTES + 1024;

/** Connections beyond the limit that are told so (503) instead of being reset. */
export const REFUSED_COUNT: i32 = 8;

/** Most scripts that can be configured to run at once. */
export const SCRIPT_COUNT_MAX: i32 = 1024;

/** Requests whose content is kept until its length is known. */
export const KEPT_COUNT: i32 = 32;

/** Directories that are listed at once to slow readers. */
export const LISTING_COUNT: i32 = 8;

/** Octets of the record of a server that is started, with a line of its output. */
export const WORKER_BYTES: i32 = 576;
const WORKER_DESCRIPTOR_COUNT: i32 = 5;

/** Descriptors besides connections, their files and scripts: standard ones, epoll, roots, spare. */
const OWN_DESCRIPTOR_COUNT: i32 = 32;

/** Content that nobody wants is read up to this bound; with more the connection ends. */
export const DISCARD_BYTES_MAX: f64 = 262144;

/** Most connections that can be configured: what the reserved memory holds. */
export const CONNECTION_COUNT_MAX: i32 = 10000;

/** Scripts that run at once: those that share one number, and those of rules with their own. */
export function scriptCount(): i32 {
  let count: i32 = commonScriptCount;
  for (let rule: i32 = 0; rule < scriptRuleCount; rule++) {
    const own: i32 = ruleSetting(rule, RuleSetting.AtOnce);
    if (own !== UNSET) count += own;
  }
  return count;
}

/** Numbers of scripts with a queue: that of all, and that of each rule with its own. */
function shareCount(): i32 {
  let count: i32 = 1;
  for (let rule: i32 = 0; rule < scriptRuleCount; rule++) {
    if (ruleSetting(rule, RuleSetting.AtOnce) !== UNSET) count++;
  }
  return count;
}

export function recordCount(): i32 {
  return connectionCount + REFUSED_COUNT;
}

/**
 * Heads mostly come whole and need no slot: one in 16 may be slow at once, and 24 always, beside
 * one for each script, whose content nobody can ask for again, and for each request that is held.
 */
export function headSlotCount(): i32 {
  const slots: i32 = slotCount() + heldCountMax();
  return slots < recordCount() ? slots : recordCount();
}

/** Of those that run; and, of each number, an answer that is whole and has left it. */
function scriptRecordCount(): i32 {
  return scriptCount() + (hasGateways() ? shareCount() : 0);
}

/**
 * Requests that wait for a script, those whose content is kept, and one for which one of these
 * gives way; a connection has one.
 */
function heldCountMax(): i32 {
  const held: i32 = scriptQueueMax * shareCount() + KEPT_COUNT + 1;
  return held < recordCount() ? held : recordCount();
}

/** Answers mostly leave at once: as many readers may be slow as there are head slots; and one. */
export function sendSlotCount(): i32 {
  return slotCount() + 1;
}

/**
 * A file for each connection, those kept open between requests, and one in whose place its coded
 * form is put.
 */
export function fileCount(): i32 {
  return recordCount() + 16 + 1;
}

/**
 * Descriptors that may be open at once: a connection, its file; three pipes for each script, a
 * connection and a file of content for each request of a gateway; connections that are kept; the
 * temporary files of content that is kept; the socket of each server that is started, its pipes and
 * those of the one before it.
 */
export function descriptorCount(): i32 {
  const files: i32 = fileCount() + KEPT_COUNT + LISTING_COUNT;
  const scripts: i32 = scriptCount() * 3 + keptCountMax();
  const workers: i32 = hasPrograms() ? backendCount * WORKER_DESCRIPTOR_COUNT : 0;
  return recordCount() + files + scripts + workers + OWN_DESCRIPTOR_COUNT;
}

/** Channels are smaller than this number. */
export function channelCount(): i32 {
  return descriptorCount();
}

/** The same, once the pools are laid out: it is asked for with each descriptor. */
export let channelLimit: i32 = 0;

/** Word index of the table that says whose a channel is. */
export function channelTableAt(): i32 {
  return FIXED_END >> 2;
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
  channelLimit = channelCount();
  let at: i32 = poolsAt();
  for (let pool: i32 = 0; pool < Pool.COUNT; pool++) {
    at = definePool(pool, startOf(pool, at), countOf(pool), itemBytesOf(pool));
  }
}

/** What most scripts touch of a slot is one page, if it does not lie across two. */
function startOf(pool: Pool, at: i32): i32 {
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
    case Pool.Scripts:
    case Pool.Outputs:
      return scriptRecordCount();
    case Pool.Held:
      return heldCountMax();
    case Pool.Kept:
      return keptCountMax();
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
    case Pool.Scripts:
      return ScriptRecord.LENGTH * 4;
    case Pool.Outputs:
      return wholePages(outputSlotBytes(hasGateways()));
    case Pool.Held:
      return Held.LENGTH * 4;
    case Pool.Kept:
      return Kept.LENGTH * 4;
    default:
      return LISTING_SLOT_BYTES;
  }
}

function wholePages(bytes: i32): i32 {
  return ((bytes + PAGE_BYTES - 1) >> PAGE_BITS) << PAGE_BITS;
}

function slotCount(): i32 {
  const slots: i32 = 24 + scriptCount() + (connectionCount >> 4);
  return slots < recordCount() ? slots : recordCount();
}

/** Where the table of configured media types lies. */
export function typeTableAt(): i32 {
  return ((FIXED_END + channelCount() * 4 + 7) >> 3) << 3;
}

/** Word index of the records of servers that are started (src/core/worker-record.ts). */
export function workerTableAt(): i32 {
  return (typeTableAt() + typeTableBytes()) >> 2;
}

/** None where no server is started. */
export function workerTableBytes(): i32 {
  return hasPrograms() ? backendCount * WORKER_BYTES : 0;
}

function poolsAt(): i32 {
  return typeTableAt() + typeTableBytes() + workerTableBytes();
}
