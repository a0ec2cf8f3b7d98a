/*
 * A strict reading of the HTML that the server writes: every tag closed in order (but for those
 * that HTML lets one leave out), attributes quoted, "&" and "<" only as markup. Enough to prove
 * that no name of a file can break out of a page.
 */

export interface Anchor {
  readonly href: string;
  readonly text: string;
}

const VOID = new Set(["meta", "link", "br", "hr", "img", "input", "base", "col", "wbr"]);

/** Elements whose end tag may be left out. */
const OPEN_ENDED = new Set(["p", "li", "dt", "dd", "tr", "td", "th", "option", "tbody", "thead"]);

const TOKEN =
  /<!doctype html>|<!--[\s\S]*?-->|<\/([a-z][a-z\d]*)\s*>|<([a-z][a-z\d]*)((?:\s+[a-z][a-z\d-]*(?:="[^"<]*"|='[^'<]*'|=[^\s"'<>=`]+)?)*)\s*\/?>|[^<]+/giy;

/** Throws when the page is not well-formed. */
export function checkHtml(page: string): void {
  const open: string[] = [];
  if (!/^<!doctype html>/i.test(page)) throw new Error("a page without its doctype");
  for (const { end, start, attributes, text } of tokens(page)) {
    checkReferences(text ?? attributes ?? "");
    if (start !== undefined && !VOID.has(start)) open.push(start);
    if (end === undefined) continue;
    while (open.length > 0 && open.at(-1) !== end && OPEN_ENDED.has(open.at(-1) as string))
      open.pop();
    if (open.pop() !== end) throw new Error(`</${end}> closes nothing`);
  }
  const left = open.filter((name) => !OPEN_ENDED.has(name) && name !== "html" && name !== "body");
  if (left.length > 0) throw new Error(`left open: ${left.join(" ")}`);
}

/** The page's links in order, references decoded; text without inner markup. */
export function anchorsOf(page: string): Anchor[] {
  const anchors: Anchor[] = [];
  for (const found of page.matchAll(/<a\b[^>]*?\bhref="([^"]*)"[^>]*>([\s\S]*?)<\/a>/gi)) {
    const text = (found[2] as string).replace(/<[^>]*>/g, "");
    anchors.push({ href: decodeReferences(found[1] as string), text: decodeReferences(text) });
  }
  return anchors;
}

/** Those of a listing that lead to what is in the directory. */
export function entriesOf(page: string): Anchor[] {
  return anchorsOf(page).filter(({ href }) => !/^(\?.*|(\.\.\/)+)$/.test(href));
}

interface Token {
  readonly end: string | undefined;
  readonly start: string | undefined;
  readonly attributes: string | undefined;
  readonly text: string | undefined;
}

function* tokens(page: string): Generator<Token> {
  let at = 0;
  // The content of style and script is not markup.
  const plain = page.replace(/(<(style|script)\b[^>]*>)[\s\S]*?(<\/\2>)/gi, "$1$3");
  while (at < plain.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(plain);
    if (!found) throw new Error(`not HTML: ${JSON.stringify(plain.slice(at, at + 60))}`);
    at = TOKEN.lastIndex;
    yield {
      end: found[1]?.toLowerCase(),
      start: found[2]?.toLowerCase(),
      attributes: found[3],
      text: found[0].startsWith("<") ? undefined : found[0],
    };
  }
}

function checkReferences(text: string): void {
  const bare = /&(?!(?:[a-zA-Z]+|#\d+|#x[\da-fA-F]+);)/.exec(text);
  if (bare)
    throw new Error(`a bare "&": ${JSON.stringify(text.slice(bare.index, bare.index + 40))}`);
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** A text without its character references. */
export function decodeReferences(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return NAMED[name] ?? whole;
  });
}
