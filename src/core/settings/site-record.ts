/*
 * What holds for one site: where its files lie, who answers for which paths, and what is added to
 * its responses. A request carries the reference of the site that it is for.
 *
 * Rules of this file: a table ends where the one above it begins; a site that is added
 * begins as a copy of the first, so that what is set before all sites holds for each.
 */

import { word } from "../../wire/octets/arena";
import {
  ENCODING_ROW_COUNT_MAX,
  ERROR_PAGE_COUNT_MAX,
  FIELD_RULE_COUNT_MAX,
  INDEX_NAME_COUNT_MAX,
  ORIGIN_COUNT_MAX,
  TYPE_ROW_COUNT_MAX,
} from "../../wire/sizes/sizes";
import {
  AUTH_RULE_COUNT_MAX,
  RULE_ROW_COUNT,
  SCRIPT_VARIABLE_COUNT_MAX,
  SENDFILE_ROOT_COUNT_MAX,
} from "../memory/sizes";

/** Index of the first word of a site's record; 0 is none. */
export type SiteRef = i32;

/** Words of the record. */
export const enum Site {
  /** Two doubles (src/core/settings/site-settings.ts). */
  Doubles = 0,
  /** The `SettingsRef` that it belongs to. */
  Settings = 4,
  /** Bits of `SiteFlag`. */
  Flags,
  /** The home directory as it was given; empty for the current one. */
  HomeAt,
  HomeBytes,
  /** Its absolute path without links. */
  RootPathAt,
  RootPathBytes,
  /** The path of the page that says how the server is, without its slash; at 0: none. */
  StatusPathAt,
  StatusPathBytes,
  CharsetAt,
  CharsetEnd,
  DefaultTypeAt,
  DefaultTypeEnd,
  /** Rows that are in use of each table. */
  FieldRuleCount,
  /** Octets of the fields of all rules. */
  FieldRuleBytes,
  OriginCount,
  ErrorPageCount,
  IndexNameCount,
  TypeRowCount,
  EncodingRowCount,
  RuleCount,
  ScriptVariableCount,
  SendfileRootCount,
  AuthRuleCount,
  LENGTH,
}

/** Words of a row of each table; the table's file says what they are. */
export const FIELD_RULE_WORDS: i32 = 6;
export const ORIGIN_WORDS: i32 = 2;
export const ERROR_PAGE_WORDS: i32 = 4;
export const INDEX_NAME_WORDS: i32 = 2;
export const TYPE_WORDS: i32 = 4;
export const ENCODING_WORDS: i32 = 3;
export const RULE_WORDS: i32 = 40;
export const SCRIPT_VARIABLE_WORDS: i32 = 2;
export const SENDFILE_ROOT_WORDS: i32 = 3;
export const ROOT_WORDS: i32 = 8;
export const AUTH_RULE_WORDS: i32 = 15;

/** The text of the directories of `--cgi`. */
const CGI_PATTERNS_WORDS: i32 = 4;

/**
 * Where the tables lie, below the record's first word: what is looked at for each request lies side
 * by side with it, and with what holds for the server.
 */
export const ROOTS: i32 = -(1 + SENDFILE_ROOT_COUNT_MAX) * ROOT_WORDS; // The home directory is one.
export const SENDFILE_ROOTS: i32 = ROOTS - SENDFILE_ROOT_COUNT_MAX * SENDFILE_ROOT_WORDS;
export const FIELD_RULES: i32 = SENDFILE_ROOTS - FIELD_RULE_COUNT_MAX * FIELD_RULE_WORDS;
export const ORIGINS: i32 = FIELD_RULES - ORIGIN_COUNT_MAX * ORIGIN_WORDS;
export const ERROR_PAGES: i32 = ORIGINS - ERROR_PAGE_COUNT_MAX * ERROR_PAGE_WORDS;
export const INDEX_NAMES: i32 = ERROR_PAGES - INDEX_NAME_COUNT_MAX * INDEX_NAME_WORDS;
export const TYPE_ROWS: i32 = INDEX_NAMES - TYPE_ROW_COUNT_MAX * TYPE_WORDS;
export const ENCODING_ROWS: i32 = TYPE_ROWS - ENCODING_ROW_COUNT_MAX * ENCODING_WORDS;
export const RULES: i32 = ENCODING_ROWS - RULE_ROW_COUNT * RULE_WORDS;
export const CGI_PATTERNS: i32 = RULES - CGI_PATTERNS_WORDS;
export const SCRIPT_VARIABLES: i32 =
  CGI_PATTERNS - SCRIPT_VARIABLE_COUNT_MAX * SCRIPT_VARIABLE_WORDS;
export const AUTH_RULES: i32 = SCRIPT_VARIABLES - AUTH_RULE_COUNT_MAX * AUTH_RULE_WORDS;

/** Words from the first word on, and below it: even numbers, for its doubles. */
export const SITE_WORDS_ABOVE: i32 = (Site.LENGTH + 1) & ~1;
export const SITE_WORDS_BELOW: i32 = (1 - AUTH_RULES) & ~1;
export const SITE_WORDS: i32 = SITE_WORDS_BELOW + SITE_WORDS_ABOVE;

/** Octets that each site takes of the settings' region. */
export const SITE_BYTES: i32 = SITE_WORDS << 2;

/** The settings that the site belongs to. */
export function settingsOf(site: SiteRef): i32 {
  return word(site + Site.Settings);
}
