/*
 * For whom the core acts just now, beside the channel in whose name it was entered: a deadline and
 * the end of a process come in no channel's name, and what a script does goes on in its client's.
 *
 * Rule of this file: it is noted before anything is done, and forgotten when all of it is done.
 */
import { release } from "../core/connection/connection";
import { State, stateOf } from "../core/connection/connection-record";
import { NONE, ownerOf, Pool } from "../core/memory/pool";
import { ScriptRecord, scriptItem } from "../core/upstream/upstream-record";
import { dropScript } from "../handler/upstream/close-upstream";
import { word } from "../wire/octets/arena";

/** 0 when there is none. */
let actingConnection: i32 = 0;
let actingScript: i32 = 0;

export function actForConnection(c: i32): void {
  actingConnection = c;
}

/** For the script and the connection that waits for it. */
export function actForScript(s: i32): void {
  actingScript = s;
  actingConnection = word(s + ScriptRecord.Connection);
}

export function endActing(): void {
  actingConnection = 0;
  actingScript = 0;
}

/** After a fault meanwhile: gives up both, or what was half done would stay so for ever. */
export function dropActing(): void {
  const c: i32 = actingConnection;
  const s: i32 = actingScript;
  endActing();
  // They may have been given back before the fault.
  if (c !== 0 && stateOf(c) !== State.Free) release(c);
  if (s !== 0 && ownerOf(Pool.Scripts, scriptItem(s)) !== NONE) dropScript(s);
}
