/*
 * What was sent of an answer whose content is passed on as it comes: of a script, a backend or a
 * directory. Its line of the log is written at its end, because nobody knows the length before.
 *
 * Rules of this file: content counts without its framing, once the machine has taken it: of an
 * answer that is cut, what was lent last does not. There is one line for each answer, whichever way
 * it ends.
 */

import { double, Offset, setDouble, setWord, word } from "../../wire/octets/arena";
import { findLineEnd } from "../../wire/octets/text";
import {
  listedLineAt,
  listedLineBytes,
  listedUserAt,
  listedUserEnd,
  listingStreamed,
} from "../listing/listing-record";
import { logResponse } from "../log/access-log";
import { findUser, forgetUser, loggedUserAt, loggedUserEnd, noteUser } from "../log/logged-user";
import { NONE } from "../memory/pool";
import { streamedOf, UpstreamRef } from "../upstream/upstream-record";
import { savedAuthRule, savedHeadBytes } from "../upstream/upstream-request";
import { savedHeadAt } from "../upstream/upstream-slot";
import { ConnectionRef, channelOf, listingOf, upstreamOf } from "./connection-record";

/** Words of what is remembered of one, at an even index. */
const enum Streamed {
  /** Its status; 0 while it has not begun, and when its line was written. */
  Status = 0,
  /** Octets of content that were offered to the host last, and are not known to be taken. */
  Offered,
  /** A double: octets of content that were taken. */
  Taken,
}

/** No answer has begun. */
export function resetStreamed(t: i32): void {
  expect(t > 0 && (t & 1) === 0);
  setWord(t + Streamed.Status, 0);
  setWord(t + Streamed.Offered, 0);
  setDouble((t + Streamed.Taken) >> 1, 0);
}

/** Its first `headBytes` octets are offered as content and are none. */
export function beginStreamed(t: i32, status: i32, headBytes: i32): void {
  expect(status >= 200 && headBytes >= 0 && word(t + Streamed.Status) === 0);
  setWord(t + Streamed.Status, status);
  setDouble((t + Streamed.Taken) >> 1, -(headBytes as f64));
}

/** What is sent next has so many octets of content in it. */
export function offerStreamed(t: i32, bytes: i32): void {
  expect(bytes >= 0);
  setWord(t + Streamed.Offered, bytes);
}

/** The host has taken what was offered last. Harmless when nothing was. */
export function takeStreamed(t: i32): void {
  expect(word(t + Streamed.Offered) >= 0);
  const taken: f64 = double((t + Streamed.Taken) >> 1);
  const offered: f64 = word(t + Streamed.Offered) as f64;
  setDouble((t + Streamed.Taken) >> 1, taken + offered);
  setWord(t + Streamed.Offered, 0);
}

/** The connection's answer has ended, or is cut: its line, if one was begun that streams. */
export function logStreamed(c: ConnectionRef): void {
  const u: UpstreamRef = upstreamOf(c);
  const item: i32 = listingOf(c);
  if (u !== 0) {
    if (hasLine(streamedOf(u))) logUpstreamed(c, u);
  } else if (item !== NONE && hasLine(listingStreamed(item))) {
    const line: i32 = listedLineAt(item);
    noteUser(listedUserAt(item), listedUserEnd(item));
    logOnce(c, listingStreamed(item), line, line + listedLineBytes(item));
  }
}

/** Whether a line is to be written. */
function hasLine(t: i32): bool {
  return word(t + Streamed.Status) !== 0;
}

function logUpstreamed(c: ConnectionRef, u: UpstreamRef): void {
  const line: i32 = savedHeadAt(u);
  const headEnd: i32 = line + savedHeadBytes(u);
  if (savedAuthRule(u) !== 0) findUser(line, headEnd);
  else forgetUser();
  logOnce(c, streamedOf(u), line, findLineEnd(line, headEnd));
}

function logOnce(c: ConnectionRef, t: i32, lineAt: Offset, lineEnd: Offset): void {
  expect(lineAt <= lineEnd && hasLine(t));
  const status: i32 = word(t + Streamed.Status);
  const taken: f64 = double((t + Streamed.Taken) >> 1);
  setWord(t + Streamed.Status, 0);
  logResponse(
    channelOf(c),
    loggedUserAt,
    loggedUserEnd,
    lineAt,
    lineEnd,
    status,
    taken < 0 ? 0 : taken,
  );
}
