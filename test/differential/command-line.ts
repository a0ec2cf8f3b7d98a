/*
 * Random command lines and configuration files. Which options there are is read from the core's own
 * `--help`, so that a new one is tried from its first day.
 */
import type { CoreBuild } from "../support/core-driver";
import { pick, type Random } from "../support/random";
import { SimulatedServer } from "../support/simulated-server";
import { makeTree } from "../support/simulated-world";
import { readVectors } from "../vectors/read";
import { CONFIGURATION } from "./case";
import { mutate } from "./mutate";

export interface CommandLine {
  readonly args: readonly string[];
  readonly configuration: string | null;
}

interface Option {
  readonly word: string;
  /** What stands for its value in the help; null when it has none. */
  readonly value: string | null;
}

/** With these the server starts, and does what most cases are about. */
const PLAIN = [
  "--cgi",
  "--cgi -v --sendfile-root /srv/home",
  "--cgi -q --connections 3",
  "--cgi --connections 1",
  "--cgi --scripts 1 --script-queue 2 --timeout script-wait=5",
  "--cgi --requests 3 --content-max 40 --min-rate 0 --timeout head=1",
  "--cgi --scripts 1 --script-rate 1000000000 --script-buffer 64",
  "-v",
  "--cgi --cors=https://app.example --header=Set-Cookie:a=b --error-page=404=/slot.bin",
  "--cgi --script *.php:/bin/sh --script *.cgi --isindex --script-env=TZ=UTC --script-env PATH=/x",
  "--scripts 2 --script /app/ --script=*.php:/bin/sh --script /cgi-bin --index=index.cgi",
  "--cgi --pass-authorization --isindex",
  "--encoded-slash files --cgi --error-page=404=/hello.txt",
  "--cgi --cors=* --dot-files --no-symlinks --type=txt=text/x --index=a.txt",
];

/** The same with backends; words are separated by "|". */
const WITH_BACKENDS = [
  "-v|--fastcgi|/ unix:/a.sock|--sendfile-root|/srv/home",
  "--fastcgi|/app/ unix:/a.sock 127.0.0.1:9000 keep=2|--fastcgi|*.php unix:/b.sock check=no",
  "--cgi|--scgi|/ 127.0.0.1:4000 [::1]:4000 balance=round down=3",
  "--cgi|--authorizer|/ unix:/auth.sock keep=1|--script-env|TZ=UTC|-v",
  "--authorizer|/ unix:/auth.sock|--fastcgi|/ unix:/a.sock :9000 keep=3 balance=client|-v",
  "--authorizer|/app unix:/x.sock connect=1 head=2 down=0|--scgi|/app unix:/y.sock connect=1 send=2",
  "--fastcgi|/ unix:/a.sock keep=1 at-once=1 send=3 silence=4 idle=5 total=6|--script-queue|2|-v",
  "--fastcgi|/ unix:/a.sock at-once=1 rate=1000000000 buffer=64 down=0|--script-queue|2|-v",
  "--fastcgi|.php unix:/a.sock root=/var/www check=yes keep=128|--pass-authorization|--cgi",
  "--scgi|/app/ unix:/a.sock unix:/b.sock unix:/c.sock connect=2|--fastcgi|/cgi-bin/ :9000 idle=1",
  "--fastcgi|/cgi-bin/ unix:/a.sock check=yes|--connections|2|--timeout|gateway-keep=1|-q",
  "--fastcgi|/ spawn=/srv/home/cgi-bin/script processes=2 keep=1|--status|/status|-v",
  "--scgi|/app/ spawn=/srv/home/cgi-bin/script|--fastcgi|/s unix:/a.sock|--status|/app|--cgi",
  "--fastcgi|/app unix:/a.sock encoded-slash=pass|--authorizer|/sub unix:/b.sock encoded-slash=pass",
  "--fastcgi|/ unix:/a.sock|--scgi|/sub unix:/b.sock|--content-max|40|--temp-dir|/tmp|-v",
];

/** They end the process, and everything after them with it. */
const ENDING = ["help", "version", "limits", "test"];

const VALUES = [
  ..."0 1 2 3 5 8 10 60 100 1000 10000 10001 65535 65536 4294967296 -1 +1 1.5 0x10 1e3".split(" "),
  ..."1k 8K 1M 2g 1s 5m 1h 100ms on off yes no true none always never all * / . .. home".split(" "),
  ..."/hello.txt sub /sub/ missing.conf server.conf mime.types 127.0.0.1 [::1] ::1 [::1 :80 80".split(
    " ",
  ),
  ..."127.0.0.1:80 [::1]:8080 text/html html .html application/x-thing a=b a:b 404 404=/x".split(
    " ",
  ),
  "",
  " ",
  "X-Name: value",
  "Cache-Control: max-age=60",
  "/*.html X-Name: value",
  "404 /hello.txt",
  "text/x-thing thing thing2",
  "/app/:/bin/sh head=1 silence=2 idle=3 total=4 at-once=5 rate=6 buffer=7k",
  "*.php:/bin/sh at-once=1 encoded-slash=pass",
  "*.txt",
  "/srv/home/sub/",
  "/app:/no/such/program",
  "/x/ unix:/x.sock 127.0.0.1:9000 keep=4 balance=least down=2 root=/srv check=yes",
  "/ unix:/x.sock connect=1 send=2 head=3 silence=4 idle=5 total=6 at-once=7",
  ".php [::1]:9000 balance=round",
  "/x unix:x.sock",
  "\x01\xff",
  "a\r\nb",
  "9".repeat(30),
  "n".repeat(3000),
];

/** Lines of a configuration file that may change while the server runs. */
const LASTING_NOT = [
  ..."header X-A: 1|header *.txt X-B: 2|cors *|cors https://a.example|no-listing|dot-files".split(
    "|",
  ),
  ..."index hello.txt|index a.php index.html|error-page 404=/hello.txt|cgi|script *.txt".split("|"),
  ..."script *.php:/bin/sh at-once=2|scripts 2|connections 3|content-max 5|script-buffer 3".split(
    "|",
  ),
  ..."type .txt=text/x-own|mime-types mime.types|charset latin1|default-type a/b|isindex".split(
    "|",
  ),
  ..."encoding .gz=gzip|status /state|encoded-slash files|sendfile-root /srv/home/sub".split("|"),
  ..."script-env A=b|timeout head=3|timeout script-total=2|min-rate 0|requests 2|verbose".split(
    "|",
  ),
];

/** Makes them; what is found in vectors is used as well. */
export class CommandLines {
  private readonly options: readonly Option[];
  private readonly ofVectors: readonly (readonly string[])[];
  private readonly values: readonly string[];

  constructor(build: CoreBuild) {
    this.options = readOptions(build);
    const found = readVectors().map(({ vector }) => vector.args);
    this.ofVectors = found.filter((args) => args.length > 0);
    const values = this.ofVectors.flat().filter((word) => !word.startsWith("-"));
    this.values = [...VALUES, ...values];
  }

  /** One that the server most likely starts with, or anything at all. */
  make(random: Random): CommandLine {
    const dice = random.below(20);
    if (dice === 0) return this.makeWild(random);
    const args = pick(random, PLAIN).split(" ");
    if (random.below(3) === 0) return { args: this.withBackends(random), configuration: null };
    if (dice < 6 && this.ofVectors.length > 0) args.push(...pick(random, this.ofVectors));
    if (dice < 10) args.push(...this.one(random, ENDING));
    if (random.below(2) === 0) return { args, configuration: null };
    return { args: ["-c", CONFIGURATION, ...args], configuration: this.configuration(random) };
  }

  /** A file that may most likely take the place of another one. */
  configuration(random: Random): string {
    const lines: string[] = [];
    for (let left = random.below(5); left > 0; left--) lines.push(pick(random, LASTING_NOT));
    if (random.below(4) === 0) lines.push(this.line(random));
    return `${lines.join("\n")}\n`;
  }

  private withBackends(random: Random): string[] {
    const args = pick(random, WITH_BACKENDS).split("|");
    return random.below(3) === 0 ? [...args, ...this.one(random, ENDING)] : args;
  }

  private makeWild(random: Random): CommandLine {
    const args: string[] = [];
    for (let left = random.below(5); left > 0; left--) args.push(...this.one(random, []));
    if (random.below(2) === 0) return { args, configuration: null };
    const lines: string[] = [];
    for (let left = random.below(8); left > 0; left--) lines.push(this.line(random));
    const configuration = lines.join("\n");
    return { args: ["-c", CONFIGURATION, ...args], configuration };
  }

  private one(random: Random, without: readonly string[]): string[] {
    const { word, value } = pick(
      random,
      this.options.filter((option) => !without.includes(option.word)),
    );
    const isOdd = random.below(20) === 0;
    if ((value === null) !== isOdd) return [`--${word}`];
    const given = this.value(random);
    return random.below(8) === 0 ? [`--${word}=${given}`] : [`--${word}`, given];
  }

  private line(random: Random): string {
    const [word = "", given] = this.one(random, []);
    const line = given === undefined ? word.slice(2) : `${word.slice(2)} ${given}`;
    const spaced = random.below(6) === 0 ? `\t${line} # why\r` : line;
    return random.below(6) === 0 ? mutate(spaced, VALUES, random) : spaced;
  }

  /** An argument ends at NUL, so that none can have one. */
  private value(random: Random): string {
    const value = pick(random, this.values);
    if (random.below(5) > 0) return value;
    return mutate(value, VALUES, random).replaceAll("\0", "").slice(0, 4000);
  }
}

/** The words and values of `--help`. */
function readOptions(build: CoreBuild): Option[] {
  const help = new SimulatedServer(build, { tree: makeTree(), args: ["--help"] }).host.logged;
  const lines = help.matchAll(/^ +(?:-\w, +)?--([\w-]+)(?: (\S+))?(?= {2}|$)/gm);
  const options = [...lines].map(([, word = "", value]) => ({ word, value: value ?? null }));
  if (options.length < 10) throw new Error(`the help has ${options.length} options: ${help}`);
  return options;
}
