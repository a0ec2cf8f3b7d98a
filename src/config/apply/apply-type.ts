/*
 * As what files are sent: --type, --default-type, --charset, --encoding.
 */

import { addEncodingRow } from "../../core/settings/content-encodings";
import { builtSite } from "../../core/settings/generations";
import { addTypeRow, setCharset, setDefaultType } from "../../core/settings/media-types";
import { Coding } from "../../wire/http/accept-encoding";
import { givenTypeFault, TypeFault } from "../../wire/http/media-type-form";
import { Offset, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isTokenOctet } from "../../wire/octets/octet-class";
import { isText } from "../../wire/octets/text";
import { ENCODING_ROW_COUNT_MAX, TYPE_ROW_COUNT_MAX } from "../../wire/sizes/sizes";
import { reportParameter, reportTooMany, reportValue } from "../options/option-error";
import { TypeOption } from "../options/type-options";
import { endOfFirst, startOfSecond } from "../text/option-parts";

/** The longest name of a charset (RFC 2978 §2.3). */
const CHARSET_BYTES_MAX: i32 = 40;

/** EXT=TYPE; with a dot before EXT or without. */
export function applyType(at: Offset, end: Offset): i32 {
  const extensionAt: i32 = at < end && octet(at) === Octet.Dot ? at + 1 : at;
  const extensionEnd: i32 = endOfFirst(extensionAt, end);
  const typeAt: i32 = startOfSecond(extensionEnd, end);
  const fault: TypeFault = givenTypeFault(typeAt, end);
  if (!isExtension(extensionAt, extensionEnd) || fault === TypeFault.Form) {
    return reportValue(TypeOption.Type, at, end, "is not .EXTENSION=TYPE/SUBTYPE");
  }
  if (fault === TypeFault.Parameter) return reportParameter(TypeOption.Type, at, end);
  if (addTypeRow(builtSite(), extensionAt, extensionEnd, typeAt, end)) return 0;
  return reportTooMany(TypeOption.Type, at, end, TYPE_ROW_COUNT_MAX);
}

/** EXT=CODING; with a dot before EXT or without. */
export function applyEncoding(at: Offset, end: Offset): i32 {
  const extensionAt: i32 = at < end && octet(at) === Octet.Dot ? at + 1 : at;
  const extensionEnd: i32 = endOfFirst(extensionAt, end);
  const coding: i32 = readCoding(startOfSecond(extensionEnd, end), end);
  if (!isExtension(extensionAt, extensionEnd) || coding < 0) {
    return reportValue(TypeOption.Encoding, at, end, "is not .EXTENSION=gzip, br, zstd or none");
  }
  if (addEncodingRow(builtSite(), extensionAt, extensionEnd, coding)) return 0;
  return reportTooMany(TypeOption.Encoding, at, end, ENCODING_ROW_COUNT_MAX);
}

/** A `Coding`, -1 for another word. */
function readCoding(at: Offset, end: Offset): i32 {
  if (isText(at, end, "none")) return Coding.Identity;
  if (isText(at, end, "br")) return Coding.Brotli;
  if (isText(at, end, "zstd")) return Coding.Zstandard;
  return isText(at, end, "gzip") ? Coding.Gzip : -1;
}

/** TYPE/SUBTYPE */
export function applyDefaultType(at: Offset, end: Offset): i32 {
  const fault: TypeFault = givenTypeFault(at, end);
  if (fault === TypeFault.Form) {
    return reportValue(TypeOption.DefaultType, at, end, "is not TYPE/SUBTYPE");
  }
  if (fault === TypeFault.Parameter) return reportParameter(TypeOption.DefaultType, at, end);
  setDefaultType(builtSite(), at, end);
  return 0;
}

/** The name of a charset, or none. */
export function applyCharset(at: Offset, end: Offset): i32 {
  if (!isToken(at, end) || end - at > CHARSET_BYTES_MAX) {
    return reportValue(TypeOption.Charset, at, end, "is not the name of a charset, or none");
  }
  setCharset(builtSite(), at, isText(at, end, "none") ? at : end);
  return 0;
}

function isExtension(at: Offset, end: Offset): bool {
  for (let i: i32 = at; i < end; i++) if (octet(i) === Octet.Dot) return false;
  return isToken(at, end);
}

function isToken(at: Offset, end: Offset): bool {
  for (let i: i32 = at; i < end; i++) if (!isTokenOctet(octet(i))) return false;
  return end > at;
}
