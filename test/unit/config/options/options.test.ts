import { test } from "uvu";
import * as assert from "uvu/assert";
import { AccessOption } from "../../../../src/config/options/access-options";
import { CommandOption } from "../../../../src/config/options/command-options";
import { GatewayOption } from "../../../../src/config/options/gateway-options";
import type { Option } from "../../../../src/config/options/options";
import * as options from "../../../../src/config/options/options";
import { ResponseOption } from "../../../../src/config/options/response-options";
import { ScriptOption } from "../../../../src/config/options/script-options";
import { ServerOption } from "../../../../src/config/options/server-options";
import { TypeOption } from "../../../../src/config/options/type-options";
import { BLOCK_AT, BLOCK_END } from "../../../../src/core/memory/layout";
import { serving } from "../../../../src/core/settings/generations";
import { connectionCount } from "../../../../src/core/settings/server-settings";
import { CONNECTION_COUNT_MAX } from "../../../../src/wire/sizes/sizes";
import {
  ARENA_BYTES,
  assertUntouched,
  freshArena,
  putBytes,
  takeBytes,
} from "../../../support/arena";
import { enumMembers } from "../../../support/enum-members";
import { zeroArena } from "../../../support/zero-arena";

const all = [
  // @ts-expect-error: see enumMembers.
  ...enumMembers(ServerOption),
  // @ts-expect-error: see enumMembers.
  ...enumMembers(ScriptOption),
  // @ts-expect-error: see enumMembers.
  ...enumMembers(GatewayOption),
  // @ts-expect-error: see enumMembers.
  ...enumMembers(AccessOption),
  // @ts-expect-error: see enumMembers.
  ...enumMembers(ResponseOption),
  // @ts-expect-error: see enumMembers.
  ...enumMembers(TypeOption),
  // @ts-expect-error: see enumMembers.
  ...enumMembers(CommandOption),
].filter(([name]) => name !== "END");

/** Word, letter and value of the command line that was promised, by option. */
const PROMISED: [Option, string, string, boolean][] = [
  [ServerOption.Listen, "listen", "p", true],
  [ServerOption.Bind, "bind", "b", true],
  [ServerOption.Home, "home", "h", true],
  [ServerOption.Directory, "directory", "d", true],
  [ScriptOption.Cgi, "cgi", "", false],
  [ServerOption.Connections, "connections", "", true],
  [AccessOption.Auth, "auth", "", true],
  [AccessOption.AuthCost, "auth-cost", "", true],
  [ResponseOption.Index, "index", "", true],
  [ResponseOption.ErrorPage, "error-page", "", true],
  [ResponseOption.Header, "header", "", true],
  [ResponseOption.Cors, "cors", "", true],
  [TypeOption.Type, "type", "", true],
  [TypeOption.MimeTypes, "mime-types", "", true],
  [ResponseOption.DotFiles, "dot-files", "", false],
  [ResponseOption.NoSymlinks, "no-symlinks", "", false],
  [CommandOption.Config, "config", "c", true],
  [CommandOption.Foreground, "foreground", "f", false],
  [ServerOption.Verbose, "verbose", "v", false],
  [CommandOption.Limits, "limits", "", false],
  [CommandOption.Test, "test", "t", false],
  [CommandOption.Version, "version", "", false],
  [CommandOption.Help, "help", "", false],
];

test.before.each(() => zeroArena());

function textOf(put: (at: number) => number): string {
  return takeBytes(BLOCK_AT, put(BLOCK_AT));
}

function wordOf(option: Option): string {
  return textOf((at) => options.putWord(at, option));
}

function helpOf(option: Option): string {
  return textOf((at) => options.putHelpLine(at, option));
}

function find(word: string): number {
  return options.findWord(BLOCK_AT, putBytes(BLOCK_AT, word));
}

test("the options that were promised are there", () => {
  for (const [option, word, letter, hasValue] of PROMISED) {
    assert.is(wordOf(option), word);
    assert.is(find(word), option, word);
    assert.is(options.takesValue(option), hasValue, word);
    if (letter !== "") assert.is(options.findLetter(letter.charCodeAt(0)), option, letter);
  }
});

test("each member of the enum has a row of its own, whose word is the member's name", () => {
  const found: number[] = [];
  for (let option = options.nextOption(options.NO_OPTION); option !== options.NO_OPTION; ) {
    found.push(option);
    option = options.nextOption(option);
  }
  assert.equal(
    found,
    all.map(([, option]) => option),
  );
  for (const [name, option] of all) {
    const word = name.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
    assert.is(wordOf(option), word);
  }
});

test("a word names one option, in lower case and in full", () => {
  const words = all.map(([, option]) => wordOf(option));
  for (const [, option] of all) {
    const word = wordOf(option);
    assert.is(find(word), option);
    for (const other of [word.toUpperCase(), word.slice(0, -1), `${word}s`, `-${word}`]) {
      if (words.includes(other)) continue; // script, scripts
      assert.is(find(other), options.NO_OPTION, other);
    }
  }
  for (const other of ["", "|", "p", "listen|p", " "]) assert.is(find(other), options.NO_OPTION);
});

test("a letter names one option, and no other octet does", () => {
  const letters = all.map(([, option]) => / {2}-(.), --/.exec(helpOf(option))?.[1] ?? "");
  const given = letters.filter((letter) => letter !== "");
  assert.is(new Set(given).size, given.length);
  for (let c = 0; c < 256; c++) {
    const owner = all[letters.indexOf(String.fromCharCode(c))]?.[1] ?? options.NO_OPTION;
    assert.is(options.findLetter(c), owner, `octet ${c}`);
  }
});

test("a line of the help is at most 80 columns, has its word, and explains in one column", () => {
  const columns = new Set<number>();
  for (const [, option] of all) {
    const line = helpOf(option);
    assert.is(line.indexOf("\n"), line.length - 1, "one line, with its LF");
    assert.ok(line.length - 1 <= 80, `${line.length - 1} columns: ${line}`);
    const value = textOf((at) => options.putValueName(at, option));
    assert.ok(line.includes(`--${wordOf(option)}${value === "" ? " " : ` ${value} `}`), line);
    assert.is(value !== "", options.takesValue(option));
    columns.add(columnOf(line));
  }
  assert.is(columns.size, 1, `explanations begin in columns ${[...columns]}`);
});

/** The column in which the explanation begins: behind the option, its value and spaces. */
function columnOf(line: string): number {
  return /^ {2}(?:-\w, | {4})--\S+(?: [[A-Z]\S*)? +/.exec(line)?.[0].length ?? 0;
}

test("looking up a row leaves a message that is being composed as it is", () => {
  freshArena();
  for (const [, option] of all) options.takesValue(option);
  options.findLetter(0);
  assertUntouched(0, BLOCK_END - 2048);
  assertUntouched(BLOCK_END, ARENA_BYTES);
});

test("the help tells the numbers that hold", () => {
  const line = helpOf(ServerOption.Connections);
  assert.match(line, new RegExp(`1 to ${CONNECTION_COUNT_MAX}\\b`));
  assert.match(line, new RegExp(`default: ${connectionCount(serving())}\\b`));
});

test("what prints and ends, and the file's own name, are for the command line alone", () => {
  const expected = ["config", "foreground", "help", "limits", "test", "version"];
  const alone = all.filter(([, option]) => options.isForCommandLine(option));
  assert.equal(alone.map(([, option]) => wordOf(option)).sort(), expected);
});

test.run();
