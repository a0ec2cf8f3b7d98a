/*
 * Files that are made while they are read (proc, sysfs): their size is 0 or that of a page,
 * whatever they have, and their times say nothing of their content.
 *
 * Rules of this file: such a file is read to its end when it is opened, into a temporary one, whose
 * size is sent; it was modified now, so that no answer is taken for another one's. One that is too
 * long to be read in one go is refused.
 */

import { closeFile, log, openTemporary, readFile, writeFile } from "../../seam/host";
import { Failure, Kind, Names, Stat } from "../../seam/results";
import { double, Offset, setDouble } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";
import { putLogPath } from "../log/access-log";
import { beginLogLine, Severity } from "../log/log-line";
import { BLOCK_AT, BLOCK_END, STAT_AT } from "../memory/layout";
import { serving } from "../settings/generations";
import { putTempDir } from "../settings/server-settings";
import { nowMs, wallSeconds } from "../time/clock";

/** A file of these systems that says more has that size: the largest page is as large. */
const PAGE_BYTES_MAX: f64 = 65536;

/** More is not read in one go. */
const GENERATED_BYTES_MAX: f64 = 1048576;

/** Whether the file of which STAT_AT tells is made while it is read. */
export function isGenerated(): bool {
  return (
    double(STAT_AT + Stat.Names) === Names.Generated &&
    double(STAT_AT + Stat.Kind) === Kind.File &&
    double(STAT_AT + Stat.Size) <= PAGE_BYTES_MAX
  );
}

/**
 * Reads such a file, and closes it. Returns a file that has what was read, of which STAT_AT tells
 * then; or a `Failure`: NoSpace where no temporary file can be made, TooBig for one that is too
 * long.
 */
export function readGenerated(file: i32): i32 {
  expect(file >= 0 && isGenerated());
  const copy: i32 = openTemporary(BLOCK_AT, putTempDir(serving(), BLOCK_AT) - BLOCK_AT);
  const failure: i32 = copy < 0 ? failureOfCopy(copy) : copyAll(file, copy);
  closeFile(file);
  if (failure < 0 && copy >= 0) closeFile(copy);
  return failure < 0 ? failure : copy;
}

/** Says in the log why a file could not be read so. */
export function logGenerated(failure: i32, pathAt: Offset, pathEnd: Offset): void {
  expect(pathAt <= pathEnd);
  let end: i32 = putLogPath(beginLogLine(Severity.Error), pathAt, pathEnd);
  if (failure === Failure.TooBig)
    end = put(end, ": its size is not told, and is more than 1 MiB\n");
  else end = put(putTempDir(serving(), put(end, ": no temporary file can be made in ")), "\n");
  log(BLOCK_AT, end - BLOCK_AT);
}

/** Returns 0 or a `Failure`. */
function copyAll(file: i32, copy: i32): i32 {
  expect(file !== copy);
  let bytes: f64 = 0;
  for (;;) {
    const got: i32 = readFile(file, bytes, BLOCK_AT, BLOCK_END - BLOCK_AT);
    if (got < 0) return got;
    if (got === 0) break;
    const failure: i32 = writeFile(copy, bytes, BLOCK_AT, got);
    if (failure < 0) return failureOfCopy(failure);
    bytes += got as f64;
    if (bytes > GENERATED_BYTES_MAX) return Failure.TooBig;
  }
  setDouble(STAT_AT + Stat.Size, bytes);
  // Of the milliseconds only that they differ has a meaning.
  setDouble(STAT_AT + Stat.ModifiedMs, wallSeconds * 1000 + ((nowMs & 0x3ff) as f64));
  return 0;
}

/** What the directory of temporary files lacks is not what the file lacks. */
function failureOfCopy(failure: i32): i32 {
  expect(failure < 0);
  return failure === Failure.NoDescriptors ? failure : Failure.NoSpace;
}
