/*
 * Changes octets of requests and of scripts' answers: blindly, and along the grammar of lines,
 * fields, numbers and tokens.
 *
 * Rule of this file: what comes out depends on the octets and on `random` alone.
 */
import { pick, type Random } from "../support/random";

type Mutation = (octets: string, random: Random) => string;

/** A text that grows further is cut off: 64 KiB are four reads. */
const BYTES_MAX = 65_536;
const MUTATIONS_MAX = 4;

/** Around the bounds of what programs count with. */
const NUMBERS = [
  ..."0 1 2 -1 +1 00 0x10 1e3 1.0 7f 80 ff 100 127 128 255 256 4095 4096 4097 8191 8192".split(" "),
  ..."16383 16384 16385 32767 32768 65535 65536 2147483647 2147483648 4294967295".split(" "),
  ..."4294967296 9007199254740991 9007199254740992 9223372036854775807".split(" "),
  ..."9223372036854775808 18446744073709551615 18446744073709551616 99999999999999999999".split(
    " ",
  ),
  ..."7fffffff 80000000 ffffffff 1fffffffffffff 20000000000000 ffffffffffffffff".split(" "),
];

/** What separates one thing from the next somewhere in HTTP, CGI or a path. */
const SEPARATORS = [
  ...'\r\n|\r|\n|\r\n\r\n|\n\n|\r\n | |\t|:|;|,|=|"|\\|/|//|/../|/./|?|#|%|%2f|%00|%2e%2e'.split(
    "|",
  ),
  ..."*|-|(|)|[|]|@|.|..|W/|\0|\x7f|\x80|\xff|\xe2\x80\xa8|_|<|>|&|'".split("|"),
];

const TOKENS = [
  ..."GET HEAD POST OPTIONS PUT TRACE CONNECT HTTP/1.1 HTTP/1.0 HTTP/0.9 HTTP/2.0".split(" "),
  ..."close keep-alive chunked gzip br zstd identity bytes 100-continue * none W/ q=0 q=1".split(
    " ",
  ),
  ..."Mon, 01 Jan 1970 00:00:00 GMT|application/json|text/html|bytes=0-0|bytes=-1|bytes=1-".split(
    "|",
  ),
  ..."index.html /cgi-bin/ cgi-bin .well-known localhost [::1] Status Location".split(" "),
];

const FIELD_NAMES = [
  ..."Host Content-Length Transfer-Encoding Connection Expect Range If-Range If-Match".split(" "),
  ..."If-None-Match If-Modified-Since If-Unmodified-Since Accept Accept-Encoding Date TE".split(
    " ",
  ),
  ..."Trailer Upgrade Via Cookie Authorization Origin Referer User-Agent Content-Type".split(" "),
  ..."Status Location Set-Cookie Proxy X_Y Keep-Alive Proxy-Connection Content-Encoding".split(" "),
];

/** All of them. */
export const WORDS: readonly string[] = [...NUMBERS, ...SEPARATORS, ...TOKENS, ...FIELD_NAMES];

const BLIND: readonly Mutation[] = [
  (octets, random) => octets.slice(0, random.below(octets.length + 1)),
  (octets, random) => replaced(octets, range(octets, random), ""),
  (octets, random) => {
    const [from, to] = range(octets, random);
    return replaced(octets, [to, to], octets.slice(from, to));
  },
  (octets, random) => inserted(octets, random, octet(random)),
  (octets, random) => {
    const at = random.below(octets.length);
    return replaced(octets, [at, at + 1], octet(random));
  },
  (octets, random) => {
    const at = random.below(octets.length);
    const flipped = octets.charCodeAt(at) ^ (1 << random.below(8));
    return replaced(octets, [at, at + 1], String.fromCharCode(flipped & 255));
  },
  (octets, random) => {
    const at = random.below(octets.length);
    return inserted(octets, random, octets.charAt(at).repeat(1 << random.below(14)));
  },
];

const ALONG_GRAMMAR: readonly Mutation[] = [
  (octets, random) => inserted(octets, random, pick(random, SEPARATORS)),
  (octets, random) => inserted(octets, random, pick(random, TOKENS)),
  (octets, random) => instead(octets, random, /\d+/g, pick(random, NUMBERS)),
  (octets, random) => instead(octets, random, /[\w.-]+/g, pick(random, TOKENS)),
  (octets, random) => instead(octets, random, /\r\n|[ :;,/="]/g, pick(random, SEPARATORS)),
  (octets, random) => instead(octets, random, /^[\w-]+(?=:)/gm, pick(random, FIELD_NAMES)),
  (octets, random) => onLines(octets, random, (line) => [line, line]),
  (octets, random) => onLines(octets, random, (line) => Array(1 << random.below(8)).fill(line)),
  (octets, random) => onLines(octets, random, () => []),
  (octets, random) =>
    onLines(octets, random, (line) => {
      return [line, `${pick(random, FIELD_NAMES)}: ${value(random)}`];
    }),
  (octets, random) =>
    onLines(octets, random, (line) => {
      return [random.below(2) === 0 ? line.toUpperCase() : line.toLowerCase()];
    }),
  (octets, random) =>
    onLines(octets, random, (line) => [line.replace(/: ?/, `: ${value(random)}, `)]),
];

/** The octets with one to a few changes; `others` are what they are spliced with. */
export function mutate(octets: string, others: readonly string[], random: Random): string {
  let changed = octets;
  for (let left = 1 + random.below(MUTATIONS_MAX); left > 0; left--) {
    if (random.below(8) === 0 || changed === "") changed = spliced(changed, others, random);
    else changed = pick(random, random.below(3) === 0 ? BLIND : ALONG_GRAMMAR)(changed, random);
    changed = changed.slice(0, BYTES_MAX);
  }
  return changed;
}

/** The beginning of one and the end of another. */
function spliced(octets: string, others: readonly string[], random: Random): string {
  const other = pick(random, others);
  const head = octets.slice(0, random.below(octets.length + 1));
  return head + other.slice(random.below(other.length + 1));
}

function value(random: Random): string {
  return pick(random, random.below(3) === 0 ? NUMBERS : TOKENS);
}

function octet(random: Random): string {
  return String.fromCharCode(random.below(256));
}

function range(octets: string, random: Random): readonly [number, number] {
  const from = random.below(octets.length);
  return [from, Math.min(octets.length, from + 1 + random.below(1 << random.below(10)))];
}

function replaced(octets: string, [from, to]: readonly [number, number], by: string): string {
  return octets.slice(0, from) + by + octets.slice(to);
}

function inserted(octets: string, random: Random, what: string): string {
  const at = random.below(octets.length + 1);
  return replaced(octets, [at, at], what);
}

/** One of what the pattern finds is replaced; nothing when it finds none. */
function instead(octets: string, random: Random, pattern: RegExp, by: string): string {
  const found = [...octets.matchAll(pattern)];
  if (found.length === 0) return octets;
  const { index, 0: text } = pick(random, found);
  return replaced(octets, [index, index + text.length], by);
}

function onLines(octets: string, random: Random, change: (line: string) => string[]): string {
  const lines = octets.split("\r\n");
  const at = random.below(lines.length);
  lines.splice(at, 1, ...change(lines[at] as string));
  return lines.join("\r\n");
}
