/*
 * Writes what the native fuzzer starts from: the requests of all vectors and of the differential
 * fuzzer, a dictionary, and the directory that is served. build/fuzz-native.mjs runs it.
 *
 * prepare FOLDER: FOLDER/seeds, FOLDER/http.dict, FOLDER/home.
 */
import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Kind } from "../../src/seam/results";
import { recordsOf } from "../differential/backend-answers";
import { REQUESTS, SCRIPT_ANSWERS } from "../differential/corpus";
import { WORDS } from "../differential/mutate";
import { makeRandom } from "../support/random";
import type { Entry } from "../support/simulated-tree";
import { makeTree } from "../support/simulated-world";
import { readVectors } from "../vectors/read";
import { escaped, inputOf, inputOfBackend } from "./input";

/** Longer seeds would be nearly all that is mutated. */
const SEED_BYTES_MAX = 20_000;
const ENTRIES = 200;

const folder = process.argv[2] as string;
rmSync(folder, { recursive: true, force: true });
writeSeeds(join(folder, "seeds"));
writeDictionary(join(folder, "http.dict"));
writeEntry(join(folder, "home"), makeTree());
for (let i = 0; i < ENTRIES; i++) writeOctets(join(folder, `home/many/${i}-entry`), "");

function writeSeeds(target: string): void {
  const vectors = readVectors().map(({ vector }) => inputOf(vector.request, vector.script));
  const request = "GET /cgi-bin/script HTTP/1.1\r\nHost: a\r\n\r\n";
  const answers = SCRIPT_ANSWERS.map((answer) => inputOf(request, answer));
  const seeds = [...vectors, ...answers, ...ofBackends(), ...REQUESTS.map(escaped)];
  for (const [number, seed] of seeds.entries()) {
    if (seed.length <= SEED_BYTES_MAX) writeOctets(join(target, `${number}`), seed);
  }
}

function ofBackends(): string[] {
  const random = makeRandom(1);
  const get = (path: string) => `GET /${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
  const post = "POST /fcgi/x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
  return SCRIPT_ANSWERS.flatMap((answer) => [
    inputOfBackend(get("fcgi/x?a=b"), recordsOf(answer, random)),
    inputOfBackend(post, recordsOf(answer, random)),
    inputOfBackend(get("guarded/x"), recordsOf(answer, random)),
    inputOfBackend(get("scgi/x"), answer),
  ]);
}

/** libFuzzer's format: a quoted text a line. */
function writeDictionary(path: string): void {
  const quoted = [...new Set(WORDS)].map((word) => {
    const text = word.replace(
      /[^\x20-\x7e]|["\\]/g,
      (octet) => `\\x${octet.charCodeAt(0).toString(16).padStart(2, "0")}`,
    );
    return `"${text}"\n`;
  });
  writeOctets(path, quoted.join(""));
}

function writeEntry(path: string, entry: Entry): void {
  const seconds = entry.modifiedMs / 1000;
  switch (entry.kind) {
    case Kind.Directory:
      mkdirSync(path, { recursive: true });
      for (const [name, child] of entry.children) writeEntry(join(path, name), child);
      break;
    case Kind.Link:
      symlinkSync(entry.target, path);
      return;
    case Kind.Other:
      // A device that is always there.
      symlinkSync("/dev/null", path);
      return;
    default:
      writeFileSync(path, entry.content);
      if (entry.kind === Kind.Program) chmodSync(path, 0o755);
      if (!entry.isReadable) chmodSync(path, 0);
  }
  utimesSync(path, seconds, seconds);
}

function writeOctets(path: string, octets: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.from(octets, "latin1"));
}
