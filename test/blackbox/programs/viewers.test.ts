/*
 * Programs that show repositories in a browser: cgit, gitweb and fossil, as their packages install
 * them. Those of git are looked at in a real browser, which complains of what does not arrive.
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasBrowser, look, Person } from "../../support/browser";
import { run, runWell, testWith } from "../../support/command";
import { exchange, expectStatus, get, textOf } from "../../support/exchange";
import { git, makeRepository } from "../../support/git";
import { copyOf, makeFolder, script } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { type Server, startServer, stopServers } from "../../support/server";

const CGIT = "/usr/lib/cgit/cgit.cgi";
const CGIT_FILES = "/usr/share/cgit";
const GITWEB = "/usr/share/gitweb/gitweb.cgi";
const GITWEB_FILES = "/usr/share/gitweb/static";

const testCgit = existsSync(CGIT) && hasBrowser ? test : test.skip;
const testGitweb = existsSync(GITWEB) && hasBrowser ? test : test.skip;
const testFossil = testWith("fossil", "version");

const COMMITS = 5;

let projects: string;
let server: Server;
let person: Person;

test.before(async () => {
  projects = makeFolder();
  await makeRepository(projects, "project.git", COMMITS);
  writeFileSync(join(projects, "cgitrc"), cgitSettings());
  writeFileSync(join(projects, "gitweb.conf"), gitwebSettings());
  server = await startServer({
    home: {
      "favicon.ico": "",
      ...(existsSync(CGIT) && {
        "cgi-bin/cgit": script(`CGIT_CONFIG=${projects}/cgitrc exec ${CGIT}`),
        "cgit/cgit.css": copyOf(`${CGIT_FILES}/cgit.css`),
        "cgit/cgit.png": copyOf(`${CGIT_FILES}/cgit.png`),
      }),
      ...(existsSync(GITWEB) && {
        "cgi-bin/gitweb": script(`GITWEB_CONFIG=${projects}/gitweb.conf exec ${GITWEB}`),
        "gitweb/gitweb.css": copyOf(`${GITWEB_FILES}/gitweb.css`),
        "gitweb/gitweb.js": copyOf(`${GITWEB_FILES}/gitweb.js`),
        "gitweb/git-logo.png": copyOf(`${GITWEB_FILES}/git-logo.png`),
      }),
      "cgi-bin/fossil": script(`#!/usr/bin/fossil\nrepository: ${projects}/project.fossil\n`),
    },
    args: ["--cgi"],
  });
  person = await Person.sitDown();
});
test.after(async () => {
  await person.leave();
  await stopServers();
});

function cgitSettings(): string {
  return [
    "css=/cgit/cgit.css",
    "logo=/cgit/cgit.png",
    "enable-http-clone=1",
    "snapshots=tar.gz",
    "repo.url=project",
    `repo.path=${projects}/project.git`,
    "repo.desc=A project <of tests>\n",
  ].join("\n");
}

function gitwebSettings(): string {
  return [
    `our $projectroot = "${projects}";`,
    'our @stylesheets = ("/gitweb/gitweb.css");',
    'our $javascript = "/gitweb/gitweb.js";',
    'our $logo = "/gitweb/git-logo.png";',
    'our $favicon = "/favicon.ico";',
    '$feature{"pathinfo"}{"default"} = [1];',
    '$feature{"snapshot"}{"default"} = ["tgz"];\n',
  ].join("\n");
}

testCgit("cgit: from the index to a change, with a style sheet and pictures", async () => {
  await look(person, async (page) => {
    await page.goto(`${server.url}/cgi-bin/cgit/`);
    await page.getByRole("link", { name: "A project <of tests>" }).click();
    await page.getByRole("link", { name: "log", exact: true }).click();
    await page.getByRole("link", { name: "Change 3 of main" }).click();
    assert.match(await page.innerText("table.diff"), "line 3 <of text>");
    assert.is(await page.evaluate("document.styleSheets[0].cssRules.length > 100"), true);
    assert.is(await page.evaluate("document.images[0].naturalWidth > 0"), true);
  });
});

testCgit("cgit: a file as it is, a snapshot, a feed, and HEAD of them", async () => {
  const target = "/cgi-bin/cgit/project";
  const plain = await get(server, `${target}/plain/src/file%202.txt`);
  expectStatus(plain, 200);
  assert.is(textOf(plain), "line 2 <of text>\n");
  const snapshot = await get(server, `${target}/snapshot/project-main.tar.gz`);
  expectStatus(snapshot, 200);
  assert.is(snapshot.content.readUInt16BE(0), 0x1f8b);
  assert.match(textOf(await get(server, `${target}/atom/`)), /<feed /);
  for (const path of ["/", "/plain/src/file%202.txt", "/log/?qt=grep&q=Change"]) {
    expectStatus(await exchange(server, { method: "HEAD", target: target + path }), 200);
  }
  expectStatus(await get(server, `${target}/plain/none`), 404);
});

testCgit("git clone from cgit itself", async () => {
  const folder = makeFolder();
  await git(folder, "clone", "--quiet", `${server.url}/cgi-bin/cgit/project`, "work");
  assert.is(await git(join(folder, "work"), "rev-list", "--count", "HEAD"), String(COMMITS));
});

testGitweb("gitweb: from the projects to a change, with its script", async () => {
  await look(person, async (page) => {
    await page.goto(`${server.url}/cgi-bin/gitweb`);
    await page.getByRole("link", { name: "project.git" }).first().click();
    await page.getByRole("link", { name: "shortlog", exact: true }).first().click();
    await page.getByRole("link", { name: "Change 3 of main" }).first().click();
    await page.getByRole("link", { name: "commitdiff" }).first().click();
    assert.match(await page.innerText("div.patchset"), /line\s3\s<of\stext>/);
    assert.is(await page.evaluate("typeof onloadTZSetup"), "function");
    assert.is(await page.evaluate("document.styleSheets[0].cssRules.length > 50"), true);
  });
});

testGitweb("gitweb: a file as it is, a snapshot, a feed and what it refuses", async () => {
  const target = "/cgi-bin/gitweb/project.git";
  const plain = await get(server, `${target}/blob_plain/main:/src/file%202.txt`);
  expectStatus(plain, 200);
  assert.is(textOf(plain), "line 2 <of text>\n");
  const snapshot = await get(server, `${target}/snapshot/main.tar.gz`);
  expectStatus(snapshot, 200);
  assert.match(fieldOf(snapshot, "Content-Disposition") as string, /filename="project-main/);
  assert.is(snapshot.content.readUInt16BE(0), 0x1f8b);
  assert.match(textOf(await get(server, `${target}/rss`)), /<rss /);
  expectStatus(await get(server, "/cgi-bin/gitweb?p=none.git"), 404);
});

testFossil("fossil: pages, a clone, and changes that are sent back", async () => {
  const home = makeFolder();
  const env = { HOME: home, USER: "ann", LC_ALL: "C.UTF-8" };
  const file = join(projects, "project.fossil");
  await runWell("fossil", ["new", file, "--admin-user", "ann"], { env });
  await runWell("fossil", ["user", "password", "ann", "secret", "-R", file], { env });
  const page = await get(server, "/cgi-bin/fossil/timeline");
  expectStatus(page, 200);
  assert.match(textOf(page), /initial empty check-in/);
  expectStatus(await get(server, "/cgi-bin/fossil"), 302);
  const url = `http://ann:secret@127.0.0.1:${server.port}/cgi-bin/fossil`;
  const clone = join(home, "clone.fossil");
  await runWell("fossil", ["clone", "--save-http-password", url, clone], { env });
  const inWork = { env, folder: join(home, "work") };
  await runWell("fossil", ["open", clone, "--workdir", inWork.folder], { env });
  writeFileSync(join(inWork.folder, "large.txt"), `${"line of text\n".repeat(100_000)}`);
  await runWell("fossil", ["add", "large.txt"], inWork);
  await runWell("fossil", ["commit", "--comment", "a large file", "--no-warnings"], inWork);
  const { stdout } = await run("fossil", ["timeline", "-R", file, "-n", "3"], { env });
  assert.match(stdout, /a large file/);
  const raw = await get(server, "/cgi-bin/fossil/raw/large.txt?ci=tip");
  expectStatus(raw, 200);
  assert.is(raw.content.length, 1_300_000);
});

test.run();
