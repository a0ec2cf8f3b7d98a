/*
 * The servers that are started for a rule of FastCGI or SCGI: the command, how many processes, and
 * what holds for them.
 *
 * Rules of this file: a rule has one command at most, and a row by its number; each process is a
 * backend of its own (src/core/backend/backends.ts), with a socket of its own, and there is one
 * row more than processes, for the one that takes another's place.
 */
import { Offset, octet, setWord, word } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { endOfWord, put, putOctets } from "../../wire/octets/text";
import { HAS_GATEWAYS } from "../product/profile";
import { RuleRef, ruleProgram, UNSET } from "../rules/rules";
import { serving } from "../settings/generations";
import { SOCKET_PATH_WORDS, SOCKET_PATHS } from "../settings/settings-record";
import { BackendRef, backendCount, backendRule, setBackendAddress } from "./backends";

/** Octets of a socket's path: sun_path without its NUL and the marks of what is made new. */
export const SOCKET_PATH_BYTES_MAX: i32 = 98;

/** What is given as text; there is no program where the command is empty. */
export const enum ProgramText {
  /** Words with spaces between them, the first of which is an absolute path. */
  Command = 0,
  Directory,
  /** The path of the sockets, with a number behind it when there are several; empty: made up. */
  Socket,
  COUNT,
}

/** Words of a rule's row. */
const enum Program {
  /** Two for each `ProgramText`: where it begins and ends. */
  Texts = 0,
  Processes = 6,
  Mode,
  Umask,
  User,
  Group,
  Line,
  LENGTH,
}

/** For the server alone, which is the only one that connects. */
const USUAL_MODE: i32 = 384; // 0600

/** The rule begins without a program. */
export function forgetProgram(rule: RuleRef): void {
  for (let i: i32 = 0; i < ProgramText.COUNT; i++) setProgramText(rule, i, 0, 0);
  setProcessCount(rule, UNSET);
  setSocketMode(rule, UNSET);
  setProgramUmask(rule, UNSET);
  setProgramUser(rule, UNSET, UNSET);
  setProgramLine(rule, 0);
}

export function programTextAt(rule: RuleRef, text: ProgramText): i32 {
  return programWord(rule, Program.Texts + text * 2);
}

export function programTextEnd(rule: RuleRef, text: ProgramText): i32 {
  return programWord(rule, Program.Texts + text * 2 + 1);
}

export function setProgramText(rule: RuleRef, text: ProgramText, at: Offset, end: Offset): void {
  setProgramWord(rule, Program.Texts + text * 2, at);
  setProgramWord(rule, Program.Texts + text * 2 + 1, end);
}

export function hasProgramText(rule: RuleRef, text: ProgramText): bool {
  return programTextEnd(rule, text) > programTextAt(rule, text);
}

export function hasProgram(rule: RuleRef): bool {
  if (!HAS_GATEWAYS) return false;
  return hasProgramText(rule, ProgramText.Command);
}

/** Whether anything is set that holds for programs alone. */
export function hasProgramSetting(rule: RuleRef): bool {
  for (let i: i32 = 0; i < ProgramText.COUNT; i++) if (hasProgramText(rule, i)) return true;
  for (let i: i32 = Program.Processes; i <= Program.Group; i++) {
    if (programWord(rule, i) !== UNSET) return true;
  }
  return false;
}

/** Where the first word of the rule's command ends: the program's path. */
export function endOfProgram(rule: RuleRef): i32 {
  const at: i32 = programTextAt(rule, ProgramText.Command);
  return endOfWord(at, programTextEnd(rule, ProgramText.Command));
}

/** Where it is started: the directory that was given, else the program's own. */
export function directoryAt(rule: RuleRef): i32 {
  return programTextAt(rule, hasDirectory(rule) ? ProgramText.Directory : ProgramText.Command);
}

export function directoryEnd(rule: RuleRef): i32 {
  if (hasDirectory(rule)) return programTextEnd(rule, ProgramText.Directory);
  const at: i32 = programTextAt(rule, ProgramText.Command);
  let end: i32 = endOfProgram(rule);
  while (octet(end - 1) !== Octet.Slash) end--;
  return end - at > 1 ? end - 1 : end;
}

function hasDirectory(rule: RuleRef): bool {
  return hasProgramText(rule, ProgramText.Directory);
}

/** How many processes serve: one unless more were asked for. */
export function processCount(rule: RuleRef): i32 {
  const count: i32 = programWord(rule, Program.Processes);
  return count === UNSET ? 1 : count;
}

export function setProcessCount(rule: RuleRef, count: i32): void {
  setProgramWord(rule, Program.Processes, count);
}

/** Permissions of the sockets. */
export function socketMode(rule: RuleRef): i32 {
  const mode: i32 = programWord(rule, Program.Mode);
  return mode === UNSET ? USUAL_MODE : mode;
}

export function setSocketMode(rule: RuleRef, mode: i32): void {
  setProgramWord(rule, Program.Mode, mode);
}

/** The mask of permissions; UNSET where it is ours. */
export function programUmask(rule: RuleRef): i32 {
  return programWord(rule, Program.Umask);
}

export function setProgramUmask(rule: RuleRef, umask: i32): void {
  setProgramWord(rule, Program.Umask, umask);
}

/** Numbers of user and group; UNSET where they are those of scripts. */
export function programUser(rule: RuleRef): i32 {
  return programWord(rule, Program.User);
}

export function programGroup(rule: RuleRef): i32 {
  return programWord(rule, Program.Group);
}

export function setProgramUser(rule: RuleRef, user: i32, group: i32): void {
  setProgramWord(rule, Program.User, user);
  setProgramWord(rule, Program.Group, group);
}

/** The line of the configuration file, 0 for the command line. */
export function programLine(rule: RuleRef): i32 {
  return programWord(rule, Program.Line);
}

export function setProgramLine(rule: RuleRef, line: i32): void {
  setProgramWord(rule, Program.Line, line);
}

/** Whether the backend is a process of ours. */
export function isOurs(b: BackendRef): bool {
  return HAS_GATEWAYS && hasProgram(backendRule(b));
}

export function hasPrograms(): bool {
  if (!HAS_GATEWAYS) return false;
  for (let b: BackendRef = 0; b < backendCount(); b++) if (isOurs(b)) return true;
  return false;
}

/** Gives the backend the path of a socket, which `putSocketPath` is to write. */
export function socketPathAt(b: BackendRef): i32 {
  return (serving() + SOCKET_PATHS + b * SOCKET_PATH_WORDS) << 2;
}

/**
 * Writes the path that was given for a rule's sockets; `number` is the process's, from 1. Returns
 * the end.
 */
export function putGivenPath(at: Offset, rule: RuleRef, number: i32): Offset {
  const from: i32 = programTextAt(rule, ProgramText.Socket);
  const end: i32 = putOctets(at, from, programTextEnd(rule, ProgramText.Socket));
  return processCount(rule) === 1 ? end : putDecimal(put(end, "."), number);
}

export function hasGivenPath(rule: RuleRef): bool {
  return hasProgramText(rule, ProgramText.Socket);
}

export function setSocketPath(b: BackendRef, end: Offset): void {
  setBackendAddress(b, socketPathAt(b), end);
}

function programWord(rule: RuleRef, field: Program): i32 {
  return word(ruleProgram(rule) + field);
}

function setProgramWord(rule: RuleRef, field: Program, value: i32): void {
  setWord(ruleProgram(rule) + field, value);
}
