/*
 * What is said of an option whose value cannot be: one line, which names the option as the user has
 * written it.
 */

import { Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { put } from "../../wire/octets/text";
import { beginDiagnostic, EXIT_USAGE, isInFile, putQuoted, report } from "../text/diagnostic";
import { putForeignHint } from "../text/foreign-word";
import { nearestOption } from "./nearest-option";
import { groupOf, NO_OPTION, Option, OptionGroup, putValueName, putWord } from "./options";

/** "The option: 'the value' is …": one line on standard error. */
export function reportValue(option: Option, at: Offset, end: Offset, why: string): i32 {
  return report(put(putValue(option, at, end), why), EXIT_USAGE);
}

/** Begins "the option: 'the value' ". Returns the end. */
export function putValue(option: Option, at: Offset, end: Offset): Offset {
  return put(putQuoted(put(putOption(beginDiagnostic(), option), ": "), at, end), " ");
}

/** "The option: 'the value' is not a number from … to …". */
export function reportRange(option: Option, at: Offset, end: Offset, least: i32, most: f64): i32 {
  return report(putRange(option, at, end, least, most), EXIT_USAGE);
}

/** The same without the end of the line. Returns the end. */
export function putRange(option: Option, at: Offset, end: Offset, least: i32, most: f64): Offset {
  const place: i32 = put(putValue(option, at, end), "is not a number from ");
  return putDecimal(put(putDecimal(place, least), " to "), most);
}

export function reportTooMany(option: Option, at: Offset, end: Offset, most: i32): i32 {
  const place: i32 = put(putValue(option, at, end), "is one too many (at most ");
  return report(put(putDecimal(place, most), ")"), EXIT_USAGE);
}

/** Of a media type (RFC 9110 §5.6.6). */
export function reportParameter(option: Option, at: Offset, end: Offset): i32 {
  return reportValue(option, at, end, "has a parameter that is not NAME=VALUE");
}

/** An option of which this build lacks all. Returns the exit status. */
export function reportNotBuiltIn(option: Option): i32 {
  const end: i32 = put(putOption(beginDiagnostic(), option), ": this program was built without ");
  const group: OptionGroup = groupOf(option);
  if (group === OptionGroup.Access) return report(put(end, "passwords"), EXIT_USAGE);
  return report(put(end, group === OptionGroup.Gateway ? "gateways" : "scripts"), EXIT_USAGE);
}

/** The option as the user writes it: "--word", or the word in a file. Returns the end. */
export function putOption(at: Offset, option: Option): Offset {
  return putWord(isInFile() ? at : put(at, "--"), option);
}

/** Says what an unknown word may mean, if that can be said. Returns the end. */
export function putHint(place: i32, at: Offset, end: Offset): Offset {
  const foreign: i32 = putForeignHint(place, at, end);
  if (foreign !== 0) return foreign;
  const nearest: i32 = nearestOption(at, end);
  if (nearest === NO_OPTION) return place;
  return put(putOption(put(place, "; did you mean "), nearest), "?");
}

export function reportMissing(option: Option): i32 {
  const end: i32 = put(putOption(beginDiagnostic(), option), ": ");
  return report(put(putValueName(end, option), " is missing"), EXIT_USAGE);
}
