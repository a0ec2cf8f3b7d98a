/*
 * Temporary files: made under a name that nobody can guess, which is taken away at once.
 *
 * Rules of this file: it is written synchronously, as files are read: the machine's cache takes the
 * octets of one read in less time than a trip through a thread. Each write says where it goes, so
 * that a script reads from the start.
 */
import { randomBytes } from "node:crypto";
import { constants, openSync, unlinkSync, writeSync } from "node:fs";
import { Failure } from "../../seam/results";
import { failureOf } from "./failures";
import { closeFile } from "./files";
import { checkRegion, octets, region } from "./memory";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;
const OWNER_ONLY = 0o600;
const RANDOM_BYTES = 12;

export function openTemporary(at: number, bytes: number): number {
  const directory = region(at, bytes);
  if (directory.includes(0)) return Failure.NotFound;
  const name = Buffer.from(`/microhttpd-${randomBytes(RANDOM_BYTES).toString("hex")}`);
  const path = Buffer.concat([directory, name]);
  let file = -1;
  try {
    file = openSync(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, OWNER_ONLY);
    unlinkSync(path);
    return file;
  } catch (error) {
    if (file >= 0) closeFile(file);
    return failureOf(error);
  }
}

export function writeFile(file: number, offset: number, at: number, bytes: number): number {
  checkRegion(at, bytes);
  try {
    for (let done = 0; done < bytes; ) {
      done += writeSync(file, octets, at + done, bytes - done, offset + done);
    }
    return 0;
  } catch (error) {
    return failureOf(error);
  }
}
