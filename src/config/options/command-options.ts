/*
 * What is done at all: for the command line alone.
 */
import { Offset } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";

export const enum CommandOption {
  Config = 192,
  Foreground,
  Limits,
  Test,
  Version,
  Help,
  END,
}

/** Writes the row of one of them (src/config/options/options.ts). Returns the end. */
export function putCommandRow(at: Offset, option: CommandOption): Offset {
  switch (option) {
    case CommandOption.Config:
      return put(at, "config|c|FILE|read settings from FILE first");
    case CommandOption.Foreground:
      return put(at, "foreground|f||stay in the foreground (the default)");
    case CommandOption.Limits:
      return put(at, "limits|||print the memory budget and exit");
    case CommandOption.Test:
      return put(at, "test|t||check options, configuration and home, exit");
    case CommandOption.Version:
      return put(at, "version|||print the version and exit");
    default:
      return put(at, "help|||print this and exit (so does -h alone)");
  }
}
