/*
 * What is said of an option whose value cannot be: one line, which names the option as the user has
 * written it.
 */
import { put } from "../wire/text";
import { beginComplaint, complain, EXIT_USAGE, isInFile, putQuoted } from "./complaint";
import { Option, putValueName, putWord } from "./options";

/** "The option: 'the value' is …": one line on standard error. */
export function complainValue(option: Option, at: i32, end: i32, why: string): i32 {
  return complain(put(putValue(option, at, end), why), EXIT_USAGE);
}

/** Begins "the option: 'the value' ". Returns the end. */
export function putValue(option: Option, at: i32, end: i32): i32 {
  return put(putQuoted(put(putOption(beginComplaint(), option), ": "), at, end), " ");
}

/** The option as the user writes it: "--word", or the word in a file. Returns the end. */
export function putOption(at: i32, option: Option): i32 {
  return putWord(isInFile() ? at : put(at, "--"), option);
}

export function complainMissing(option: Option): i32 {
  const end: i32 = put(putOption(beginComplaint(), option), ": ");
  return complain(put(putValueName(end, option), " is missing"), EXIT_USAGE);
}
