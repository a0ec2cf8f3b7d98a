/*
 * The page of a directory listing: its start, a line for each entry, its end.
 */
import { sortedNameAt, sortedNameEnd, sortedRank } from "../core/sorted-names";
import { octet } from "../wire/arena";
import { putHtml } from "../wire/escape";
import { putEncoded } from "../wire/percent";
import { put } from "../wire/text";
import { RANK_DIRECTORY } from "./listing-names";

/** Most octets of an entry: its name of 255 encoded (3 ×) and escaped (5 ×), and what is around. */
export const ENTRY_BYTES_MAX: i32 = 255 * 8 + 128;

/** Octets of a path that are shown. */
const TITLE_BYTES_MAX: i32 = 600;

/** Writes the page up to the first entry; the path is relative to the home directory. */
export function putPageStart(at: i32, pathAt: i32, pathEnd: i32): i32 {
  let end: i32 = put(at, '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">');
  end = put(end, '<meta name="viewport" content="width=device-width"><title>Index of /');
  end = putTitle(end, pathAt, pathEnd);
  end = put(end, "</title>\n<style>:root{color-scheme:light dark}");
  end = put(end, "body{font-family:system-ui,sans-serif;margin:2em auto;max-width:50em;");
  end = put(end, "padding:0 1em;overflow-wrap:anywhere}li{line-height:1.7}</style></head>\n");
  end = putTitle(put(end, "<body><h1>Index of /"), pathAt, pathEnd);
  end = put(end, "</h1>\n<ul>\n");
  return pathEnd > pathAt ? put(end, '<li><a href="../">../</a></li>\n') : end;
}

/** The path; of one that is too long for a page's head, the end. */
function putTitle(at: i32, pathAt: i32, pathEnd: i32): i32 {
  if (pathEnd - pathAt <= TITLE_BYTES_MAX) return putHtml(at, pathAt, pathEnd);
  let from: i32 = pathEnd - TITLE_BYTES_MAX;
  while (from < pathEnd - 1 && octet(from) !== 47) from++;
  return putHtml(put(at, "..."), from, pathEnd);
}

/** "./" keeps a name with a colon from being read as a scheme (RFC 3986 §4.2). */
export function putEntry(at: i32, names: i32, index: i32): i32 {
  const nameAt: i32 = sortedNameAt(names, index);
  const nameEnd: i32 = sortedNameEnd(names, index);
  const isDirectory: bool = sortedRank(names, index) === RANK_DIRECTORY;
  let end: i32 = putEncoded(put(at, '<li><a href="./'), nameAt, nameEnd);
  end = put(end, isDirectory ? '/">' : '">');
  end = putHtml(end, nameAt, nameEnd);
  return put(end, isDirectory ? "/</a></li>\n" : "</a></li>\n");
}

export function putPageEnd(at: i32): i32 {
  return put(at, "</ul>\n</body></html>\n");
}
