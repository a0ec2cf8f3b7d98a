/*
 * What a server is started as: the block for `startServer`.
 *
 * Rule of this file: its environment is what configuration says, never the server's own.
 */
import {
  directoryAt,
  directoryEnd,
  endOfProgram,
  ProgramText,
  programTextAt,
  programTextEnd,
} from "../../core/backend/spawned-programs";
import { siteHolding } from "../../core/settings/generations";
import { Offset } from "../../wire/octets/arena";
import { endOfWord, putString, skipSpace } from "../../wire/octets/text";
import { putOwnEnvironment } from "../variables/meta-variables";

/** Writes directory, program and arguments, each ended by NUL. Returns the end. */
export function putCommand(at: Offset, rule: i32): Offset {
  const commandAt: i32 = programTextAt(rule, ProgramText.Command);
  const commandEnd: i32 = programTextEnd(rule, ProgramText.Command);
  let end: i32 = putString(at, directoryAt(rule), directoryEnd(rule));
  end = putString(end, commandAt, endOfProgram(rule));
  for (let from: i32 = commandAt; from < commandEnd; ) {
    const wordEnd: i32 = endOfWord(from, commandEnd);
    end = putString(end, from, wordEnd);
    from = skipSpace(wordEnd, commandEnd);
  }
  return end;
}

/** Writes its environment behind that. Returns the end. */
export function putCommandEnvironment(at: Offset, rule: i32): Offset {
  return putOwnEnvironment(at, siteHolding(rule));
}
