/*
 * A shell script that streams events to a browser's EventSource: each arrives while the script still
 * runs; the browser comes again where it was, and a script whose page was left ends.
 */
import type { Page } from "playwright-core";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasBrowser, look, Person } from "../../support/browser";
import { waitUntil } from "../../support/deadline";
import { get, textOf } from "../../support/exchange";
import { addToHome, script } from "../../support/home";
import { isRunning } from "../../support/process-info";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const testInBrowser = hasBrowser ? test : test.skip;

/** Keeps what has come in `seen`, and how often the connection was opened in `opened`. */
const PAGE = `<!doctype html><title>Events</title><link rel="icon" href="data:,">
<script>
  const seen = [];
  let opened = 0;
  const source = new EventSource("/cgi-bin/events.sh");
  source.onopen = () => opened++;
  source.onmessage = ({ data, lastEventId }) => seen.push(lastEventId + " " + data);
  source.addEventListener("done", () => source.close());
</script>`;
const HEAD = "printf 'Content-Type: text/event-stream\\nCache-Control: no-store\\n\\n'";

let server: Server;
let person: Person;

test.before(async () => {
  server = await startServer({
    home: {
      "index.html": PAGE,
      "other.html": "<title>Other</title>",
      "favicon.ico": "",
      "cgi-bin/": "",
    },
    args: ["--cgi"],
  });
  person = await Person.sitDown();
});
test.after(async () => {
  await person.leave();
  await stopServers();
});

/** Opens the page while the script has these lines. */
function watch(lines: string, body: (page: Page) => Promise<void>): Promise<void> {
  addToHome(server.home, { "cgi-bin/events.sh": script(lines) });
  return look(person, async (page) => {
    await page.goto(server.url);
    await body(page);
  });
}

async function seen(page: Page, count: number): Promise<string[]> {
  await page.waitForFunction(`seen.length >= ${count}`);
  return page.evaluate("seen");
}

testInBrowser("events arrive one by one, while the script runs on", async () => {
  const gate = new Gate();
  const lines = ["one", "two", "three"].map(
    (name, at) => `${gate.wait(name)}\nprintf 'id: ${at}\\ndata: ${name}\\n\\n'`,
  );
  await watch(`${HEAD}\n${lines.join("\n")}\n${gate.wait()}`, async (page) => {
    const expected: string[] = [];
    for (const [at, name] of ["one", "two", "three"].entries()) {
      gate.open(name);
      expected.push(`${at} ${name}`);
      assert.equal(await seen(page, expected.length), expected);
    }
    gate.open();
  });
});

testInBrowser("a browser comes again with the last event's id", async () => {
  const lines = [
    HEAD,
    "next=$(( HTTP_LAST_EVENT_ID + 1 ))",
    `[ $next -gt 3 ] && { printf 'event: done\\ndata:\\n\\n'; exit; }`,
    `printf 'retry: 20\\nid: %d\\ndata: part %d\\n\\n' $next $next`,
  ];
  await watch(lines.join("\n"), async (page) => {
    assert.equal(await seen(page, 3), ["1 part 1", "2 part 2", "3 part 3"]);
    await page.waitForFunction("source.readyState === EventSource.CLOSED");
    assert.is(await page.evaluate("opened"), 4);
  });
});

for (const [title, leave] of Object.entries({
  "goes to another page": (page: Page) => page.goto(`${server.url}/other.html`),
  "closes the page": (page: Page) => page.close(),
  "closes the source": (page: Page) => page.evaluate("source.close()"),
})) {
  testInBrowser(`whoever ${title} ends the script with its next event`, async () => {
    const gate = new Gate();
    const events = "while :; do printf 'data: x\\n\\n'; sleep 0.05; done";
    await watch(`echo $$ > ${gate.path("pid")}\n${HEAD}\n${events}`, async (page) => {
      await seen(page, 1);
      const pid = await gate.pid("pid");
      assert.ok(isRunning(pid));
      await leave(page);
      await waitUntil(() => !isRunning(pid), "the end of the script");
    });
  });
}

testInBrowser("streams of several pages at once, and files beside them", async () => {
  const gate = new Gate();
  const lines = `${HEAD}\nprintf 'id: 1\\ndata: begun\\n\\n'\n${gate.wait()}\nprintf 'data: end\\n\\n'\nsleep 600`;
  await watch(lines, async (page) => {
    const others = [];
    for (let each = 0; each < 3; each++) {
      const other = await person.newPage();
      await other.goto(server.url);
      others.push(other);
    }
    for (const other of others) await other.waitForFunction("seen.length >= 1");
    assert.is(textOf(await get(server, "/other.html")), "<title>Other</title>");
    gate.open();
    for (const each of [page, ...others]) await each.waitForFunction("seen.length >= 2");
    for (const other of others) await other.close();
  });
});

test.run();
