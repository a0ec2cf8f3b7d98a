/*
 * What a server that was killed has left behind of its programs' sockets: those without a path of
 * their own lie in the directory of temporary files, and one that was to take another's place lies
 * beside that.
 *
 * Rule of this file: the host removes nothing that somebody serves.
 */
import { BLOCK_AT, RECORD_AT, STAT_AT } from "../../core/memory/layout";
import { putName } from "../../core/product/product";
import { serving } from "../../core/settings/generations";
import { putTempDir } from "../../core/settings/server-settings";
import { closeDirectory, nextEntry, openDirectory, removeSocket } from "../../seam/host";
import { Root } from "../../seam/results";
import { Offset, octet } from "../../wire/octets/arena";
import { parseDecimal, toInt } from "../../wire/octets/decimal";
import { isDigit } from "../../wire/octets/octet-class";
import { isSame, isText, put, putOctets } from "../../wire/octets/text";

/** Octets of a name in a directory. */
const NAME_BYTES_MAX: i32 = 255;
const PROCESS_MAX: f64 = 2147483647;

/** Removes those of servers that are no more from the directory of temporary files. */
export function removeOldSockets(): void {
  const nameAt: i32 = put(putTempDir(serving(), BLOCK_AT), "/");
  const directory: i32 = openDirectory(Root.Unconfined, BLOCK_AT, nameAt - 1 - BLOCK_AT, STAT_AT);
  if (directory < 0) return;
  for (;;) {
    const bytes: i32 = nextEntry(directory, nameAt, NAME_BYTES_MAX, RECORD_AT);
    if (bytes <= 0) break;
    const maker: i32 = makerOf(nameAt, nameAt + bytes);
    if (maker > 0) removeSocket(BLOCK_AT, nameAt + bytes - BLOCK_AT, maker);
  }
  closeDirectory(directory);
}

/** Removes a successor's, of the socket at this path. */
export function removeOldSuccessor(at: Offset, end: Offset): void {
  const nameEnd: i32 = put(putOctets(BLOCK_AT, at, end), "+");
  removeSocket(BLOCK_AT, nameEnd - BLOCK_AT, 0);
}

/** The process in "microhttpd-PROCESS-NUMBER.sock" and "…+"; 0 in any other name. */
function makerOf(at: Offset, end: Offset): i32 {
  const prefixEnd: i32 = put(putName(end), "-");
  const processAt: i32 = at + prefixEnd - end;
  if (end < processAt || !isSame(at, processAt, end, prefixEnd)) return 0;
  const processEnd: i32 = digitsEnd(processAt, end);
  const process: f64 = parseDecimal(processAt, processEnd);
  if (process < 1 || process > PROCESS_MAX) return 0;
  if (processEnd === end || !isText(processEnd, processEnd + 1, "-")) return 0;
  const restAt: i32 = digitsEnd(processEnd + 1, end);
  const isOurs: bool = isText(restAt, end, ".sock") || isText(restAt, end, ".sock+");
  return isOurs && restAt > processEnd + 1 ? toInt(process) : 0;
}

function digitsEnd(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  while (i < end && isDigit(octet(i))) i++;
  return i;
}
