/*
 * The servers that are started for a rule of FastCGI or SCGI: the command, how many processes, and
 * what holds for them.
 *
 * Rules of this file: a rule has one command at most, and a row by its number; each process is a
 * backend of its own (src/core/backend/backends.ts), with a socket of its own, and there is one
 * row more than processes, for the one that takes another's place.
 */
import { octet, setWord, word } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { endOfWord, put, putOctets } from "../../wire/octets/text";
import { HAS_GATEWAYS } from "../product/profile";
import { ruleProgram } from "../rules/rules";
import { serving } from "../settings/generations";
import { SOCKET_PATH_WORDS, SOCKET_PATHS } from "../settings/settings-record";
import { backendCount, backendRule, setBackendAddress } from "./backends";

/** Octets of a socket's path: sun_path without its NUL and the marks of what is made new. */
export const SOCKET_PATH_BYTES_MAX: i32 = 98;

/** Words of a rule's row; there is no program where the command is empty. */
export const enum Program {
  /** Words with spaces between them, the first of which is an absolute path. */
  CommandAt = 0,
  CommandEnd,
  DirectoryAt,
  DirectoryEnd,
  /** Of the sockets, with a number behind it when there are several; empty: made up. */
  SocketAt,
  SocketEnd,
  /** 0: not set. */
  Processes,
  /** Permissions of the sockets + 1, 0 when they are the usual ones. */
  Mode,
  /** The mask of permissions + 1, 0 when it is ours. */
  Umask,
  /** Numbers + 1, 0 when they are those of scripts. */
  User,
  Group,
  Line,
  LENGTH,
}

/** For the server alone, which is the only one that connects. */
const USUAL_MODE: i32 = 384; // 0600

export function programWord(rule: i32, field: Program): i32 {
  return word(ruleProgram(rule) + field);
}

export function setProgramWord(rule: i32, field: Program, value: i32): void {
  setWord(ruleProgram(rule) + field, value);
}

/** The rule begins without a program. */
export function forgetProgram(rule: i32): void {
  for (let i: i32 = 0; i < Program.LENGTH; i++) setProgramWord(rule, i, 0);
}

export function hasProgram(rule: i32): bool {
  if (!HAS_GATEWAYS) return false;
  return programWord(rule, Program.CommandEnd) > programWord(rule, Program.CommandAt);
}

/** Whether anything is set that holds for programs alone. */
export function hasProgramSetting(rule: i32): bool {
  for (let i: i32 = 0; i < Program.LENGTH; i++) if (programWord(rule, i) !== 0) return true;
  return false;
}

/** Where the first word of the rule's command ends: the program's path. */
export function endOfProgram(rule: i32): i32 {
  return endOfWord(programWord(rule, Program.CommandAt), programWord(rule, Program.CommandEnd));
}

/** Where it is started: the directory that was given, else the program's own. */
export function directoryAt(rule: i32): i32 {
  return programWord(rule, hasDirectory(rule) ? Program.DirectoryAt : Program.CommandAt);
}

export function directoryEnd(rule: i32): i32 {
  if (hasDirectory(rule)) return programWord(rule, Program.DirectoryEnd);
  const at: i32 = programWord(rule, Program.CommandAt);
  let end: i32 = endOfProgram(rule);
  while (octet(end - 1) !== Octet.Slash) end--;
  return end - at > 1 ? end - 1 : end;
}

function hasDirectory(rule: i32): bool {
  return programWord(rule, Program.DirectoryEnd) > programWord(rule, Program.DirectoryAt);
}

export function processCount(rule: i32): i32 {
  const count: i32 = programWord(rule, Program.Processes);
  return count === 0 ? 1 : count;
}

export function socketMode(rule: i32): i32 {
  const mode: i32 = programWord(rule, Program.Mode);
  return mode === 0 ? USUAL_MODE : mode - 1;
}

/** Whether the backend is a process of ours. */
export function isOurs(b: i32): bool {
  return HAS_GATEWAYS && hasProgram(backendRule(b));
}

export function hasPrograms(): bool {
  if (!HAS_GATEWAYS) return false;
  for (let b: i32 = 0; b < backendCount(); b++) if (isOurs(b)) return true;
  return false;
}

/** Gives the backend the path of a socket, which `putSocketPath` is to write. */
export function socketPathAt(b: i32): i32 {
  return (serving() + SOCKET_PATHS + b * SOCKET_PATH_WORDS) << 2;
}

/**
 * Writes the path that was given for a rule's sockets; `number` is the process's, from 1. Returns
 * the end.
 */
export function putGivenPath(at: i32, rule: i32, number: i32): i32 {
  const from: i32 = programWord(rule, Program.SocketAt);
  const end: i32 = putOctets(at, from, programWord(rule, Program.SocketEnd));
  return processCount(rule) === 1 ? end : putDecimal(put(end, "."), number);
}

export function hasGivenPath(rule: i32): bool {
  return programWord(rule, Program.SocketEnd) > programWord(rule, Program.SocketAt);
}

export function setSocketPath(b: i32, end: i32): void {
  setBackendAddress(b, socketPathAt(b), end);
}
