/*
 * What holds for the whole server, in one generation of settings
 * (src/core/settings/generations.ts).
 *
 * Rule of this file: a field or a table begins where the one before it ends.
 */
import { LISTENER_COUNT_MAX } from "../../wire/sizes/sizes";
import { BACKEND_COUNT_MAX } from "../memory/sizes";

/** Index of the first word of a generation's record; 0 is none. */
export type SettingsRef = i32;

/** Words of the record. */
export const enum Setting {
  /** Its sites; the first is the one of whoever names none. */
  SiteCount = 0,
  /** Octets of the region, from its start, that hold text; those of the arguments come first. */
  TextBytes,
  ArgumentBytes,
  /** A hash of what can be set at a start only (src/config/apply/lasting.ts). */
  LastingHash,
  /** Bits of `ServerFlag` (src/core/settings/server-settings.ts). */
  Flags,
  /** Bits of `ScriptLimit`: those that were set. */
  ScriptLimits,
  ConnectionCount,
  MinRate,
  ScriptRate,
  RequestCountMax,
  ScriptCount,
  ScriptQueueMax,
  AuthCost,
  /** The directory of temporary files as it was given; empty for the usual one. */
  TempDirAt,
  TempDirBytes,
  /** For listeners that were given without an address. */
  BindAt,
  BindBytes,
  ListenerCount,
  BackendCount,
  /** The file of media types, and the line of the configuration file that names it. */
  TypeFileAt,
  TypeFileEnd,
  TypeFileLine,
  /** What is in it: extensions, and octets of all types and extensions. */
  ExtensionCount,
  TypeTextBytes,
  /** The table of it (src/core/settings/type-table.ts). */
  TypeSlotsAt,
  TypeSlotMask,
  TypeEntriesAt,
  TypeEntryCount,
  TypeTextAt,
  TypeTextEnd,
  LENGTH,
}

/** Words of a row of each table; the table's file says what they are. */
export const LISTENER_WORDS: i32 = 5;
export const BACKEND_WORDS: i32 = 16;
export const SOCKET_PATH_WORDS: i32 = 28;

/** One word for each `Phase` (src/core/time/deadlines.ts). */
export const DURATIONS_WORDS: i32 = 24;
/** The text of both addresses of "localhost". */
const LOOPBACKS_WORDS: i32 = 4;

/** Where the tables lie in the record. */
export const LISTENERS: i32 = Setting.LENGTH;
export const DURATIONS: i32 = LISTENERS + LISTENER_COUNT_MAX * LISTENER_WORDS;
export const LOOPBACKS: i32 = DURATIONS + DURATIONS_WORDS;
export const BACKENDS: i32 = LOOPBACKS + LOOPBACKS_WORDS;
export const SOCKET_PATHS: i32 = BACKENDS + BACKEND_COUNT_MAX * BACKEND_WORDS;
const SETTINGS_END: i32 = SOCKET_PATHS + BACKEND_COUNT_MAX * SOCKET_PATH_WORDS;

/** Words of the record: an even number, since sites with doubles lie below it. */
export const SETTINGS_WORDS: i32 = (SETTINGS_END + 1) & ~1;
