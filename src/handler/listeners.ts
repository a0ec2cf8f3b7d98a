/*
 * The start's second step: pools are laid out, listeners opened, and the one line is printed that
 * says where the server is.
 */
import {
  beginComplaint,
  complain,
  EXIT_MACHINE,
  EXIT_USAGE,
  setPlaceCommandLine,
  tell,
} from "../core/complaint";
import { BLOCK_AT } from "../core/layout";
import { definePools, descriptorCount, typeTableAt } from "../core/limits";
import { defineTypeTable } from "../core/media-types";
import { keepMimeTypes } from "../core/mime-types";
import { putName } from "../core/product";
import {
  listenerAddressAt,
  listenerAddressBytes,
  listenerCount,
  listenerPort,
  rootPathAt,
  rootPathBytes,
} from "../core/settings";
import { listen, reserveDescriptors, terminate } from "../host/host";
import { Failure } from "../host/results";
import { octet } from "../wire/arena";
import { putDecimal } from "../wire/decimal";
import { putLogText } from "../wire/escape";
import { put } from "../wire/text";

import { killWorkers } from "./supervisor";
import { startWorkers } from "./supervisor-start";

const COLON: i32 = 58;
/** Ports below need a right of their own. */
const UNPRIVILEGED_PORT: i32 = 1024;

/** Reserves what the limits need and begins to listen. Returns 0 or an exit status. */
export function open(): i32 {
  setPlaceCommandLine();
  definePools();
  defineTypeTable(typeTableAt());
  const status: i32 = keepMimeTypes();
  if (status !== 0) return status;
  const needed: i32 = descriptorCount();
  const available: i32 = reserveDescriptors(needed);
  if (available < needed) return complainDescriptors(needed, available);
  for (let listener: i32 = 0; listener < listenerCount; listener++) {
    const at: i32 = listenerAddressAt(listener);
    listen(listener, at, listenerAddressBytes(listener), listenerPort(listener));
  }
  return startWorkers();
}

/** A listener listens: says so, with the port that the machine has chosen. */
export function listening(listener: i32, port: i32): void {
  let end: i32 = put(putName(BLOCK_AT), ": serving ");
  end = putLogText(end, rootPathAt, rootPathAt + rootPathBytes);
  end = put(end, " at http://");
  end = put(putHost(end, listener), ":");
  end = put(putDecimal(end, port), "/");
  tell(put(end, listenerAddressBytes(listener) === 0 ? " (on all addresses)\n" : "\n"));
}

/** A listener could not listen: the server ends, since whoever asked for it needs it. */
export function listenFailed(listener: i32, failure: i32): void {
  const port: i32 = listenerPort(listener);
  let end: i32 = putHost(put(beginComplaint(), "cannot listen on "), listener);
  end = put(putDecimal(put(end, ":"), port), ": ");
  const status: i32 = complainListener(end, failure, port);
  killWorkers();
  terminate(status);
}

function complainListener(end: i32, failure: i32, port: i32): i32 {
  switch (failure) {
    case Failure.AddressInUse:
      return complain(
        put(end, "the port is in use; stop the other server, or choose another port with -p PORT"),
        EXIT_MACHINE,
      );
    case Failure.Forbidden:
      if (port < UNPRIVILEGED_PORT) {
        return complain(
          put(end, "ports below 1024 need root or CAP_NET_BIND_SERVICE; or use -p 8000"),
          EXIT_MACHINE,
        );
      }
      return complain(put(end, "the machine does not allow it"), EXIT_MACHINE);
    case Failure.AddressNotAvailable:
      return complain(put(end, "this machine does not have that address"), EXIT_MACHINE);
    case Failure.AddressInvalid:
      return complain(
        put(end, "not an address; it must be given in numbers, IPv6 in []"),
        EXIT_USAGE,
      );
    default:
      return complain(put(end, "the machine refused"), EXIT_MACHINE);
  }
}

function complainDescriptors(needed: i32, available: i32): i32 {
  let end: i32 = put(beginComplaint(), "--connections: ");
  end = put(putDecimal(end, needed), " descriptors are needed, the machine allows ");
  end = put(putDecimal(end, available), "; lower --connections, or raise the limit (ulimit -n)");
  return complain(end, EXIT_MACHINE);
}

/** The listener's host as it stands in a URL. Returns the end. */
function putHost(at: i32, listener: i32): i32 {
  const addressAt: i32 = listenerAddressAt(listener);
  const addressEnd: i32 = addressAt + listenerAddressBytes(listener);
  if (addressEnd === addressAt) return put(at, "localhost");
  for (let i: i32 = addressAt; i < addressEnd; i++) {
    if (octet(i) === COLON) return put(putLogText(put(at, "["), addressAt, addressEnd), "]");
  }
  return putLogText(at, addressAt, addressEnd);
}
