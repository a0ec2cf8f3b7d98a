/*
 * What are scripts, and how they run.
 */

import { Offset } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";
import { ARE_SMALL } from "../../wire/sizes/sizes";

export const enum ScriptOption {
  Cgi = 32,
  Script,
  Scripts,
  ScriptEnv,
  PassAuthorization,
  Isindex,
  SendfileRoot,
  ContentMax,
  ScriptBuffer,
  ScriptQueue,
  NoChunked,
  TempDir,
  ScriptRate,
  ScriptLimit,
  ScriptNice,
  ScriptUser,
  END,
}

/** Writes the row of one of them (src/config/options/options.ts). Returns the end. */
export function putScriptRow(at: Offset, option: ScriptOption): Offset {
  switch (option) {
    case ScriptOption.Cgi:
      return put(at, "cgi|||run programs in /cgi-bin/ and /htbin/ as scripts");
    case ScriptOption.Script:
      return put(at, "script||RULE|/DIR/ or *.EXT[:PROGRAM] are scripts; repeatable");
    case ScriptOption.Scripts:
      return ARE_SMALL
        ? put(at, "scripts||N|scripts that run at once, 1 to 1024 (default: 2)")
        : put(at, "scripts||N|scripts that run at once, 1 to 1024 (default: 8)");
    case ScriptOption.ScriptEnv:
      return put(at, "script-env||NAME=VALUE|of the environment of scripts; repeatable");
    case ScriptOption.PassAuthorization:
      return put(at, "pass-authorization|||scripts see Authorization");
    case ScriptOption.Isindex:
      return put(at, "isindex|||a query without = is a script's arguments");
    case ScriptOption.SendfileRoot:
      return put(at, "sendfile-root||DIR|X-Sendfile may name files in DIR; repeatable");
    case ScriptOption.ContentMax:
      return put(at, "content-max||SIZE|most content for a script, as 10m (default: 1g)");
    case ScriptOption.ScriptBuffer:
      return put(at, "script-buffer||SIZE|content kept before a script (default: 1m)");
    case ScriptOption.ScriptQueue:
      return ARE_SMALL
        ? put(at, "script-queue||N|requests that wait for a script (default: 4)")
        : put(at, "script-queue||N|requests that wait for a script (default: 32)");
    case ScriptOption.NoChunked:
      return put(at, "no-chunked|||refuse chunked content for scripts (411)");
    case ScriptOption.TempDir:
      return put(at, "temp-dir||DIR|keep it there when it is long (default: /tmp)");
    case ScriptOption.ScriptRate:
      return put(at, "script-rate||OCTETS|least while others wait for it (10000)");
    case ScriptOption.ScriptLimit:
      return put(at, "script-limit||KEY=N|cpu, memory, files, processes, file-size of each");
    case ScriptOption.ScriptNice:
      return put(at, "script-nice||N|run scripts with this niceness added, 0 to 19");
    default:
      return put(at, "script-user||USER|run scripts as USER or USER:GROUP (root only)");
  }
}
