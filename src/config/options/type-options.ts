/*
 * As what files are sent.
 */
import { Offset } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";

export const enum TypeOption {
  Type = 160,
  MimeTypes,
  DefaultType,
  Charset,
  Encoding,
  END,
}

/** Writes the row of one of them (src/config/options/options.ts). Returns the end. */
export function putTypeRow(at: Offset, option: TypeOption): Offset {
  switch (option) {
    case TypeOption.Type:
      return put(at, "type||EXT=TYPE|media type of names in .EXT; repeatable");
    case TypeOption.MimeTypes:
      return put(at, "mime-types||FILE|media types as in /etc/mime.types");
    case TypeOption.DefaultType:
      return put(at, "default-type||TYPE|of all other names (application/octet-stream)");
    case TypeOption.Charset:
      return put(at, "charset||NAME|of text (default: utf-8); none: text without one");
    default:
      return put(at, "encoding||EXT=CODING|names in .EXT are in gzip, br, zstd or none");
  }
}
