/*
 * Where the arena's first regions lie. They are the same in the small boot arena, in which the
 * command line and the configuration file are read, and in the full one that is reserved when the
 * limits are known; the host copies the settings over. What comes behind them depends on the
 * limits: src/core/budget/memory-plan.ts.
 */

import { ScriptHead } from "../../wire/cgi/script-head-record";
import { CREDENTIALS_BYTES_MAX } from "../../wire/http/basic-credentials";
import { HEAD_WORDS } from "../../wire/http/head-record";
import {
  LINE_BYTES_MAX,
  PAGE_BITS,
  READ_BYTES,
  RECENT_FILES_COUNT,
  SCRATCH_REGION_BYTES,
  SCRATCH_REGION_BYTES_OF_FILES,
  SETTINGS_REGION_BYTES,
  SETTINGS_REGION_BYTES_OF_FILES,
} from "../../wire/sizes/sizes";
import { HAS_PASSWORDS, HAS_SCRIPTS } from "../product/profile";

/** Generations of settings: one that serves, and the next while it is built. */
export const SETTINGS_COUNT: i32 = 2;
export const SETTINGS_AT: i32 = 0;

/** Of each: arguments, the configuration file's text and what was read from them. */
export const SETTINGS_BYTES: i32 = HAS_SCRIPTS
  ? SETTINGS_REGION_BYTES
  : SETTINGS_REGION_BYTES_OF_FILES;

/** Composing room of whoever runs now: messages, paths, environments. Empty between two events. */
export const SCRATCH_AT: i32 = SETTINGS_AT + SETTINGS_COUNT * SETTINGS_BYTES;
export const SCRATCH_BYTES: i32 = HAS_SCRIPTS
  ? SCRATCH_REGION_BYTES
  : SCRATCH_REGION_BYTES_OF_FILES;

/**
 * The one buffer that all reads land in. Not larger than a head slot, so that what is left over of
 * one read always fits one slot.
 */
export const READ_AT: i32 = SCRATCH_AT + SCRATCH_BYTES;

/** Word index of the record of the head that is being handled. */
export const HEAD_AT: i32 = (READ_AT + READ_BYTES) >> 2;

/** Word index of what is known of the request beyond its head. */
export const REQUEST_AT: i32 = HEAD_AT + HEAD_WORDS;
export const REQUEST_WORDS: i32 = 20;

/** Word index of the record of the script's head that is being handled. */
export const SCRIPT_AT: i32 = REQUEST_AT + REQUEST_WORDS;
export const SCRIPT_WORDS: i32 = ScriptHead.LENGTH;

/** Word index of the table of pools. */
export const POOL_TABLE_AT: i32 = SCRIPT_AT + SCRIPT_WORDS;
export const POOL_TABLE_WORDS: i32 = 64;

/** Word index of the heads of the deadline lists. */
export const DEADLINES_AT: i32 = POOL_TABLE_AT + POOL_TABLE_WORDS;
export const DEADLINES_WORDS: i32 = 64;

/** Double index of the stat record that host calls fill. */
export const STAT_AT: i32 = ((DEADLINES_AT + DEADLINES_WORDS) >> 1) + 1;

/** Words of small records that host calls fill: what was spawned, the kind of a directory entry. */
export const RECORD_AT: i32 = (STAT_AT + 8) << 1;
export const RECORD_WORDS: i32 = 16;

/** Recently used files, by entry of their pool. */
export const RECENT_FILES_AT: i32 = RECORD_AT + RECORD_WORDS;

/** Scripts that run, of rules without a number of their own (src/core/upstream/concurrency.ts). */
export const SCRIPT_SHARE_AT: i32 = RECENT_FILES_AT + RECENT_FILES_COUNT;
export const SCRIPT_SHARE_WORDS: i32 = 4;

/** Numbers of roots whose settings have ended: how many, and the numbers. */
export const FREE_ROOTS_AT: i32 = SCRIPT_SHARE_AT + SCRIPT_SHARE_WORDS;
export const FREE_ROOTS_WORDS: i32 = 16;

/** The Date of this second as text. */
export const DATE_AT: i32 = (FREE_ROOTS_AT + FREE_ROOTS_WORDS) * 4;
export const DATE_BYTES: i32 = 32;

/** First octet behind the regions of fixed size, at a page. */
export const FIXED_END: i32 =
  ((DATE_AT + DATE_BYTES + (1 << PAGE_BITS) - 1) >> PAGE_BITS) << PAGE_BITS;

/** What exists before the limits are known. */
export const BOOT_ARENA_BYTES: i32 = FIXED_END;

/** The decoded path of the request that is being handled; not longer than its request-line. */
export const PATH_AT: i32 = SCRATCH_AT;
export const PATH_BYTES: i32 = LINE_BYTES_MAX + 64;

/** Room behind it: a second path (an index file's, a script's), which may be longer by a name. */
export const SECOND_PATH_AT: i32 = PATH_AT + PATH_BYTES;
export const SECOND_PATH_BYTES: i32 = LINE_BYTES_MAX + 512;

/** A name that a directory lists, while one is looked for. */
export const NAME_AT: i32 = SECOND_PATH_AT + SECOND_PATH_BYTES;
export const NAME_BYTES: i32 = 256;

/** What a request's Authorization says (src/wire/http/basic-credentials.ts). */
export const CREDENTIALS_AT: i32 = NAME_AT + NAME_BYTES;
export const CREDENTIALS_BYTES: i32 = HAS_PASSWORDS ? CREDENTIALS_BYTES_MAX : 0;

/** Room for what is composed from them: a log line, a script's environment. */
export const BLOCK_AT: i32 = CREDENTIALS_AT + CREDENTIALS_BYTES;
export const BLOCK_END: i32 = SCRATCH_AT + SCRATCH_BYTES;
