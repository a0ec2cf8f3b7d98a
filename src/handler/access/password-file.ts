/*
 * A user's hash in the file of passwords of a rule, and who is in a group: read from the files as
 * they are, in blocks, whenever a password is to be compared that is not remembered.
 *
 * Rules of this file: all of a file is read, whether the user is in it or not and wherever; of two
 * lines with a user's name the first holds, as for Apache. Only one file is open at a time.
 */

import { BLOCK_AT, BLOCK_END, STAT_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { PASSWORD_FILE_BYTES_MAX } from "../../core/rules/auth-rules";
import { closeFile, openFile, readFile } from "../../seam/host";
import { Failure, Kind, Root, Stat } from "../../seam/results";
import { double, findOctet, moveOctets, Offset } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { PASSWORD_BUFFER_BYTES, PASSWORD_LINE_BYTES_MAX } from "../../wire/sizes/sizes";

/** Where lines lie, behind what the caller has in the block. */
const BUFFER_AT: i32 = BLOCK_AT + 4096;
const BUFFER_BYTES: i32 = PASSWORD_BUFFER_BYTES;

/** The line that was taken last. */
export let passwordLineAt: i32 = 0;
export let passwordLineEnd: i32 = 0;

let file: i32 = NONE;
let offset: f64 = 0;
/** Octets that were read and not taken. */
let restAt: i32 = 0;
let restEnd: i32 = 0;
let isAtEnd: bool = false;

/** Begins with a file's first line. Returns 0 or a `Failure`: TooBig where there is more of it. */
export function beginPasswordLines(at: Offset, end: Offset): i32 {
  assert(BUFFER_AT + BUFFER_BYTES <= BLOCK_END);
  endPasswordLines();
  const opened: i32 = openFile(Root.Unconfined, at, end - at, STAT_AT);
  if (opened < 0) return opened;
  file = opened;
  offset = 0;
  restAt = BUFFER_AT;
  restEnd = BUFFER_AT;
  isAtEnd = false;
  let failure: i32 = 0;
  if (double(STAT_AT + Stat.Kind) === Kind.Directory) failure = Failure.Fault;
  else if (double(STAT_AT + Stat.Size) > PASSWORD_FILE_BYTES_MAX) failure = Failure.TooBig;
  if (failure !== 0) endPasswordLines();
  return failure;
}

/** Takes the next line. Returns 1, 0 at the end, or a `Failure`. Then it is closed. */
export function takePasswordLine(): i32 {
  let end: i32 = findOctet(Octet.Lf, restAt, restEnd);
  while (end === restEnd && !isAtEnd) {
    const failure: i32 = readOn();
    if (failure < 0) {
      endPasswordLines();
      return failure;
    }
    end = findOctet(Octet.Lf, restAt, restEnd);
  }
  if (restAt === restEnd) {
    endPasswordLines();
    return 0;
  }
  passwordLineAt = restAt;
  passwordLineEnd = end;
  restAt = end < restEnd ? end + 1 : end;
  return 1;
}

/** What a line has too much is forgotten: its rest is a line of its own, and of nobody. */
function readOn(): i32 {
  const left: i32 = restEnd - restAt;
  const kept: i32 = left > PASSWORD_LINE_BYTES_MAX ? 0 : left;
  moveOctets(BUFFER_AT, restAt, kept);
  restAt = BUFFER_AT;
  restEnd = BUFFER_AT + kept;
  const got: i32 = readFile(file, offset, restEnd, BUFFER_BYTES - kept);
  if (got < 0) return got;
  // A file that grows while it is read has an end all the same.
  isAtEnd = got === 0 || offset > PASSWORD_FILE_BYTES_MAX;
  offset += got as f64;
  restEnd += got;
  return 0;
}

/** Closes the file, if one is open: after a fault meanwhile, or when no more of it is wanted. */
export function endPasswordLines(): void {
  const opened: i32 = file;
  file = NONE;
  if (opened !== NONE) closeFile(opened);
}
