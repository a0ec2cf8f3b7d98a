/*
 * The server itself: where it listens, what it serves, how much at once, what it logs.
 */

import { Offset } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";
import { ARE_SMALL } from "../../wire/sizes/sizes";

export const enum ServerOption {
  Listen = 0,
  Bind,
  Home,
  Directory,
  Connections,
  Requests,
  Timeout,
  MinRate,
  Status,
  Verbose,
  Quiet,
  END,
}

/** Writes the row of one of them (src/config/options/options.ts). Returns the end. */
export function putServerRow(at: Offset, option: ServerOption): Offset {
  switch (option) {
    case ServerOption.Listen:
      return put(at, "listen|p|[ADDRESS:]PORT|listen here; repeatable; IPv6 in []; port 0: any");
    case ServerOption.Bind:
      return put(at, "bind|b|ADDRESS|address of listeners that are given none");
    case ServerOption.Home:
      return put(at, "home|h|DIR|serve this directory (default: the current one)");
    case ServerOption.Directory:
      return put(at, "directory|d|DIR|the same as --home");
    case ServerOption.Connections:
      return ARE_SMALL
        ? put(at, "connections||N|at most N at once, 1 to 10000 (default: 8)")
        : put(at, "connections||N|at most N at once, 1 to 10000 (default: 256)");
    case ServerOption.Requests:
      return put(at, "requests||N|at most N on one connection (default: any)");
    case ServerOption.Timeout:
      return put(at, "timeout||PHASE=SECONDS|how long a phase may last; --limits lists them");
    case ServerOption.MinRate:
      return put(at, "min-rate||OCTETS|least a second, both ways; 0: any (default: 100)");
    case ServerOption.Status:
      return put(at, "status||PATH|at /PATH a page says how the server is");
    case ServerOption.Verbose:
      return put(at, "verbose|v||log why requests are refused and connections end");
    default:
      return put(at, "quiet|q||log errors only, no line for each request");
  }
}
