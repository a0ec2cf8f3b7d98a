/*
 * Random cases, each from a seed alone: connections that come and go, requests whole, cut and
 * spoiled, clients that take their time, scripts of all kinds, files that change, calls of the
 * machine that fail, and time that passes.
 */

import { Failure } from "../../src/seam/results";
import { READ_BYTES } from "../../src/wire/sizes/sizes";
import type { CoreBuild } from "../support/core-driver";
import { makeRandom, pick, type Random } from "../support/random";
import { MODIFIED_MS } from "../support/simulated-tree";
import { readVectors } from "../vectors/read";
import { recordsOf } from "./backend-answers";
import type { Case, EntryKind, Meeting, Step } from "./case";
import { CommandLines } from "./command-line";
import { REQUESTS, SCRIPT_ANSWERS, WITH_CONTENT } from "./corpus";
import { mutate } from "./mutate";

const PIECES = [1, 7, 100, 1000, READ_BYTES, READ_BYTES, READ_BYTES];
/** Longer texts are not given in smaller pieces: a run would be nothing but that. */
const LONG_BYTES = 2000;
const LONG_PIECE_BYTES = 500;

const HELD = [0, 1, 25, 300, 5000, 100_000];
const PASSES_MS = [0, 1, 10, 500, 1000, 3000, 15_000, 20_000, 30_000];
const JUMPS_MS = [0, 999, 60_000, 86_400_000, 2_000_000_000];
const CLOCKS = [0, 1.7e9, 1.8e9 + 0.25, 4e9, 1e12];
const FAILURES = [
  Failure.NoDescriptors,
  Failure.Forbidden,
  Failure.NotFound,
  Failure.Fault,
] as const;
const FAILING = ["openFile", "statFile", "readFile", "inspect", "openDirectory", "spawn"] as const;
const CALLS_MAX = 60;
const CONNECTING = [
  ...[Failure.Refused, Failure.NotFound, Failure.Forbidden, Failure.Busy],
  ...[Failure.NoDescriptors, Failure.AddressInvalid, Failure.Fault],
] as const;
const MEETINGS: readonly Meeting[] = [
  ...Array.from({ length: 12 }, (): Meeting => "accept"),
  ...Array.from({ length: 2 }, (): Meeting => "hold"),
  ...CONNECTING,
];
const LEAVING = ["end", "close", "close", "fail"] as const;

const NAMES = [
  ..."hello.txt slot.bin big.bin page.html new.txt hello.txt.gz hello.txt.br hello.txt.zst".split(
    " ",
  ),
  ..."page.html.gz sub/index.html sub/index.html.br sub/inner.txt list/x.txt list list/dir".split(
    " ",
  ),
  ..."cgi-bin/script cgi-bin/other index.html 404.html .htaccess empty.txt sub".split(" "),
  'list/<a href="x">&\'.txt',
  "list/\xff\xfe \x01\n.txt",
  `list/${"l".repeat(255)}`,
  "list/%41%2f",
];
const KINDS: readonly EntryKind[] = [
  ..."file file file program directory link special closed nothing".split(" "),
] as EntryKind[];
const TARGETS = ["hello.txt", "../hello.txt", "/srv/home/sub", "/etc/passwd", "list", "new.txt"];
const MODIFIED = [MODIFIED_MS, MODIFIED_MS + 1000, 0, -1, 1.8e12, 9e15];

type Make = (random: Random, generator: Generator) => Step;

/** With how often each is taken, of 100 and a few. */
const STEPS: readonly (readonly [number, Make])[] = [
  [11, () => ["connect"]],
  [36, (random, generator) => generator.request(random)],
  [4, (random) => ["limit", random.below(8), pick(random, HELD)]],
  [4, (random) => ["take", random.below(8), pick(random, HELD)]],
  [4, (random) => ["take", random.below(8), null]],
  [14, (random, generator) => generator.output(random)],
  [2, (random) => ["read", random.below(8), pick(random, [0, 3, 1000])]],
  [2, (random) => ["read", random.below(8), null]],
  [4, (random) => ["exit", random.below(8), pick(random, [0, 0, 0, 1, 256 + 11])]],
  [1, (random) => ["die", random.below(8), pick(random, [0, 3, ...FAILURES])]],
  [1, (random) => ["close", random.below(8), pick(random, ["output", "error"] as const)]],
  [1, (random) => ["disobey", random.below(8)]],
  [2, (random) => ["end", random.below(8)]],
  [2, (random) => ["reset", random.below(8)]],
  [4, (random) => ["fail", pick(random, FAILING), pick(random, FAILURES)]],
  [1, (random) => ["cut", pick(random, NAMES), random.below(120_000), pick(random, PASSES_MS)]],
  [3, entry],
  [8, (random) => ["pass", pick(random, PASSES_MS)]],
  [1, (random) => ["jump", pick(random, JUMPS_MS)]],
  [1, (random) => ["wall", pick(random, CLOCKS)]],
  [2, (random, generator) => ["reload", generator.configuration(random)]],
  [6, (random) => ["events", random.below(1 << 30), null]],
];

/** Those of a case that has backends. */
const BACKEND_STEPS: readonly (readonly [number, Make])[] = [
  ...STEPS,
  [60, (random, generator) => generator.answer(random)],
  [30, (random) => ["give", random.below(8), READ_BYTES, pick(random, WITH_CONTENT)]],
  [8, (random) => ["leave", random.below(8), pick(random, LEAVING)]],
  [5, (random) => ["meet", pick(random, MEETINGS)]],
  [3, (random) => ["accept", random.below(8)]],
  [3, (random) => ["hear", random.below(8), pick(random, HELD)]],
  [3, (random) => ["hear", random.below(8), null]],
  [1, (random) => ["fail", "connect", pick(random, CONNECTING)]],
  [1, () => ["reload"]],
  [1, (random) => ["fail", pick(random, ["openSocket", "startServer"]), pick(random, CONNECTING)]],
];

export class Generator {
  private readonly commandLines: CommandLines;
  private readonly requests: readonly string[];
  private readonly answers: readonly string[];
  /** Of 4 answers of backends, how many are FastCGI's. */
  private fastcgiShare = 0;

  constructor(build: CoreBuild) {
    this.commandLines = new CommandLines(build);
    const vectors = readVectors().map(({ vector }) => vector);
    this.requests = [...REQUESTS, ...vectors.map(({ request }) => request)];
    const scripts = vectors.map(({ script }) => script).filter((script) => script !== null);
    this.answers = [...SCRIPT_ANSWERS, ...scripts];
  }

  make(seed: number, count: number): Case {
    const random = makeRandom(seed);
    const { args, configuration } = this.commandLines.make(random);
    const words = [...args, ...(configuration ?? "").split("\n")];
    const has = (pattern: RegExp) => words.some((word) => pattern.test(word));
    const hasScgi = has(/^(--)?scgi/);
    const hasFastcgi = has(/^(--)?(fastcgi|authorizer)/);
    this.fastcgiShare = (hasFastcgi ? 3 : 0) + (hasScgi ? 0 : 1);
    const kinds = hasScgi || hasFastcgi ? BACKEND_STEPS : STEPS;
    const steps: Step[] = [["connect"]];
    for (let i = 0; i < count; i++) {
      steps.push(this.step(random, kinds));
      // Some of what is due stays so while other things happen.
      steps.push(["events", random.below(1 << 30), random.below(6)]);
    }
    return { args, configuration, steps };
  }

  private step(random: Random, kinds: typeof STEPS): Step {
    const rare = random.below(1200);
    if (rare === 0) return ["stop"];
    if (rare === 1) {
      return ["fault", 1 + random.below(CALLS_MAX), pick(random, ["before", "after"] as const)];
    }
    let dice = random.below(kinds.reduce((sum, [chance]) => sum + chance, 0));
    for (const [chance, make] of kinds) {
      if (dice < chance) return make(random, this);
      dice -= chance;
    }
    throw new Error("the chances do not sum up");
  }

  configuration(random: Random): string {
    return this.commandLines.configuration(random);
  }

  request(random: Random): Step {
    let octets = this.one(random);
    for (let i = random.below(4); i > 0; i--) octets += this.one(random);
    const piece = pick(random, PIECES);
    const isLong = octets.length > LONG_BYTES;
    return ["give", random.below(8), isLong ? Math.max(piece, LONG_PIECE_BYTES) : piece, octets];
  }

  output(random: Random): Step {
    const pieceBytes = pick(random, [3, 50, READ_BYTES]);
    if (random.below(6) === 0) {
      const octets = pick(random, ["line\n", "half", "\x1b[0m\r\n", "e".repeat(5000)]);
      return ["write", random.below(8), "error", pieceBytes, octets];
    }
    const answer = pick(random, this.answers);
    const octets = random.below(3) === 0 ? mutate(answer, this.answers, random) : answer;
    const isLong = octets.length > LONG_BYTES;
    const bytes = isLong ? Math.max(pieceBytes, LONG_PIECE_BYTES) : pieceBytes;
    return ["write", random.below(8), "output", bytes, octets];
  }

  answer(random: Random): Step {
    const answer = pick(random, this.answers);
    const isSpoiled = random.below(4) === 0;
    const output = isSpoiled ? mutate(answer, this.answers, random) : answer;
    const isFastcgi = random.below(4) < this.fastcgiShare;
    let octets = isFastcgi ? recordsOf(output, random) : output;
    if (isFastcgi && random.below(10) === 0) octets = mutate(octets, [octets], random);
    const pieceBytes = pick(random, [1, 7, 50, 1000, READ_BYTES, READ_BYTES, READ_BYTES]);
    const isLong = octets.length > LONG_BYTES;
    return [
      "answer",
      random.below(8),
      isLong ? Math.max(pieceBytes, LONG_PIECE_BYTES) : pieceBytes,
      octets,
    ];
  }

  private one(random: Random): string {
    const octets = pick(random, this.requests);
    return random.below(2) === 0 ? mutate(octets, this.requests, random) : octets;
  }
}

function entry(random: Random): Step {
  const kind = pick(random, KINDS);
  const text = kind === "link" ? pick(random, TARGETS) : `${random.below(1000)} octets`;
  const fillBytes = pick(random, [0, 0, 100, 5000, 20_000, 70_000]);
  return ["entry", pick(random, NAMES), kind, text, fillBytes, pick(random, MODIFIED)];
}
