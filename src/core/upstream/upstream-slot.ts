/*
 * Where things lie in the output slot of an upstream's record.
 *
 * Rule of this file: what every script has lies side by side at the start of the slot, so that most
 * scripts touch one page of it.
 */

import { HEAD_WORDS, HeadRef, headRecordBytes } from "../../wire/http/head-record";
import {
  GATEWAY_REQUEST_BYTES,
  READ_BYTES,
  UPSTREAM_ERROR_BYTES,
  UPSTREAM_HEAD_BYTES_MAX,
} from "../../wire/sizes/sizes";
import { READ_AT } from "../memory/layout";
import { isTaken, itemAt, itemBytes, Pool } from "../memory/pool";
import { hasUpstreamFlag, slotOf, UpstreamFlag, UpstreamRef } from "./upstream-record";
import { nameBytes, savedHeadBytes } from "./upstream-request";

/** A head that is not complete, and one read behind it. */
export const OUTPUT_BYTES: i32 = UPSTREAM_HEAD_BYTES_MAX + READ_BYTES;
/** The script's name for the log. */
export const UPSTREAM_NAME_BYTES: i32 = 512;
/** The request's head, which the answer may need again: the longest that is read. */
export const SAVED_HEAD_BYTES: i32 = READ_BYTES;

/** Content on its way to a script; or in a record with its header, and the record of its end. */
const INPUT_BYTES: i32 = READ_BYTES + 16;
/** The name, the head, and at a multiple of 8 what was read from it. */
const REQUEST_BYTES: i32 = UPSTREAM_NAME_BYTES + SAVED_HEAD_BYTES + 8 + HEAD_WORDS * 4;

/** Octets of an item of `Pool.Outputs`; where no gateway is configured it has no room for one. */
export function outputSlotBytes(hasGateways: bool): i32 {
  const bytes: i32 = REQUEST_BYTES + UPSTREAM_ERROR_BYTES + OUTPUT_BYTES + INPUT_BYTES;
  return hasGateways ? bytes + GATEWAY_REQUEST_BYTES : bytes;
}

/** The script's name for the log; the head of its request follows, which the answer may need. */
export function nameAt(u: UpstreamRef): i32 {
  expect(isTaken(Pool.Outputs, slotOf(u)));
  return itemAt(Pool.Outputs, slotOf(u));
}

export function savedHeadAt(u: UpstreamRef): i32 {
  expect(nameBytes(u) <= UPSTREAM_NAME_BYTES);
  return nameAt(u) + nameBytes(u);
}

/** What was read from that head follows it: no longer than it has field lines. */
export function savedHeadRecord(u: UpstreamRef): HeadRef {
  return ((savedHeadAt(u) + savedHeadBytes(u) + 7) >> 3) << 1;
}

/** What a gateway sends before the content: GATEWAY_REQUEST_BYTES octets behind what is saved. */
export function gatewayRequestAt(u: UpstreamRef): i32 {
  const head: HeadRef = savedHeadRecord(u);
  return (head << 2) + headRecordBytes(head);
}

/** Where the script's output lies that was not sent yet. */
export function outputAt(u: UpstreamRef): i32 {
  return hasUpstreamFlag(u, UpstreamFlag.InReadBuffer) ? READ_AT : gatheredAt(u);
}

/** Where it gathers when it cannot be sent at once: OUTPUT_BYTES octets. */
export function gatheredAt(u: UpstreamRef): i32 {
  expect(inputAt(u) - OUTPUT_BYTES >= savedHeadAt(u) + savedHeadBytes(u));
  return inputAt(u) - OUTPUT_BYTES;
}

/** Where content lies on its way to the script: INPUT_BYTES octets. */
export function inputAt(u: UpstreamRef): i32 {
  return errorLineAt(u) - INPUT_BYTES;
}

/** Where a line of standard error gathers: UPSTREAM_ERROR_BYTES octets. */
export function errorLineAt(u: UpstreamRef): i32 {
  return nameAt(u) + itemBytes(Pool.Outputs) - UPSTREAM_ERROR_BYTES;
}
