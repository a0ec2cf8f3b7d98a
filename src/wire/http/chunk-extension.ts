/*
 * The phases of a chunked body (RFC 9112 §7.1), and those among them that read chunk extensions
 * (§7.1.1), which are checked for their form and dropped.
 *
 *   chunk-ext      = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
 *   chunk-ext-name = token
 *   chunk-ext-val  = token / quoted-string
 *
 * Rules of this file: white space before the CR belongs to no rule and is refused; a quoted-string
 * hides no line end, or two servers would end the line in different places.
 */

import { Octet } from "../octets/octet";
import { isFieldValueOctet, isSpaceOrTab, isTokenOctet } from "../octets/octet-class";

export const REFUSE_CHUNK_EXTENSION: i32 = -40043; // A chunk-ext that does not keep to its grammar (9112 7.1.1: request smuggling by what one server skips).

/** What the next octet of a chunked body is. */
export const enum ChunkPhase {
  SizeFirst = 0,
  Size,
  /** BWS, and ";" after it. */
  ExtensionSpace,
  /** BWS, and a name after it. */
  NameSpace,
  Name,
  /** BWS after a name, and "=" or ";" after it. */
  NameEnd,
  /** BWS, and a value after it. */
  ValueSpace,
  Value,
  Quoted,
  /** What a backslash quotes. */
  QuotedPair,
  /** What comes after the closing quote. */
  QuotedEnd,
  SizeLf,
  Data,
  DataCr,
  DataLf,
  /** A field line, or the empty line that ends the body. */
  TrailerStart,
  TrailerName,
  TrailerValue,
  TrailerLf,
  FinalLf,
  /** Complete, or refused. */
  Ended,
}

/** The phase after the octet `c`, which is no LF, in the phase Size or one up to QuotedEnd. */
export function nextInExtension(phase: ChunkPhase, c: i32): i32 {
  switch (phase) {
    case ChunkPhase.ExtensionSpace:
    case ChunkPhase.NameSpace:
    case ChunkPhase.NameEnd:
    case ChunkPhase.ValueSpace:
      return isSpaceOrTab(c) ? phase : afterSpace(phase, c);
    case ChunkPhase.Name:
      return isTokenOctet(c) ? phase : afterName(c);
    case ChunkPhase.Value:
      return isTokenOctet(c) ? phase : afterItem(c);
    case ChunkPhase.Quoted:
      return inQuotes(c);
    case ChunkPhase.QuotedPair:
      return phaseIf(isFieldValueOctet(c), ChunkPhase.Quoted);
    default:
      return afterItem(c);
  }
}

/** The phase after the first octet that is no BWS. */
function afterSpace(phase: ChunkPhase, c: i32): i32 {
  switch (phase) {
    case ChunkPhase.NameSpace:
      return phaseIf(isTokenOctet(c), ChunkPhase.Name);
    case ChunkPhase.NameEnd:
      if (c === Octet.Equals) return ChunkPhase.ValueSpace;
      return phaseIf(c === Octet.Semicolon, ChunkPhase.NameSpace);
    case ChunkPhase.ValueSpace:
      if (c === Octet.Quote) return ChunkPhase.Quoted;
      return phaseIf(isTokenOctet(c), ChunkPhase.Value);
    default:
      return phaseIf(c === Octet.Semicolon, ChunkPhase.NameSpace);
  }
}

function afterName(c: i32): i32 {
  if (isSpaceOrTab(c)) return ChunkPhase.NameEnd;
  return c === Octet.Equals ? ChunkPhase.ValueSpace : afterItem(c);
}

function inQuotes(c: i32): i32 {
  if (c === Octet.Quote) return ChunkPhase.QuotedEnd;
  if (c === Octet.Backslash) return ChunkPhase.QuotedPair;
  return phaseIf(isFieldValueOctet(c), ChunkPhase.Quoted);
}

function phaseIf(isAllowed: bool, phase: ChunkPhase): i32 {
  return isAllowed ? phase : REFUSE_CHUNK_EXTENSION;
}

/** After the size, a name or a value: another extension, or the end of the line. */
function afterItem(c: i32): i32 {
  if (c === Octet.Semicolon) return ChunkPhase.NameSpace;
  if (isSpaceOrTab(c)) return ChunkPhase.ExtensionSpace;
  return phaseIf(c === Octet.Cr, ChunkPhase.SizeLf);
}
