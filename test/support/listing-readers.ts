/*
 * How programs read a listing that is meant for people: in words of our own, from what they publish.
 *
 *   Kodi (xbmc/filesystem/HTTPDirectory.cpp): a link whose decoded target is its text is an entry;
 *   what follows it in its row has the date and the size
 *   httpdirfs 1.2 (src/link.c): a link that begins with a letter, a digit or an escape, and has no
 *   slash but at its end
 *
 * Rule of this file: a reader knows nothing of src/handler/listing/listing-html.ts.
 */
import { anchorsOf, decodeReferences } from "./html";

export interface KodiItem {
  readonly name: string;
  readonly isFolder: boolean;
  /** Octets, as exactly as the page says; 0 where Kodi finds none. */
  readonly bytes: number;
  /** Year to minute; empty where Kodi finds none. */
  readonly date: string;
}

/** A link with its text, and what follows it up to the next one or the end of the row. */
const KODI_LINK = /<a href="([^"]*)"[^>]*>(.*?)<\/a>(.+?)(?=<a|<\/tr|$)/gis;
const KODI_SIZE = /> *([\d.]+) *(B|K|M|G| )(?:iB)?<\/td>/i;
const KODI_DATE = /\d{4}-\d\d-\d\d \d\d:\d\d/;
const KODI_UNITS = " BKMG";

export function readAsKodi(page: string): KodiItem[] {
  const items: KodiItem[] = [];
  for (const [, href = "", text = "", rest = ""] of page.matchAll(KODI_LINK)) {
    const name = withoutSlash(decodeReferences(text.trim()));
    const link = href.replace(/[?#].*/s, "");
    if (name === "" || name === ".." || name !== withoutSlash(decodeAsKodi(link))) continue;
    const isFolder = link.endsWith("/");
    const date = KODI_DATE.exec(rest)?.[0] ?? "";
    items.push({ name, isFolder, bytes: isFolder ? 0 : sizeIn(rest), date });
  }
  return items;
}

/** The links that become names below a mount of httpdirfs, decoded. */
export function readAsHttpdirfs(page: string): string[] {
  return anchorsOf(page)
    .map(({ href }) => href)
    .filter((href) => /^[A-Za-z\d%][^/]*\/?$/.test(href))
    .map((href) => decodeURIComponent(withoutSlash(href)));
}

function sizeIn(text: string): number {
  const found = KODI_SIZE.exec(text);
  if (found === null) return 0;
  const power = Math.max(KODI_UNITS.indexOf((found[2] as string).toUpperCase()) - 1, 0);
  return Number(found[1]) * 1024 ** power;
}

/** "+" is a space, as in a form; what is no UTF-8 matches no name. */
function decodeAsKodi(link: string): string {
  try {
    return decodeURIComponent(link.replaceAll("+", " "));
  } catch {
    return "";
  }
}

function withoutSlash(text: string): string {
  return text.replace(/\/$/, "");
}
