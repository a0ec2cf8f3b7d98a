/*
 * The start's second step: pools are laid out, listeners opened, and the one line is printed that
 * says where the server is.
 */

import { keepMimeTypes } from "../config/apply/mime-types";
import {
  beginDiagnostic,
  EXIT_MACHINE,
  EXIT_USAGE,
  report,
  setPlaceCommandLine,
  tell,
} from "../config/text/diagnostic";
import { definePools, descriptorCount } from "../core/budget/memory-plan";
import { ConnectionRef } from "../core/connection/connection-record";
import { BLOCK_AT } from "../core/memory/layout";
import { NONE } from "../core/memory/pool";
import { putName } from "../core/product/product";
import { HAS_GATEWAYS } from "../core/product/profile";
import { firstSite, serving } from "../core/settings/generations";
import {
  isAtLocalhost,
  listenerAddressAt,
  listenerAddressBytes,
  listenerCount,
  listenerLine,
  listenerPort,
} from "../core/settings/listeners";
import { SiteRef } from "../core/settings/site-record";
import { rootPathAt, rootPathEnd } from "../core/settings/site-settings";
import { killAppProcesses } from "../handler/processes/supervisor";
import { startAppProcesses } from "../handler/processes/supervisor-start";
import { listen, reserveDescriptors, terminate } from "../seam/host";
import { Failure } from "../seam/results";
import { findOctet, Offset, octet } from "../wire/octets/arena";
import { putDecimal } from "../wire/octets/decimal";
import { putLogText } from "../wire/octets/escape";
import { Octet } from "../wire/octets/octet";
import { isSame, isText, put } from "../wire/octets/text";

/** One address of "localhost" is not there. */
let isOneAbsent: bool = false;
/** The end of the text that `scopeAt` has found. */
let scopeEnd: i32 = 0;

/** Ports below need a right of their own. */
const UNPRIVILEGED_PORT: i32 = 1024;

/** Reserves what the limits need and begins to listen. Returns 0 or an exit status. */
export function open(): i32 {
  expect(listenerCount(serving()) > 0);
  setPlaceCommandLine();
  definePools();
  const status: i32 = keepMimeTypes();
  if (status !== 0) return status;
  const needed: i32 = descriptorCount();
  const available: i32 = reserveDescriptors(needed);
  if (available < needed) return reportDescriptors(needed, available);
  for (let listener: i32 = 0; listener < listenerCount(serving()); listener++) {
    const at: i32 = scopeAt(listener);
    listen(listener, at, scopeEnd - at, listenerPort(serving(), listener));
  }
  return HAS_GATEWAYS ? startAppProcesses() : 0;
}

/** A listener listens: says so, with the port that the machine has chosen. */
export function listening(listener: i32, port: i32): void {
  expect(listener >= 0 && listener < listenerCount(serving()) && port > 0);
  const site: SiteRef = firstSite(serving());
  let end: i32 = put(putName(BLOCK_AT), ": serving ");
  end = putLogText(end, rootPathAt(site), rootPathEnd(site));
  end = put(end, " at http://");
  end = put(putHost(end, listener), ":");
  end = put(putDecimal(end, port), "/");
  tell(put(end, listenerAddressBytes(serving(), listener) === 0 ? " (on all addresses)\n" : "\n"));
}

/**
 * A listener could not listen: the server ends, since whoever asked for it needs it. Of "localhost"
 * one address is enough: a machine may have one family only.
 */
export function listenFailed(listener: i32, failure: i32): void {
  expect(listener >= 0 && listener < listenerCount(serving()) && failure < 0);
  const isAbsent: bool =
    failure === Failure.AddressNotAvailable || failure === Failure.AddressInvalid;
  if (isAbsent && isAtLocalhost(serving(), listener) && !isOneAbsent) {
    isOneAbsent = true;
    return;
  }
  const port: i32 = listenerPort(serving(), listener);
  let end: i32 = putHost(put(beginDiagnostic(), "cannot listen on "), listener);
  end = put(putDecimal(put(end, ":"), port), ": ");
  const status: i32 = reportListener(end, failure, listener);
  if (HAS_GATEWAYS) killAppProcesses();
  terminate(status);
}

function reportListener(end: Offset, failure: i32, listener: i32): i32 {
  const port: i32 = listenerPort(serving(), listener);
  switch (failure) {
    case Failure.AddressInUse:
      return complainInUse(end, otherAt(listener));
    case Failure.Forbidden:
      if (port < UNPRIVILEGED_PORT) {
        return report(
          put(end, "ports below 1024 need root or CAP_NET_BIND_SERVICE; or use -p 8000"),
          EXIT_MACHINE,
        );
      }
      return report(put(end, "the machine does not allow it"), EXIT_MACHINE);
    case Failure.AddressNotAvailable:
      return report(put(end, "this machine does not have that address"), EXIT_MACHINE);
    case Failure.AddressInvalid:
      return report(
        put(
          end,
          "no address in numbers (IPv6 in []), nor localhost; other names are not looked up",
        ),
        EXIT_USAGE,
      );
    default:
      return report(put(end, "the machine refused"), EXIT_MACHINE);
  }
}

/** A listener of ours, before this one, that has its port at its address or at all, or NONE. */
function otherAt(listener: i32): i32 {
  expect(listener >= 0 && listener < listenerCount(serving()));
  const at: i32 = listenerAddressAt(serving(), listener);
  const end: i32 = at + listenerAddressBytes(serving(), listener);
  for (
    let other: ConnectionRef = beside(listener, 0);
    other < listener;
    other = beside(listener, other + 1)
  ) {
    const otherAddressAt: i32 = listenerAddressAt(serving(), other);
    const otherEnd: i32 = otherAddressAt + listenerAddressBytes(serving(), other);
    if (isSame(at, end, otherAddressAt, otherEnd)) return other;
    if (isForAll(at, end) || isForAll(otherAddressAt, otherEnd)) return other;
  }
  return NONE;
}

function complainInUse(at: Offset, other: ConnectionRef): i32 {
  expect(other === NONE || other < listenerCount(serving()));
  if (other === NONE) {
    return report(
      put(at, "the port is in use; stop the other server, or choose another port with -p PORT"),
      EXIT_MACHINE,
    );
  }
  let end: i32 = put(at, "the server listens there already, by ");
  const line: i32 = listenerLine(serving(), other);
  end = line === 0 ? put(end, "another option") : putDecimal(put(end, "line "), line);
  return report(end, EXIT_USAGE);
}

/**
 * The text for `listen`, up to `scopeEnd`. "" is all addresses of both families, "::" those of
 * IPv6: which of them is meant by a port alone and by [::] depends on what else listens on this
 * port.
 */
function scopeAt(listener: i32): i32 {
  const at: i32 = listenerAddressAt(serving(), listener);
  const end: i32 = at + listenerAddressBytes(serving(), listener);
  scopeEnd = end;
  if (end === at) {
    if (hasBeside(listener, "::")) return scope("0.0.0.0");
    return hasBeside(listener, "0.0.0.0") ? scope("::") : at;
  }
  if (!isText(at, end, "::") || hasIpv4Beside(listener)) return at;
  scopeEnd = at;
  return at;
}

function scope(text: string): i32 {
  scopeEnd = put(BLOCK_AT, text);
  return BLOCK_AT;
}

/** The first other listener from `from` on that has this one's port; or the count of all. */
function beside(listener: i32, from: i32): i32 {
  let other: ConnectionRef = from;
  while (other < listenerCount(serving())) {
    if (other !== listener && listenerPort(serving(), other) === listenerPort(serving(), listener))
      return other;
    other++;
  }
  return listenerCount(serving());
}

/** Whether another listener has this address and the same port. */
function hasBeside(listener: i32, text: string): bool {
  for (
    let i: i32 = beside(listener, 0);
    i < listenerCount(serving());
    i = beside(listener, i + 1)
  ) {
    const at: i32 = listenerAddressAt(serving(), i);
    if (isText(at, at + listenerAddressBytes(serving(), i), text)) return true;
  }
  return false;
}

/** Whether another listener with the same port is one for IPv4, or for both families. */
function hasIpv4Beside(listener: i32): bool {
  for (
    let i: i32 = beside(listener, 0);
    i < listenerCount(serving());
    i = beside(listener, i + 1)
  ) {
    const at: i32 = listenerAddressAt(serving(), i);
    const end: i32 = at + listenerAddressBytes(serving(), i);
    if (findOctet(Octet.Colon, at, end) === end) return true;
  }
  return false;
}

function isForAll(at: Offset, end: Offset): bool {
  return at === end || isText(at, end, "::") || isText(at, end, "0.0.0.0");
}

function reportDescriptors(needed: i32, available: i32): i32 {
  expect(available < needed);
  let end: i32 = put(beginDiagnostic(), "--connections: ");
  end = put(putDecimal(end, needed), " descriptors are needed, the machine allows ");
  end = put(putDecimal(end, available), "; lower --connections, or raise the limit (ulimit -n)");
  return report(end, EXIT_MACHINE);
}

/** The listener's host as it stands in a URL. Returns the end. */
function putHost(at: Offset, listener: i32): Offset {
  const addressAt: i32 = listenerAddressAt(serving(), listener);
  const addressEnd: i32 = addressAt + listenerAddressBytes(serving(), listener);
  if (addressEnd === addressAt) return put(at, "localhost");
  for (let i: i32 = addressAt; i < addressEnd; i++) {
    if (octet(i) === Octet.Colon) return put(putLogText(put(at, "["), addressAt, addressEnd), "]");
  }
  return putLogText(at, addressAt, addressEnd);
}
