/// <reference lib="dom" />
/*
 * Documents in other charsets than UTF-8, and in content codings, in a real browser: XML says its
 * charset itself (RFC 7303), and HTML does where the server leaves it to it.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasBrowser, look, Person } from "../../support/browser";
import { makeHome } from "../../support/home";
import { type Server, startServer, stopServers } from "../../support/server";

const testInBrowser = hasBrowser ? test : test.skip;

const WORD = "d\u00e9j\u00e0 vu";
const DECLARATION = '<?xml version="1.0" encoding="ISO-8859-1"?>';
const META =
  '<!doctype html><meta charset="iso-8859-1"><title>old</title><link rel="icon" href="data:,">';
const XML = {
  "old.xml": `${DECLARATION}<r>${WORD}</r>`,
  "old.svg": `${DECLARATION}<svg xmlns="http://www.w3.org/2000/svg"><text y="20">${WORD}</text></svg>`,
  "old.rss": `${DECLARATION}<rss version="2.0"><channel><title>${WORD}</title></channel></rss>`,
  "old.xhtml": `${DECLARATION}<html xmlns="http://www.w3.org/1999/xhtml"><body>${WORD}</body></html>`,
};

let home: string;
let person: Person;

test.before(async () => {
  home = makeHome({});
  for (const [name, text] of Object.entries({ ...XML, "old.html": `${META}<p>${WORD}</p>` })) {
    writeFileSync(join(home, name), text, "latin1");
  }
  writeFileSync(join(home, "old.svgz"), gzipSync(Buffer.from(XML["old.svg"], "latin1")));
  writeFileSync(
    join(home, "old.html.gz"),
    gzipSync(Buffer.from(`${META}<p>${WORD}</p>`, "latin1")),
  );
  writeFileSync(join(home, "new.xml"), `<r>${WORD}</r>`);
  writeFileSync(
    join(home, "new.html"),
    `<!doctype html><link rel="icon" href="data:,"><p>${WORD}</p>`,
  );
  writeFileSync(join(home, "favicon.ico"), "");
  if (hasBrowser) person = await Person.sitDown();
});
test.after(async () => {
  if (hasBrowser) await person.leave();
  await stopServers();
});

async function assertReads(server: Server, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await look(person, async (page) => {
      await page.goto(`${server.url}/${name}`);
      const read = await page.evaluate(() => document.documentElement.textContent?.trim());
      assert.is(read?.replace(/^old/, ""), WORD, name);
    });
  }
}

testInBrowser("XML in ISO-8859-1 and in UTF-8 is read as it says", async () => {
  const server = await startServer({ home });
  await assertReads(server, ["old.svg", "old.xhtml", "new.html"]);
  // Of other XML the browser shows its source: here it is read as a program on a page does.
  for (const name of ["old.xml", "old.rss", "new.xml"]) {
    await look(person, async (page) => {
      await page.goto(`${server.url}/new.html`);
      assert.is(await page.evaluate(textOfXml, name), WORD, name);
    });
  }
});

async function textOfXml(name: string): Promise<string | null | undefined> {
  const request = new XMLHttpRequest();
  request.open("GET", name);
  await new Promise((resolve) => {
    request.onload = resolve;
    request.send();
  });
  return request.responseXML?.documentElement.textContent;
}

testInBrowser("HTML that says its charset is read so without the server's", async () => {
  await assertReads(await startServer({ home, args: ["--charset=none"] }), ["old.html"]);
  await assertReads(await startServer({ home, args: ["--type=.html=text/html"] }), ["old.html"]);
  await assertReads(await startServer({ home, args: ["--charset=iso-8859-1"] }), ["old.html"]);
});

testInBrowser("what is in a coding by its name is shown", async () => {
  const args = ["--encoding=.gz=gzip", "--charset=none"];
  await assertReads(await startServer({ home, args }), ["old.svgz", "old.html.gz"]);
});

test.run();
