/*
 * The table of options: from these rows come the parsing, `--help`, the words of the configuration
 * file and the README's section.
 *
 * Rules of this file: a row is "word|letter|VALUE|what it does"; no letter or no VALUE is an empty
 * place. A new option is an entry of the enum, a row here, and a case in
 * src/config/apply/apply-option.ts.
 */
import { BLOCK_END } from "../../core/memory/layout";
import { octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isSame, put, putOctets } from "../../wire/octets/text";

export const enum Option {
  Listen = 0,
  Bind,
  Home,
  Directory,
  Cgi,
  Script,
  Scripts,
  Fastcgi,
  Scgi,
  Authorizer,
  ScriptEnv,
  PassAuthorization,
  Isindex,
  SendfileRoot,
  Connections,
  Requests,
  ContentMax,
  ScriptBuffer,
  ScriptQueue,
  NoChunked,
  TempDir,
  Timeout,
  MinRate,
  ScriptRate,
  ScriptLimit,
  ScriptNice,
  ScriptUser,
  Index,
  ErrorPage,
  Header,
  Cors,
  Type,
  MimeTypes,
  DefaultType,
  Charset,
  Encoding,
  DotFiles,
  EncodedSlash,
  NoSymlinks,
  NoListing,
  Status,
  Config,
  Foreground,
  Verbose,
  Quiet,
  Limits,
  Test,
  Version,
  Help,
  COUNT,
}

/** No such option. */
export const NO_OPTION: i32 = -1;

/** Places of a row. */
const enum Place {
  Word = 0,
  Letter,
  Value,
  Help,
}

/** Results of `findPlace`. */
let placeAt: i32 = 0;
let placeEnd: i32 = 0;

/** Writes an option's row. Returns the end. */
function putRow(at: i32, option: Option): i32 {
  switch (option) {
    case Option.Listen:
      return put(at, "listen|p|[ADDRESS:]PORT|listen here; repeatable; IPv6 in []; port 0: any");
    case Option.Bind:
      return put(at, "bind|b|ADDRESS|address of listeners that are given none");
    case Option.Home:
      return put(at, "home|h|DIR|serve this directory (default: the current one)");
    case Option.Directory:
      return put(at, "directory|d|DIR|the same as --home");
    case Option.Connections:
      return put(at, "connections||N|at most N at once, 1 to 10000 (default: 256)");
    case Option.Requests:
      return put(at, "requests||N|at most N on one connection (default: any)");
    case Option.ContentMax:
      return put(at, "content-max||SIZE|most content for a script, as 10m (default: 1g)");
    case Option.ScriptQueue:
      return put(at, "script-queue||N|requests that wait for a script (default: 32)");
    case Option.NoChunked:
      return put(at, "no-chunked|||refuse chunked content for scripts (411)");
    case Option.TempDir:
      return put(at, "temp-dir||DIR|keep it there when it is long (default: /tmp)");
    case Option.Timeout:
      return put(at, "timeout||PHASE=SECONDS|how long a phase may last; --limits lists them");
    case Option.MinRate:
      return put(at, "min-rate||OCTETS|least a second, both ways; 0: any (default: 100)");
    case Option.ScriptRate:
      return put(at, "script-rate||OCTETS|least while others wait for it (10000)");
    case Option.Status:
      return put(at, "status||PATH|at /PATH a page says how the server is");
    case Option.Config:
      return put(at, "config|c|FILE|read settings from FILE first");
    case Option.Foreground:
      return put(at, "foreground|f||stay in the foreground (the default)");
    case Option.Verbose:
      return put(at, "verbose|v||log why requests are refused and connections end");
    case Option.Quiet:
      return put(at, "quiet|q||log errors only, no line for each request");
    case Option.Limits:
      return put(at, "limits|||print the memory budget and exit");
    case Option.Test:
      return put(at, "test|t||check options, configuration and home, exit");
    case Option.Version:
      return put(at, "version|||print the version and exit");
    case Option.Help:
      return put(at, "help|||print this and exit (so does -h alone)");
    default:
      return putScriptRow(at, option);
  }
}

/** What are scripts, and how they run. */
function putScriptRow(at: i32, option: Option): i32 {
  switch (option) {
    case Option.Cgi:
      return put(at, "cgi|||run programs in /cgi-bin/ and /htbin/ as scripts");
    case Option.Fastcgi:
      return put(at, "fastcgi||RULE|/PATH or *.EXT and its backends; repeatable");
    case Option.Scgi:
      return put(at, "scgi||RULE|the same for backends that speak SCGI");
    case Option.Authorizer:
      return put(at, "authorizer||RULE|/PATH and FastCGI backends that may refuse it");
    case Option.ScriptBuffer:
      return put(at, "script-buffer||SIZE|content kept before a script (default: 1m)");
    case Option.ScriptLimit:
      return put(at, "script-limit||KEY=N|cpu, memory, files, processes, file-size of each");
    case Option.ScriptNice:
      return put(at, "script-nice||N|run scripts with this niceness added, 0 to 19");
    case Option.ScriptUser:
      return put(at, "script-user||USER|run scripts as USER or USER:GROUP (root only)");
    default:
      return putAnswerRow(at, option);
  }
}

/** What answers are, and what is in them. */
function putAnswerRow(at: i32, option: Option): i32 {
  switch (option) {
    case Option.Index:
      return put(at, "index||NAME|a directory's page (index.html); repeatable");
    case Option.ErrorPage:
      return put(at, "error-page||STATUS=/PATH|the page of refusals with STATUS; repeatable");
    case Option.Header:
      return put(at, "header||[PATH]FIELD|send 'Name: value' for /PATH/ or *.EXT");
    case Option.Cors:
      return put(at, "cors||ORIGIN|pages of ORIGIN (*: any) may read; repeatable");
    case Option.Type:
      return put(at, "type||EXT=TYPE|media type of names in .EXT; repeatable");
    case Option.MimeTypes:
      return put(at, "mime-types||FILE|media types as in /etc/mime.types");
    case Option.DefaultType:
      return put(at, "default-type||TYPE|of all other names (application/octet-stream)");
    case Option.Charset:
      return put(at, "charset||NAME|of text (default: utf-8); none: text without one");
    case Option.Encoding:
      return put(at, "encoding||EXT=CODING|names in .EXT are in gzip, br, zstd or none");
    case Option.NoListing:
      return put(at, "no-listing|||refuse directories that have no index.html (403)");
    case Option.DotFiles:
      return put(at, "dot-files|||serve and list names that begin with a dot");
    case Option.EncodedSlash:
      return put(at, "encoded-slash||WORD|files: %2F is a slash in their paths (refuse)");
    case Option.Script:
      return put(at, "script||RULE|/DIR/ or *.EXT[:PROGRAM] are scripts; repeatable");
    case Option.Scripts:
      return put(at, "scripts||N|scripts that run at once, 1 to 1024 (default: 8)");
    case Option.ScriptEnv:
      return put(at, "script-env||NAME=VALUE|of the environment of scripts; repeatable");
    case Option.PassAuthorization:
      return put(at, "pass-authorization|||scripts see Authorization");
    case Option.Isindex:
      return put(at, "isindex|||a query without = is a script's arguments");
    case Option.SendfileRoot:
      return put(at, "sendfile-root||DIR|X-Sendfile may name files in DIR; repeatable");
    default:
      return put(at, "no-symlinks|||refuse every path that has a symbolic link in it");
  }
}

/** The option with this word, or NO_OPTION. */
export function findWord(at: i32, end: i32): i32 {
  for (let option: i32 = 0; option < Option.COUNT; option++) {
    findPlace(option, Place.Word);
    if (isSame(at, end, placeAt, placeEnd)) return option;
  }
  return NO_OPTION;
}

/** The option with this letter, or NO_OPTION. */
export function findLetter(letter: i32): i32 {
  for (let option: i32 = 0; option < Option.COUNT; option++) {
    findPlace(option, Place.Letter);
    if (placeEnd > placeAt && octet(placeAt) === letter) return option;
  }
  return NO_OPTION;
}

export function takesValue(option: Option): bool {
  findPlace(option, Place.Value);
  return placeEnd > placeAt;
}

/** Options that make sense on the command line alone. */
export function isForCommandLine(option: Option): bool {
  switch (option) {
    case Option.Config:
    case Option.Foreground:
    case Option.Limits:
    case Option.Test:
    case Option.Version:
    case Option.Help:
      return true;
    default:
      return false;
  }
}

/** Writes the option's word. Returns the end. */
export function putWord(at: i32, option: Option): i32 {
  findPlace(option, Place.Word);
  return putPlace(at);
}

/** Writes what stands for the option's value in the help. Returns the end. */
export function putValueName(at: i32, option: Option): i32 {
  findPlace(option, Place.Value);
  return putPlace(at);
}

/** Writes the option's line of the help, with its LF. Returns the end. */
export function putHelpLine(at: i32, option: Option): i32 {
  let end: i32 = put(at, "  ");
  findPlace(option, Place.Letter);
  if (placeEnd > placeAt) end = put(putPlace(put(end, "-")), ", ");
  else end = put(end, "    ");
  end = putWord(put(end, "--"), option);
  findPlace(option, Place.Value);
  if (placeEnd > placeAt) end = putPlace(put(end, " "));
  while (end - at < HELP_COLUMN) end = put(end, " ");
  findPlace(option, Place.Help);
  return put(putPlace(end), "\n");
}

/** Where the explanations begin. */
const HELP_COLUMN: i32 = 32;

/** Rows are made in the last kilobyte of the scratch block, where no message reaches. */
const ROW_AT: i32 = BLOCK_END - 1024;

function findPlace(option: Option, place: Place): void {
  const end: i32 = putRow(ROW_AT, option);
  placeAt = ROW_AT;
  for (let i: i32 = 0; i < place; i++) {
    while (octet(placeAt) !== Octet.VerticalBar) placeAt++;
    placeAt++;
  }
  placeEnd = placeAt;
  while (placeEnd < end && octet(placeEnd) !== Octet.VerticalBar) placeEnd++;
}

function putPlace(at: i32): i32 {
  return putOctets(at, placeAt, placeEnd);
}
