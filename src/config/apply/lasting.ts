/*
 * Settings that last as long as the process: a generation that changes one of them cannot serve.
 */

import { building } from "../../core/settings/generations";
import { lastingHash, setLastingHash } from "../../core/settings/server-settings";
import { Offset, octet } from "../../wire/octets/arena";
import { hashOctet } from "../../wire/octets/hash";
import { Option } from "../options/options";
import { ResponseOption } from "../options/response-options";
import { ScriptOption } from "../options/script-options";
import { ServerOption } from "../options/server-options";

/** An option with this value is set; only what lasts is noted, in the order in which it is set. */
export function noteLasting(option: Option, at: Offset, end: Offset): void {
  if (!isLasting(option)) return;
  let hash: i32 = hashOctet(lastingHash(building()), option);
  for (let i: i32 = at; i < end; i++) hash = hashOctet(hash, octet(i));
  setLastingHash(building(), hash);
}

/** What the host was told once: where to listen, how scripts are started, how links are opened. */
function isLasting(option: Option): bool {
  switch (option) {
    case ServerOption.Listen:
    case ServerOption.Bind:
    case ScriptOption.ScriptLimit:
    case ScriptOption.ScriptNice:
    case ScriptOption.ScriptUser:
    case ResponseOption.NoSymlinks:
      return true;
    default:
      return false;
  }
}
