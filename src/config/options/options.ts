/*
 * The table of options: from these rows come the parsing, `--help`, the words of the configuration
 * file and the README's section.
 *
 * Rules of this file: a row is "word|letter|VALUE|what it does"; no letter or no VALUE is an empty
 * place. Each group of options is an enum and a function with its rows, in a file of its own, and a
 * function of src/config/apply that says what they do. A group has numbers from a multiple of
 * 1 << GROUP_BITS on.
 */

import { BLOCK_END } from "../../core/memory/layout";
import { HAS_GATEWAYS, HAS_PASSWORDS, HAS_SCRIPTS } from "../../core/product/profile";
import { Offset, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isSame, put, putOctets } from "../../wire/octets/text";
import { AccessOption, putAccessRow } from "./access-options";
import { CommandOption, putCommandRow } from "./command-options";
import { GatewayOption, putGatewayRow } from "./gateway-options";
import { putResponseRow, ResponseOption } from "./response-options";
import { putScriptRow, ScriptOption } from "./script-options";
import { putServerRow, ServerOption } from "./server-options";
import { putTypeRow, TypeOption } from "./type-options";

/** The number of an option: a member of one of the groups' enums. */
export type Option = i32;

export const enum OptionGroup {
  Server = 0,
  Script,
  Gateway,
  Access,
  Response,
  Type,
  Command,
  COUNT,
}

const GROUP_BITS: i32 = 5;

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

/** The group of an option. */
export function groupOf(option: Option): OptionGroup {
  return option >> GROUP_BITS;
}

/** Whether this build can do what it is for. What it lacks is known, so that it can be told. */
export function isBuiltIn(option: Option): bool {
  switch (groupOf(option)) {
    case OptionGroup.Script:
      // Files that are made while they are read are copied there.
      return HAS_SCRIPTS || option === ScriptOption.TempDir;
    case OptionGroup.Gateway:
      return HAS_GATEWAYS;
    case OptionGroup.Access:
      return HAS_PASSWORDS;
    default:
      return true;
  }
}

/** The option behind this one, or the first behind NO_OPTION; NO_OPTION behind the last. */
export function nextOption(option: Option): Option {
  if (option === NO_OPTION) return 0;
  const group: OptionGroup = groupOf(option);
  if (option + 1 < endOf(group)) return option + 1;
  const next: i32 = group + 1;
  return next < OptionGroup.COUNT ? next << GROUP_BITS : NO_OPTION;
}

function endOf(group: OptionGroup): i32 {
  switch (group) {
    case OptionGroup.Server:
      return ServerOption.END;
    case OptionGroup.Script:
      return ScriptOption.END;
    case OptionGroup.Gateway:
      return GatewayOption.END;
    case OptionGroup.Access:
      return AccessOption.END;
    case OptionGroup.Response:
      return ResponseOption.END;
    case OptionGroup.Type:
      return TypeOption.END;
    default:
      return CommandOption.END;
  }
}

/** Writes an option's row. Returns the end. */
function putRow(at: Offset, option: Option): Offset {
  switch (groupOf(option)) {
    case OptionGroup.Server:
      return putServerRow(at, option);
    case OptionGroup.Script:
      return putScriptRow(at, option);
    case OptionGroup.Gateway:
      return putGatewayRow(at, option);
    case OptionGroup.Access:
      return putAccessRow(at, option);
    case OptionGroup.Response:
      return putResponseRow(at, option);
    case OptionGroup.Type:
      return putTypeRow(at, option);
    default:
      return putCommandRow(at, option);
  }
}

/** The option with this word, or NO_OPTION. */
export function findWord(at: Offset, end: Offset): i32 {
  let option: Option = nextOption(NO_OPTION);
  for (; option !== NO_OPTION; option = nextOption(option)) {
    findPlace(option, Place.Word);
    if (isSame(at, end, placeAt, placeEnd)) break;
  }
  return option;
}

/** The option with this letter, or NO_OPTION. */
export function findLetter(letter: i32): i32 {
  let option: Option = nextOption(NO_OPTION);
  for (; option !== NO_OPTION; option = nextOption(option)) {
    findPlace(option, Place.Letter);
    if (placeEnd > placeAt && octet(placeAt) === letter) break;
  }
  return option;
}

export function takesValue(option: Option): bool {
  findPlace(option, Place.Value);
  return placeEnd > placeAt;
}

/** Options that make sense on the command line alone. */
export function isForCommandLine(option: Option): bool {
  return groupOf(option) === OptionGroup.Command;
}

/** Writes the option's word. Returns the end. */
export function putWord(at: Offset, option: Option): Offset {
  findPlace(option, Place.Word);
  return putPlace(at);
}

/** Writes what stands for the option's value in the help. Returns the end. */
export function putValueName(at: Offset, option: Option): Offset {
  findPlace(option, Place.Value);
  return putPlace(at);
}

/** Writes the option's line of the help, with its LF. Returns the end. */
export function putHelpLine(at: Offset, option: Option): Offset {
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

function putPlace(at: Offset): Offset {
  return putOctets(at, placeAt, placeEnd);
}
