/*
 * The home directory at the start: its path as it will be looked at from then on.
 *
 * Rule of this file: a path that was given in relation to the directory of the start is made
 * absolute, if it leads to the same then, so that a directory that is moved is missed.
 */

import { addHome } from "../../core/files/roots";
import { SiteRef } from "../../core/settings/site-record";
import { homeAt, homeBytes, setHome, setRootPath } from "../../core/settings/site-settings";
import { workingDirectory } from "../../seam/host";
import { Failure } from "../../seam/results";
import { Offset, octet, setOctet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isText, put, putOctets } from "../../wire/octets/text";
import { HOME_PATH_BYTES } from "../../wire/sizes/sizes";
import { beginDiagnostic, EXIT_MACHINE, EXIT_USAGE, putQuoted, report } from "../text/diagnostic";

/** Opens the home directory; its paths are kept at `textAt`. Returns 0 or an exit status. */
export function openHome(site: SiteRef, textAt: Offset): i32 {
  if (homeBytes(site) === 0) {
    setOctet(textAt, Octet.Dot);
    setHome(site, textAt, 1);
  }
  const pathEnd: i32 = putAbsolute(site, textAt + 1);
  setRootPath(site, pathEnd, 0);
  let failure: i32 = Failure.NotFound;
  if (pathEnd > textAt + 1) failure = addHome(site, textAt + 1, pathEnd - textAt - 1);
  // The way there from above may be closed to this process.
  if (failure < 0) failure = addHome(site, homeAt(site), homeBytes(site));
  return failure < 0 ? reportHome(site, failure) : 0;
}

/** Writes the path below the directory of the start; nothing where that is not known. */
function putAbsolute(site: SiteRef, at: Offset): Offset {
  if (octet(homeAt(site)) === Octet.Slash) return at;
  const room: i32 = HOME_PATH_BYTES - homeBytes(site) - 2;
  const bytes: i32 = room > 0 ? workingDirectory(at, room) : 0;
  if (bytes <= 0) return at;
  const end: i32 = at + bytes;
  if (isText(homeAt(site), homeAt(site) + homeBytes(site), ".")) return end;
  return putOctets(put(end, "/"), homeAt(site), homeAt(site) + homeBytes(site));
}

function reportHome(site: SiteRef, failure: i32): i32 {
  const place: i32 = putQuoted(
    put(beginDiagnostic(), "home directory "),
    homeAt(site),
    homeAt(site) + homeBytes(site),
  );
  switch (failure) {
    case Failure.NotFound:
      return report(put(place, " is not there, or is no directory"), EXIT_USAGE);
    case Failure.Forbidden:
      return report(put(place, " may not be read"), EXIT_USAGE);
    default:
      return report(put(place, " cannot be opened"), EXIT_MACHINE);
  }
}
