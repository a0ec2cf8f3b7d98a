/*
 * Content of unknown length on its way to a script, which must be told a length (RFC 3875 §4.1.2):
 * it is decoded and kept until its end has come, and only then the request waits for its turn.
 *
 * Rules of this file: it lies behind the head that is held while both are no longer than a head may
 * be, and else in a temporary file; what would be more than --content-max is not kept. A slow
 * sender holds no script, and no script is started for content that does not end.
 */
import { sendContinue } from "../core/answer";
import { closeAfterAnswer, releaseSendSlot } from "../core/connection";
import {
  Connection,
  ConnectionNumber,
  clearFlag,
  connectionNumber,
  Flag,
  hasFlag,
  headSlotAt,
  State,
  setConnectionNumber,
  setState,
  stateOf,
} from "../core/connection-record";
import {
  Held,
  heldBytes,
  heldBytesBeforeContent,
  heldWord,
  setHeldWord,
} from "../core/held-record";
import { BLOCK_AT } from "../core/layout";
import { HEAD_BYTES_MAX, KEPT_COUNT } from "../core/limits";
import { highWater, NONE, ownerOf, Pool } from "../core/pool";
import { putName } from "../core/product";
import { awaitContent } from "../core/rate";
import { contentBytesMax, putTempDir } from "../core/settings";
import { log, openTemporary, writeFile } from "../host/host";
import { Failure } from "../host/results";
import { moveOctets, word } from "../wire/arena";
import {
  Chunked,
  chunkedContentAt,
  chunkedContentBytes,
  chunkedOutcome,
  chunkedTotal,
  decodeChunk,
} from "../wire/chunked";
import {
  REFUSE_CONTENT_LENGTH,
  REFUSE_EXHAUSTED,
  REFUSE_NO_SLOT,
  REFUSE_NO_SPACE,
} from "../wire/refusal";
import { put } from "../wire/text";
import { holdRequest, refuseHeld } from "./held-request";
import { refuse } from "./refuse";
import { waitForScript } from "./script-queue";

/** Begins to keep the content of the request that is being answered, a script's by this rule. */
export function keepContent(c: i32, rule: i32): void {
  if (keptCount() >= KEPT_COUNT) {
    refuse(c, REFUSE_NO_SLOT);
    return;
  }
  holdRequest(c, 1);
  setHeldWord(word(c + Connection.Held), Held.Rule, rule);
  setState(c, State.Keeping);
  setConnectionNumber(c, ConnectionNumber.Discarded, 0);
  awaitContent(c);
  if (hasFlag(c, Flag.Expecting)) sendContinue(c);
}

/** Decodes and keeps content at `at`. Returns where the octets go on that are not content. */
export function takeKeptContent(c: i32, at: i32, end: i32): i32 {
  const state: i32 = c + Connection.Chunk;
  let from: i32 = at;
  let outcome: i32 = Chunked.Content;
  let contentAt: i32 = at;
  let contentEnd: i32 = at;
  // Its regions are moved together, so that small chunks cost one call and not one each.
  while (outcome === Chunked.Content && from < end) {
    from += decodeChunk(state, from, end);
    outcome = chunkedOutcome(state);
    const bytes: i32 = chunkedContentBytes(state);
    if (bytes === 0) continue;
    const regionAt: i32 = chunkedContentAt(state);
    if (contentEnd === contentAt) {
      contentAt = regionAt;
      contentEnd = regionAt;
    }
    if (contentEnd !== regionAt) moveOctets(contentEnd, regionAt, bytes);
    contentEnd += bytes;
  }
  const taken: i32 = from - at;
  const before: f64 = connectionNumber(c, ConnectionNumber.Discarded);
  setConnectionNumber(c, ConnectionNumber.Discarded, before + taken);
  conclude(c, outcome, contentAt, contentEnd - contentAt);
  return from;
}

/** What the decoder has come to, with `bytes` octets of content at `at`. */
function conclude(c: i32, outcome: i32, at: i32, bytes: i32): void {
  if (outcome < 0) {
    closeAfterAnswer(c);
    refuseHeld(c, outcome);
    return;
  }
  if (outcome === Chunked.Complete) {
    clearFlag(c, Flag.Chunked);
    setConnectionNumber(c, ConnectionNumber.ContentRemaining, 0);
  }
  const refusal: i32 = keep(c, at, bytes);
  if (refusal < 0) refuseHeld(c, refusal);
  else if (outcome === Chunked.Complete) {
    waitForScript(c, heldWord(word(c + Connection.Held), Held.Rule));
  }
}

/** 100 (Continue), which could not be sent at once, is sent. */
export function continueHeld(c: i32): void {
  releaseSendSlot(c);
  if (stateOf(c) === State.Keeping) awaitContent(c);
}

/** Keeps `bytes` octets at `at`, decoded last. Returns 0 or a refusal. */
function keep(c: i32, at: i32, bytes: i32): i32 {
  const item: i32 = word(c + Connection.Held);
  const total: f64 = chunkedTotal(c + Connection.Chunk);
  if (total > contentBytesMax) return REFUSE_CONTENT_LENGTH;
  if (bytes === 0) return 0;
  const held: i32 = heldBytes(c);
  if (heldWord(item, Held.File) === NONE && held + bytes <= HEAD_BYTES_MAX) {
    moveOctets(headSlotAt(c) + held, at, bytes);
    setHeldWord(item, Held.Bytes, held + bytes);
    return 0;
  }
  let failure: i32 = heldWord(item, Held.File) === NONE ? moveToFile(c, item) : 0;
  if (failure === 0) failure = writeFile(heldWord(item, Held.File), total - bytes, at, bytes);
  return failure === 0 ? 0 : refusalOfTemporary(failure);
}

/** What was kept behind the head goes to a temporary file. Returns 0 or a failure. */
function moveToFile(c: i32, item: i32): i32 {
  const file: i32 = openTemporary(BLOCK_AT, putTempDir(BLOCK_AT) - BLOCK_AT);
  if (file < 0) return file;
  setHeldWord(item, Held.File, file);
  const before: i32 = heldBytesBeforeContent(c);
  const bytes: i32 = heldBytes(c) - before;
  if (bytes === 0) return 0;
  setHeldWord(item, Held.Bytes, before);
  return writeFile(file, 0, headSlotAt(c) + before, bytes);
}

/** Says in the log what is the matter with the directory. */
function refusalOfTemporary(failure: i32): i32 {
  const end: i32 = putTempDir(put(putName(BLOCK_AT), ": no content can be kept in "));
  const isFull: bool = failure === Failure.NoSpace;
  log(BLOCK_AT, put(end, isFull ? ": no space\n" : ": it cannot be written\n") - BLOCK_AT);
  return failure === Failure.Exhausted ? REFUSE_EXHAUSTED : REFUSE_NO_SPACE;
}

function keptCount(): i32 {
  let count: i32 = 0;
  for (let item: i32 = 0; item < highWater(Pool.Held); item++) {
    if (ownerOf(Pool.Held, item) !== NONE) count += heldWord(item, Held.IsKept);
  }
  return count;
}
