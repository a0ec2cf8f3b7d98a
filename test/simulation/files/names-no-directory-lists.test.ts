/*
 * Names that a file system takes for those of files, and that no directory lists: by none of them
 * may a rule be passed by, and nothing is read for a name that needs it not.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Names } from "../../../src/seam/results";
import { SimulatedServer } from "../../support/simulated-server";
import {
  aliased,
  directory,
  type Entry,
  file,
  folding,
  link,
  onFileSystem,
  program,
  source,
} from "../../support/simulated-tree";
import { answer, assertAtRest, cores, get, onBoth, say, startScript, statuses } from "../on-both";

/** As octets, a character each. */
function latin1(text: string): string {
  return Buffer.from(text).toString("latin1");
}

const RULES = [
  ["--cgi", "--script", "*.phs:/bin/sh", "--script", "*.phtml:/bin/sh"],
  ["--authorizer", "/administration/ unix:/auth", "--index", "index.html"],
  ["--header", "/static/ X-Rule: 1", "--sendfile-root", "/srv/home"],
].flat();

/** What a directory with casefold, and a FAT, finds beside what it lists. */
const ALIASES = {
  [latin1("\u200b.git")]: ".git",
  [latin1("page.ph\u017f")]: "page.phs",
  [latin1("page.p\u00adhs")]: "page.phs",
  [latin1("admini\u017ftration")]: "administration",
  [latin1("cgi\u00ad-bin")]: "cgi-bin",
  [latin1("\u017ftatic")]: "static",
  [latin1("CAF\u00c9.txt")]: latin1("caf\u00e9.txt"),
  "HTPASS~1": ".htpasswd",
  "GIT~1": ".git",
  "PAGE~1.PHT": "page.phtml",
  "ADMINI~1": "administration",
};

/** Short names without "~", and names that are cut to eight and three. */
const LOOSE = {
  HTPASSWD: ".htpasswd",
  GIT: ".git",
  "PAGE.PHT": "page.phtml",
  ADMINIST: "administration",
  "page.phtmlX": "page.phtml",
  "HELLO.TXT": "hello.txt",
  STATIC: "static",
  "page.phtml.": "page.phtml",
};

function tree(): Entry {
  return aliased(
    ALIASES,
    directory({
      ".htpasswd": file("secret"),
      ".git": directory({ config: file("secret") }),
      "page.phs": source(),
      "page.phtml": source(),
      administration: directory({ x: file("secret") }),
      "cgi-bin": directory({ script: program() }),
      static: directory({ "a.txt": file("a") }),
      "hello.txt": file("hello\n"),
      "hello.txt.gz": file("in gzip"),
      [latin1("caf\u00e9.txt")]: file("coffee"),
      [latin1("caf\u00e9.txt.gz")]: file("coffee in gzip"),
      "notes~1.txt": file("notes"),
      "notes~": file("older"),
      [latin1("stra\u00dfe")]: directory({
        [latin1("\u00fc.txt")]: file("over"),
        up: link("../hello.txt"),
        "up.txt": link("../hello.txt"),
        [latin1("hoch\u00f6")]: link("../static"),
        "index.html": file("<p>street</p>"),
      }),
    }),
  );
}

const UNLISTED = [
  ...["/%E2%80%8B.git/config", "/%E2%80%8B.git/", "/%E2%80%8B.git"],
  ...["/page.ph%C5%BF", "/page.p%C2%ADhs", "/page.p%C2%ADhs/info", "/page.ph%C5%BF?q"],
  ...["/admini%C5%BFtration/x", "/admini%C5%BFtration/", "/cgi%C2%AD-bin/script"],
  ...["/%C5%BFtatic/a.txt", "/CAF%C3%89.txt", "/%c5%bftatic/../HTPASS~1"],
  ...["/HTPASS~1", "/GIT~1/config", "/GIT~1/", "/GIT~1", "/PAGE~1.PHT", "/ADMINI~1/x"],
];

function refusesAll(server: SimulatedServer, targets: readonly string[]): void {
  for (const target of targets) {
    const client = server.connect();
    say(server, client, get(target));
    assert.is(answer(client).status, 404, target);
    assert.not.match(client.received().toString("latin1"), /secret|source of/);
    client.end();
    server.settle();
  }
  assert.equal([server.host.scripts, server.host.backends], [[], []], "nobody was asked");
  assertAtRest(server);
}

const files = { tree: onFileSystem(Names.Unknown, tree()), args: RULES };
const casefold = { tree: folding(tree()), args: RULES };

for (const [where, options] of Object.entries({ "a file system": files, casefold })) {
  onBoth(
    `${where}: a name that is not listed is no file's`,
    "",
    (server) => refusesAll(server, UNLISTED),
    options,
  );
}

onBoth(
  "a name that is listed is its file's",
  "",
  (server) => {
    const client = server.connect();
    const targets = [
      ["/caf%C3%A9.txt", "coffee"],
      ["/notes~1.txt", "notes"],
      ["/notes~", "older"],
      ["/stra%C3%9Fe/%C3%BC.txt", "over"],
      ["/stra%C3%9Fe/up", "hello\n"],
      ["/stra%C3%9Fe/hoch%C3%B6/a.txt", "a"],
      ["/stra%C3%9Fe/", "<p>street</p>"],
    ];
    for (const [target] of targets) say(server, client, get(target as string));
    const contents = client.received().toString().split("\r\n\r\n").slice(1);
    for (const [index, [target, content]] of targets.entries()) {
      assert.ok(contents[index]?.startsWith(content as string), target);
    }
    assertAtRest(server, 1);
  },
  files,
);

onBoth(
  "a compressed form of such a file",
  "",
  (server) => {
    const client = server.connect();
    say(server, client, get("/caf%C3%A9.txt", "Accept-Encoding: gzip\r\n"));
    assert.is(answer(client).content.toString(), "coffee in gzip");
  },
  files,
);

onBoth(
  "what follows a script in a path need not be there",
  "",
  (server) => {
    const { script } = startScript(server, get("/cgi-bin/script/%C5%BF/GIT~1"));
    assert.is(script.variable("PATH_INFO"), latin1("/\u017f/GIT~1"));
  },
  files,
);

onBoth(
  "a script that redirects to such a name, or has such a file sent",
  "",
  (server) => {
    for (const head of ["Location: /GIT~1/config", "X-Sendfile: /srv/home/GIT~1/config"]) {
      const { client, script } = startScript(server);
      script.write(`${head}\n\n`);
      script.exit();
      server.settle();
      assert.is(answer(client).status, 404, head);
    }
    assertAtRest(server, 2);
  },
  files,
);

onBoth(
  "a rule for a path holds for it in other letters",
  "",
  (server) => {
    const client = server.connect();
    say(server, client, get("/STATIC/a.txt"));
    assert.match(client.received().toString(), /^X-Rule: 1\r$/m);
  },
  { tree: aliased({ STATIC: "static" }, tree()), args: RULES },
);

onBoth(
  "where names have short forms, none that looks so is taken or shown",
  "",
  (server) => {
    refusesAll(server, [...UNLISTED, "/notes~1.txt"]);
    const client = server.connect();
    say(server, client, get("/notes~") + get("/list/"));
    const page = client.received().toString("latin1");
    assert.match(page, /older/);
    assert.match(page, /notes~</);
    assert.not.match(page, /~1/);
  },
  { tree: withList(onFileSystem(Names.Short, tree())), args: RULES },
);

/** NTFS lists short names as well. */
function withList(home: Entry): Entry {
  home.children.set("HTPASS~1", file("secret"));
  const list = directory({ "notes~": file("n"), "NOTES~1": file("secret"), "a.txt": file("a") });
  home.children.set("list", onFileSystem(Names.Short, list));
  return home;
}

onBoth(
  "where names are cut and shortened, each must be listed",
  "",
  (server) => {
    const targets = [
      "/HTPASSWD",
      "/GIT/config",
      "/GIT/",
      "/PAGE.PHT",
      "/ADMINIST/x",
      "/page.phtmlX",
    ];
    refusesAll(server, [...UNLISTED, ...targets, "/page.phtml.", "/notes~1.txt"]);
    const client = server.connect();
    say(server, client, get("/HELLO.TXT") + get("/STATIC/a.txt"));
    assert.equal(statuses(client), [200, 200]);
  },
  { tree: onFileSystem(Names.Loose, aliased(LOOSE, tree())), args: RULES },
);

for (const kind of ["--authorizer", "--header", "--script"]) {
  const rule = { "--authorizer": " unix:/auth", "--header": " X-Rule: 1", "--script": "" }[kind];
  const args = [kind, `${latin1("/stra\u00dfe/")}${rule}`];
  onBoth(
    `a rule that Unicode folds, ${kind}: each name must be listed`,
    "",
    (server) => {
      refusesAll(server, ["/strasse/", "/strasse/up", "/strasse/index.html"]);
      const client = server.connect();
      say(server, client, get("/hello.txt"));
      assert.equal(statuses(client), [200]);
    },
    { tree: aliased({ strasse: latin1("stra\u00dfe") }, folding(tree())), args },
  );
}

onBoth(
  "a directory is not read for what is plain, kept, or not there",
  "",
  (server) => {
    const client = server.connect();
    const reads = (): number =>
      server.host.transcript.filter((line) => line.startsWith("  nextEntry")).length;
    say(server, client, get("/hello.txt") + get("/%E2%80%8Bnowhere") + get("/NOWHER~1"));
    assert.is(reads(), 0);
    say(server, client, get("/caf%C3%A9.txt"));
    const once = reads();
    assert.ok(once > 0);
    say(server, client, get("/caf%C3%A9.txt"));
    assert.is(reads(), once, "it was judged");
    server.pass(1000);
    say(server, client, get("/caf%C3%A9.txt"));
    assert.is(reads(), once * 2, "for a second");
  },
  files,
);

onBoth(
  "a directory is not read where names are octets",
  "",
  (server) => {
    const client = server.connect();
    say(server, client, get("/caf%C3%A9.txt") + get("/stra%C3%9Fe/%C3%BC.txt"));
    assert.equal(statuses(client), [200, 200]);
    const { transcript } = server.host;
    assert.not.ok(transcript.some((line) => line.startsWith("  nextEntry")));
  },
  { tree: tree(), args: RULES },
);

for (const build of cores) {
  test(`an error page by a name that is not listed is refused at start [${build.name}]`, () => {
    const home = onFileSystem(Names.Unknown, aliased({ "ERROR~1.HTM": "error-page.html" }, tree()));
    home.children.set("error-page.html", file("sorry"));
    const args = ["--error-page", "404=/ERROR~1.HTM"];
    const server = new SimulatedServer(build, { tree: home, args });
    assert.is(server.status, -3);
    assert.match(server.host.logged, "error page 'ERROR~1.HTM' is not there");
  });

  test(`an index name that is not listed is none [${build.name}]`, () => {
    const home = onFileSystem(
      Names.Unknown,
      aliased({ "INDEX~1.HTM": "index-of-it.html" }, tree()),
    );
    home.children.set("index-of-it.html", file("index"));
    const args = ["--index", "INDEX~1.HTM"];
    const server = new SimulatedServer(build, { tree: home, args });
    const client = server.connect();
    say(server, client, get("/"));
    assert.match(answer(client).content.toString(), "<table");
  });
}

test.run();
