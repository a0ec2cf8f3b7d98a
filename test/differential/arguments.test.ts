/*
 * Command lines and configuration files, good and bad: both builds of the core say the same.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeRandom, type Random, seed } from "../support/random";
import { SimulatedServer } from "../support/simulated-server";
import { file } from "../support/simulated-tree";
import { loadCores, makeTree } from "../support/simulated-world";

const CONFIGURATION = "server.conf";
const RUNS = 400;
/** Fewer kinds of last lines would mean that little was tried. */
const ENDINGS_MIN = 30;

const ARGUMENTS = [
  ..."-p --listen -b --bind -h --home -d --directory --cgi -f --foreground -v --verbose".split(" "),
  ..."-q --quiet -c --config --connections --limits -t --test --version --help --".split(" "),
  ..."--connection --cgii --listne --hoem -x -pv -p8000 --listen=80 --cgi=on -- - 8000".split(" "),
  ..."0 65535 65536 -1 80x 127.0.0.1:80 [::1]:80 ::1 :80 [::1 a:b:c HTTP/1.1 1 10000".split(" "),
  ..."10001 0x10 . / home server.conf missing.conf".split(" "),
  "--header=X-A: 1",
  "--header",
  "/sub/ Cache-Control: max-age=1",
  "*.js X: 1",
  "Date: now",
  "/a*b X: 1",
  "--cors=*",
  "--cors=https://A.example",
  "--cors=a.example",
  "--type=.a=b/c",
  "--type=a",
  "--default-type=text/plain",
  "--default-type=text",
  "--default-type=a/b;c",
  "--charset=none",
  "--charset=iso-8859-1",
  "--charset=",
  "--charset=a b",
  '--type=a=b/c;d="e;\\"";f=g',
  '--type=a=b/c;d="e\\"',
  "--type=a=b/c;",
  "--header=Content-Type: a/b;c",
  "--index=a b",
  "--index=../a",
  "--error-page=404=/page.html",
  "--error-page=404=/missing.html",
  "--error-page=404=/sub",
  "--error-page=404=/../a",
  "--error-page=200=/page.html",
  "--mime-types=mime.types",
  "--mime-types=bad.types",
  "--dot-files",
  "--no-symlinks",
  "",
  " ",
  "\x01\xff",
  "9".repeat(30),
  "n".repeat(3000),
];

const LINES = [
  "listen 8080",
  "listen [::1]:80 # why",
  "home .",
  "directory /srv",
  "cgi",
  "cgi on",
  "connections 5",
  "connections 0",
  "connections many",
  "bind 127.0.0.1",
  "header X-Frame-Options: DENY",
  "header /static/  Cache-Control: max-age=3600  # long",
  "header Content-Length: 5",
  "header X",
  "cors http://localhost:3000",
  "cors http://a/b",
  "type .gcode text/x-gcode",
  "type gcode",
  "mime-types mime.types",
  "mime-types bad.types",
  "mime-types missing.types",
  "index index.html index.htm",
  "index a/b",
  "error-page 404 /page.html",
  "error-page 404 /outside.txt",
  "error-page 4040 /page.html",
  "dot-files",
  "no-symlinks on",
  "verbose",
  "quiet",
  "conections 5",
  "help",
  "config other.conf",
  "# a comment",
  "",
  "   ",
  "\tlisten\t80\r",
  "home",
  "home a b",
  "\x00\xff",
  `home ${"d".repeat(5000)}`,
];

const builds = await loadCores();

test("command lines and configuration files are read alike", () => {
  const seen = new Set<string>();
  for (let run = 0; run < RUNS; run++) {
    const random = makeRandom(seed + run);
    const args = several(random, ARGUMENTS, 5);
    const lines = several(random, LINES, 6);
    if (run % 2 === 0) args.unshift("-c", CONFIGURATION);
    const [one, other] = builds.map((build) => {
      const server = new SimulatedServer(build, {
        tree: makeTree(),
        args,
        hasHome: false,
        arrange: ({ files }) => {
          files.unconfined.set(CONFIGURATION, file(lines.join("\n")));
          files.unconfined.set("mime.types", file("text/x-a a b\nx/y # c\n"));
          files.unconfined.set("bad.types", file("text/x-a a b\ntext x\n"));
        },
      });
      return [`status ${server.status}`, ...server.host.transcript];
    });
    seen.add(one?.filter((line) => /^ {2}(log|print)\(/.test(line)).join() ?? "");
    assert.equal(other, one, `SEED=${seed + run}: ${JSON.stringify([args, lines])}`);
  }
  assert.ok(seen.size > ENDINGS_MIN, `only ${seen.size} different endings`);
});

function several(random: Random, from: readonly string[], most: number): string[] {
  const count = random.below(most + 1);
  return Array.from({ length: count }, () => from[random.below(from.length)] as string);
}

test.run();
