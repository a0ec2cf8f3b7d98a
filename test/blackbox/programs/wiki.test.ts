/*
 * An application of some size behind php-fpm, DokuWiki, as a person uses it in a browser: it has
 * forms, sessions, redirects, uploads, pages by PATH_INFO, style sheets and scripts made by PHP.
 */
import { createHash } from "node:crypto";
import { chownSync, cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeOpenFolder, stopApplications } from "../../support/application";
import { hasBrowser, Person } from "../../support/browser";
import { waitUntil } from "../../support/deadline";
import { exchange, expectStatus, get, textOf } from "../../support/exchange";
import { makeFolder } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { hasPhpFpm, startPhpFpm } from "../../support/php-fpm";
import { type Server, startServer, stopServers, unprivilegedUser } from "../../support/server";

const WIKI = "/usr/share/dokuwiki";
const isInstalled = hasPhpFpm && hasBrowser && existsSync(WIKI);
const testWithWiki = isInstalled ? test : test.skip;

const NAME = "pat";
const PASSWORD = "a secret & more";
/** A PNG of one pixel. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

let server: Server;
let person: Person;
let page: Page;
/** What the browser was answered that is no success, no redirect and not what it has already. */
const oddities: string[] = [];

/** What it keeps, and who may change it, in a folder that PHP may write to. */
function configure(): string {
  const folder = makeOpenFolder();
  const user = unprivilegedUser();
  const open = (path: string): string => {
    mkdirSync(path, { recursive: true });
    if (user !== null) chownSync(path, user.uid, user.gid);
    return path;
  };
  const kept = open(join(folder, "data"));
  const names = "attic cache index locks log media media_attic media_meta meta pages tmp";
  for (const name of names.split(" ")) open(join(kept, name));
  writeFileSync(join(kept, "pages/start.txt"), "====== Welcome ======\n");
  const settings = open(join(folder, "conf"));
  const hash = createHash("sha1").update(PASSWORD).digest("hex");
  const files = {
    "local.php": `<?php $conf['title'] = 'A wiki'; $conf['useacl'] = 1; $conf['passcrypt'] = 'sha1';
      $conf['userewrite'] = 2; $conf['savedir'] = '${kept}'; $conf['updatecheck'] = 0;
      $conf['send404'] = 1;`,
    "users.auth.php": `${NAME}:${hash}:Pat:pat@test.example:user\n`,
    "acl.auth.php": "*\t@ALL\t1\n*\t@user\t16\n",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(settings, name), text);
  writeFileSync(join(folder, "first.php"), `<?php define('DOKU_CONF', '${settings}/');`);
  return folder;
}

test.before(async () => {
  if (!isInstalled) return;
  const home = makeFolder();
  // Without its links to what Debian keeps elsewhere, which lead out of the home directory.
  cpSync(WIKI, join(home, "wiki"), { recursive: true, dereference: true });
  const folder = configure();
  const php = await startPhpFpm({
    workers: 4,
    hasModules: true,
    folder,
    lines: [`php_admin_value[auto_prepend_file] = ${folder}/first.php`],
  });
  server = await startServer({
    home,
    args: ["--fastcgi", `.php ${php.address}`, "--index", "doku.php"],
  });
  person = await Person.sitDown();
  page = person.page;
  page.on("response", (response) => {
    if (![200, 302, 304].includes(response.status()))
      oddities.push(`${response.status()} ${response.url()}`);
  });
  page.on("requestfailed", (request) => {
    // One that the browser itself has given up, for the next page.
    const why = request.failure()?.errorText ?? "";
    if (!why.includes("ERR_ABORTED")) oddities.push(`${why} ${request.url()}`);
  });
});
test.after(async () => {
  await person?.leave();
  await stopServers();
  await stopApplications();
});

function place(path: string): string {
  return `http://127.0.0.1:${server.port}/wiki/${path}`;
}

function secondOf(ms: number): number {
  return Math.floor(ms / 1000);
}

async function seen(): Promise<string> {
  return page.innerText("body");
}

function expectNothingOdd(): void {
  assert.equal(oddities.splice(0), []);
  assert.equal(person.complaints.splice(0), []);
}

async function write(text: string): Promise<void> {
  await page.goto(place("doku.php/notes:first?do=edit"));
  await page.fill("#wiki__text", text);
  await page.click("#edbtn__save");
  await page.waitForSelector(`text=${text}`);
}

testWithWiki("the start page, with its styles and scripts", async () => {
  await page.goto(place(""), { waitUntil: "networkidle" });
  assert.match(await seen(), /Welcome/);
  assert.match(await seen(), /Log In/);
  expectNothingOdd();
  const colour = await page.evaluate("getComputedStyle(document.body).backgroundColor");
  assert.is.not(colour, "rgba(0, 0, 0, 0)", "it has its style");
  assert.is(await page.evaluate("typeof jQuery"), "function", "its script has run");
});

testWithWiki("somebody logs in by the form", async () => {
  await page.goto(place("doku.php/start?do=login"));
  await page.fill("input[name=u]", NAME);
  await page.fill("input[name=p]", "wrong");
  await page.click("#dw__login button[type=submit]");
  assert.match(await seen(), /username or password was wrong/);
  assert.equal(oddities.splice(0), [`403 ${place("doku.php/start")}`]);
  assert.match(person.complaints.splice(0).join(), /403 \(Login failed\)/);
  await page.fill("input[name=u]", NAME);
  await page.fill("input[name=p]", PASSWORD);
  await page.click("#dw__login button[type=submit]");
  await page.waitForSelector("text=Logged in as");
  expectNothingOdd();
});

testWithWiki("a page is written, changed, read back; and what it was before", async () => {
  await write("Écrit une première fois.");
  // What a page was before is kept by the second.
  const second = secondOf(Date.now());
  await waitUntil(() => secondOf(Date.now()) > second, "another second");
  await write("And changed.");
  await page.goto(place("doku.php/notes:first"), { waitUntil: "networkidle" });
  assert.match(await seen(), /And changed\./);
  await page.goto(place("doku.php/notes:first?do=revisions"), { waitUntil: "networkidle" });
  assert.is(await page.locator("#page__revisions li").count(), 2);
  await page.goto(place("doku.php/start?do=search&q=changed"), { waitUntil: "networkidle" });
  await page.goto(place("doku.php/notes:first?do=diff"), { waitUntil: "networkidle" });
  assert.match(await seen(), /Écrit une première fois\./);
  expectNothingOdd();
});

testWithWiki("a picture is uploaded, and comes back octet for octet", async () => {
  const files = page.locator("input[type=file]").first();
  await page.goto(place("doku.php/notes:first?do=media&ns=notes&tab_files=upload"));
  await files.setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: PICTURE });
  await page.click("#mediamanager__upload_button");
  await page.waitForSelector("#mediamanager__done_form, .qq-upload-success, .success");
  const back = await get(server, "/wiki/lib/exe/fetch.php/notes:dot.png");
  expectStatus(back, 200);
  assert.is(fieldOf(back, "Content-Type"), "image/png");
  assert.ok(back.content.equals(PICTURE));
  const part = await get(server, "/wiki/lib/exe/fetch.php/notes:dot.png", { Range: "bytes=1-3" });
  assert.is(textOf(part), "PNG");
  expectNothingOdd();
});

testWithWiki("a page that is not there is 404, and nobody may write unasked", async () => {
  expectStatus(await get(server, "/wiki/doku.php/no:such:page"), 404);
  const target = "/wiki/doku.php/no:such:page?do=edit";
  assert.not.match(textOf(await get(server, target)), /edbtn__save/);
  const head = await exchange(server, { method: "HEAD", target: "/wiki/doku.php/notes:first" });
  expectStatus(head, 200);
  assert.is(head.content.length, 0);
});

testWithWiki("whoever logs out is nobody again", async () => {
  await page.goto(place("doku.php/notes:first"));
  await page.click("a.logout, .action.logout a");
  await page.waitForSelector("text=Log In");
  await page.goto(place("doku.php/notes:first?do=edit"), { waitUntil: "networkidle" });
  assert.is(await page.locator("#edbtn__save").count(), 0);
});

test.run();
