/*
 * Which responses there are, and what is in them.
 */
import { Offset } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";

export const enum ResponseOption {
  Index = 128,
  ErrorPage,
  Header,
  Cors,
  DotFiles,
  EncodedSlash,
  NoSymlinks,
  NoListing,
  END,
}

/** Writes the row of one of them (src/config/options/options.ts). Returns the end. */
export function putResponseRow(at: Offset, option: ResponseOption): Offset {
  switch (option) {
    case ResponseOption.Index:
      return put(at, "index||NAME|a directory's page (index.html); repeatable");
    case ResponseOption.ErrorPage:
      return put(at, "error-page||STATUS=/PATH|the page of refusals with STATUS; repeatable");
    case ResponseOption.Header:
      return put(at, "header||[PATH]FIELD|send 'Name: value' for /PATH/ or *.EXT");
    case ResponseOption.Cors:
      return put(at, "cors||ORIGIN|pages of ORIGIN (*: any) may read; repeatable");
    case ResponseOption.DotFiles:
      return put(at, "dot-files|||serve and list names that begin with a dot");
    case ResponseOption.EncodedSlash:
      return put(at, "encoded-slash||WORD|files: %2F is a slash in their paths (refuse)");
    case ResponseOption.NoSymlinks:
      return put(at, "no-symlinks|||refuse every path that has a symbolic link in it");
    default:
      return put(at, "no-listing|||refuse directories that have no index.html (403)");
  }
}
