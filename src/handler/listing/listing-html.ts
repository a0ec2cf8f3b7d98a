/*
 * A directory listing as a page: its start, a row for each entry, its end.
 */

import {
  hasListingFlag,
  ListingFlag,
  listedPathAt,
  listedPathEnd,
  listingSort,
  Sort,
} from "../../core/listing/listing-record";
import { STAT_AT } from "../../core/memory/layout";
import { Kind, Stat } from "../../seam/results";
import { double, Offset, octet } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { putHtml } from "../../wire/octets/escape";
import { Octet } from "../../wire/octets/octet";
import { putEncodedSegment } from "../../wire/octets/percent";
import { putSize } from "../../wire/octets/size";
import { put, putOctets } from "../../wire/octets/text";
import { putShortTimestamp, putTimestamp } from "../../wire/octets/timestamp";
import { SHOWN_BYTES_MAX, SHOWN_PARTS_MAX } from "../../wire/sizes/sizes";
import { putPageStart, putStyle } from "../response/html-page";

/** Writes the page up to the first entry. */
export function putListingStart(at: Offset, item: i32): Offset {
  const pathAt: i32 = listedPathAt(item);
  const pathEnd: i32 = listedPathEnd(item);
  const from: i32 = shownFrom(pathAt, pathEnd);
  let end: i32 = put(putPageStart(at), from > pathAt ? "Index of ..." : "Index of /");
  end = putTableStyle(putStyle(putHtml(end, from, pathEnd)));
  end = putParts(end, pathAt, from, pathEnd);
  end = putColumn(put(end, "<table><thead><tr>"), item, Sort.Name, "name", "Name");
  end = putColumn(end, item, Sort.Size, "size", "Size");
  end = putColumn(end, item, Sort.Time, "time", "Modified");
  end = put(end, "</tr></thead><tbody>\n");
  if (pathEnd === pathAt) return end;
  end = put(end, '<tr><th scope="row"><a href="../">Parent directory</a></th>');
  return put(end, "<td></td><td></td></tr>\n");
}

/** Where that part of the path begins that is shown: at its start, or behind a slash. */
function shownFrom(pathAt: Offset, pathEnd: Offset): i32 {
  let from: i32 = pathEnd;
  let parts: i32 = 0;
  for (let i: i32 = pathEnd - 1; i >= pathAt && pathEnd - i <= SHOWN_BYTES_MAX; i--) {
    if (i > pathAt && octet(i - 1) !== Octet.Slash) continue;
    if (parts === SHOWN_PARTS_MAX) return from;
    parts++;
    from = i;
  }
  return from;
}

function putTableStyle(at: Offset): Offset {
  let end: i32 = put(
    at,
    ":root{--b:#d8dee4;--h:#f3f6f9}@media(prefers-color-scheme:dark){:root{--b:#363c44;",
  );
  end = put(end, "--h:#22282f}}h1,p{margin:.5rem}table{width:100%;table-layout:fixed;");
  end = put(end, "border-collapse:collapse}th{padding:0;font-weight:400;text-align:left}th ");
  end = put(end, "a{display:block;padding:.4rem .5rem}td{padding:.4rem .5rem;color:var(--m);");
  end = put(end, "font-variant-numeric:tabular-nums}th~*{width:5.5rem;text-align:right}td+td,");
  end = put(end, "th+th+th{width:11rem}tr{border-bottom:1px solid var(--b)}thead th,");
  end = put(end, "a[href$='/']{font-weight:600}tbody tr:hover{background:var(--h)}");
  end = put(end, "[aria-sort=ascending] a:after{content:' \\2191'}[aria-sort=descending] ");
  end = put(end, "a:after{content:' \\2193'}@media(max-width:34rem){body{padding:.5rem}td,");
  end = put(end, "thead{font-size:.8rem}td{padding:.4rem .3rem}th~*{width:4.3rem}td+td,");
  return put(end, "th+th+th{width:5.8rem}}</style>\n");
}

/** Home / one / two, each a link but the last; "..." stands for what is not shown. */
function putParts(at: Offset, pathAt: Offset, from: i32, pathEnd: Offset): Offset {
  let depth: i32 = 0;
  for (let i: i32 = from; i < pathEnd; i++) if (octet(i) === Octet.Slash) depth++;
  let end: i32 = put(at, '<nav aria-label="Path"><h1>');
  end = from > pathAt ? put(end, "...") : putPartEnd(put(putPartStart(end, depth), "Home"), depth);
  let partAt: i32 = from;
  for (let i: i32 = from; i < pathEnd; i++) {
    if (octet(i) !== Octet.Slash) continue;
    depth--;
    end = putHtml(putPartStart(put(end, " / "), depth), partAt, i);
    end = putPartEnd(end, depth);
    partAt = i + 1;
  }
  return put(end, "</h1></nav>\n");
}

/** What lies `depth` directories above this one is a link there. */
function putPartStart(at: Offset, depth: i32): Offset {
  if (depth === 0) return at;
  let end: i32 = put(at, '<a href="');
  for (let i: i32 = 0; i < depth; i++) end = put(end, "../");
  return put(end, '">');
}

function putPartEnd(at: Offset, depth: i32): Offset {
  return depth === 0 ? at : put(at, "</a>");
}

/** The head of a column is a link that sorts by it, or turns the order round. */
function putColumn(at: Offset, item: i32, sort: Sort, word: string, title: string): Offset {
  const isDescending: bool = hasListingFlag(item, ListingFlag.Descending);
  let end: i32 = put(at, '<th scope="col"');
  // Size and time are asked for to see what is large or new.
  let turnsDescending: bool = sort !== Sort.Name;
  if (listingSort(item) === sort) {
    end = put(put(end, ' aria-sort="'), isDescending ? "descending" : "ascending");
    end = put(end, '"');
    turnsDescending = !isDescending;
  }
  end = put(put(end, '><a href="?sort='), word);
  end = put(put(end, "&amp;order="), turnsDescending ? "desc" : "asc");
  return put(put(put(end, '">'), title), "</a></th>");
}

/**
 * Writes the row of the entry whose name is `nameAt` to `nameEnd` and whose stat record is filled.
 * Programs read it line by line with patterns of their own (Kodi, httpdirfs): the link is the name,
 * without "./", and what HTML would close by itself is closed.
 */
export function putRow(at: Offset, nameAt: Offset, nameEnd: Offset): Offset {
  const isDirectory: bool = double(STAT_AT + Stat.Kind) === Kind.Directory;
  const size: f64 = double(STAT_AT + Stat.Size);
  const seconds: f64 = Math.floor(double(STAT_AT + Stat.ModifiedMs) / 1000);
  const linkAt: i32 = put(at, '<tr><th scope="row"><a href="');
  const linkEnd: i32 = putEncodedSegment(linkAt, nameAt, nameEnd);
  let end: i32 = put(linkEnd, isDirectory ? '/">' : '">');
  // What is the same in a URL needs no escapes as text either.
  if (linkEnd - linkAt === nameEnd - nameAt) end = putOctets(end, nameAt, nameEnd);
  else end = putHtml(end, nameAt, nameEnd);
  if (isDirectory) end = put(end, "/</a></th><td>");
  else {
    end = putDecimal(put(end, '</a></th><td title="'), size);
    end = putSize(put(end, ' bytes">'), size);
  }
  const timeAt: i32 = put(end, '</td><td><time datetime="');
  end = put(putTimestamp(timeAt, seconds), '">');
  return put(putShortTimestamp(end, timeAt), "</time></td></tr>\n");
}

export function putListingEnd(at: Offset, count: i32): Offset {
  const end: i32 = putDecimal(put(at, "</tbody></table>\n<p>"), count);
  return put(end, count === 1 ? " entry\n" : " entries\n");
}
