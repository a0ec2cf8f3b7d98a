/*
 * The file that is being read while the configuration is: one at a time, so that it can be closed
 * after a fault meanwhile.
 */
import { STAT_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { closeFile, openFile } from "../../seam/host";
import { Root } from "../../seam/results";
import { Offset } from "../../wire/octets/arena";

let opened: i32 = NONE;

/** As `openFile`, by a path of the machine, with the stat record at STAT_AT. */
export function openNamedFile(at: Offset, end: Offset): i32 {
  const file: i32 = openFile(Root.Unconfined, at, end - at, STAT_AT);
  if (file >= 0) opened = file;
  return file;
}

/** Closes it, if there is one. */
export function closeNamedFile(): void {
  const file: i32 = opened;
  opened = NONE;
  if (file !== NONE) closeFile(file);
}
