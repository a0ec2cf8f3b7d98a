/*
 * What a server is started as: the block for `startServer`.
 *
 * Rule of this file: its environment is what configuration says, never the server's own.
 */
import {
  directoryAt,
  directoryEnd,
  endOfProgram,
  Program,
  programWord,
} from "../../core/backend/spawned-programs";
import { siteHolding } from "../../core/settings/generations";
import { setOctet } from "../../wire/octets/arena";
import { endOfWord, putOctets, skipSpace } from "../../wire/octets/text";
import { putOwnEnvironment } from "../variables/meta-variables";

/** Arguments that were written, the program's name among them. */
export let programArgumentCount: i32 = 0;

/** Writes directory, program, arguments and environment, each ended by NUL. Returns the end. */
export function putProgram(at: i32, rule: i32): i32 {
  const commandAt: i32 = programWord(rule, Program.CommandAt);
  const commandEnd: i32 = programWord(rule, Program.CommandEnd);
  let end: i32 = endString(putOctets(at, directoryAt(rule), directoryEnd(rule)));
  end = endString(putOctets(end, commandAt, endOfProgram(rule)));
  programArgumentCount = 0;
  for (let from: i32 = commandAt; from < commandEnd; ) {
    const wordEnd: i32 = endOfWord(from, commandEnd);
    end = endString(putOctets(end, from, wordEnd));
    programArgumentCount++;
    from = skipSpace(wordEnd, commandEnd);
  }
  return putOwnEnvironment(end, siteHolding(rule));
}

function endString(at: i32): i32 {
  setOctet(at, 0);
  return at + 1;
}
