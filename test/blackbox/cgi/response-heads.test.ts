/*
 * The head of a script's response (RFC 3875 section 6): Status, Location, other fields, line ends,
 * and what is no head at all.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectError, expectStatus, get, textOf } from "../../support/exchange";
import { type Entry, script, scriptThatPrints } from "../../support/home";
import { fieldOf, fieldsOf, type Response } from "../../support/http-message";
import { type Server, startServer, stopServers } from "../../support/server";

interface Case {
  readonly output: string;
  readonly check: (response: Response) => void;
}

const PLAIN = "Content-Type: text/plain\n";

function status(expected: number): (response: Response) => void {
  return (response) => {
    expectStatus(response, expected);
    assert.is(fieldOf(response, "Status"), null, "Status was passed on");
    assert.is(textOf(response), "x");
  };
}

function served(content: string): (response: Response) => void {
  return (response) => {
    expectStatus(response, 200);
    assert.is(textOf(response), content);
    assert.match(fieldOf(response, "Content-Type") ?? "", /^text\/plain/);
  };
}

function badGateway(response: Response): void {
  expectError(response, 502);
}

const CASES: Record<string, Case> = {
  "no Status is 200": { output: `${PLAIN}\nx`, check: status(200) },
  "Status first": { output: `Status: 404 Not Here\n${PLAIN}\nx`, check: status(404) },
  "Status last": { output: `${PLAIN}X-A: b\nStatus: 404 Not Here\n\nx`, check: status(404) },
  "Status without a reason": { output: `Status: 418\n${PLAIN}\nx`, check: status(418) },
  "Status without a space": { output: `Status:201\n${PLAIN}\nx`, check: status(201) },
  "status in small letters": { output: `status: 403 no\n${PLAIN}\nx`, check: status(403) },
  "STATUS in capitals": { output: `STATUS: 500 no\n${PLAIN}\nx`, check: status(500) },
  "Status that is no number": { output: `Status: fine\n${PLAIN}\nx`, check: badGateway },
  "Status of four digits": { output: `Status: 2000\n${PLAIN}\nx`, check: badGateway },
  "Status below 200": { output: `Status: 100 Continue\n${PLAIN}\nx`, check: badGateway },
  "Status 000": { output: `Status: 000\n${PLAIN}\nx`, check: badGateway },
  "lines that end in LF": {
    output: "Content-Type: text/plain\nX-A: b\n\nx\r\n",
    check: served("x\r\n"),
  },
  "lines that end in CRLF": {
    output: "Content-Type: text/plain\r\nX-A: b\r\n\r\nx\n",
    check: served("x\n"),
  },
  "lines that end in both": {
    output: "Content-Type: text/plain\r\nX-A: b\n\r\nx",
    check: served("x"),
  },
  "content that begins with an empty line": { output: `${PLAIN}\n\nx`, check: served("\nx") },
  "content that looks like a head": {
    output: `${PLAIN}\nStatus: 404\n\nx`,
    check: served("Status: 404\n\nx"),
  },
  "content of any octets": {
    output: `${PLAIN}\n\x00\xff\r\n\x1b`,
    check: served("\x00\xff\r\n\x1b"),
  },
  "no content": { output: `${PLAIN}\n`, check: served("") },
  "an empty output": { output: "", check: badGateway },
  "output without a head": { output: "hello world, this is no head\n", check: badGateway },
  "a head without an end": { output: "Content-Type: text/plain\nX-A: b\n", check: badGateway },
  "an empty head": { output: "\nx", check: badGateway },
  "a line without a colon": { output: `${PLAIN}no field\n\nx`, check: badGateway },
  "a name with a space": { output: `${PLAIN}X A: b\n\nx`, check: badGateway },
  "a line without a name": { output: `${PLAIN}: b\n\nx`, check: badGateway },
  "a folded line": { output: `${PLAIN}X-A: b\n c\n\nx`, check: badGateway },
  "CR within a value": { output: `${PLAIN}X-A: b\rSet-Cookie: evil\n\nx`, check: badGateway },
  "NUL within a value": { output: `${PLAIN}X-A: b\x00c\n\nx`, check: badGateway },
  "a head of 100,000 octets": {
    output: `${PLAIN}X-A: ${"b".repeat(100)}\n`.repeat(900),
    check: badGateway,
  },
  "Transfer-Encoding from the script": {
    output: `${PLAIN}Transfer-Encoding: chunked\n\n1\r\nx\r\n0\r\n\r\n`,
    check: badGateway,
  },
  "a Content-Length that is no number": {
    output: `${PLAIN}Content-Length: +1\n\nx`,
    check: badGateway,
  },
  "two different Content-Lengths": {
    output: `${PLAIN}Content-Length: 1\nContent-Length: 2\n\nx`,
    check: badGateway,
  },
  "a redirect to another host": {
    output: "Location: http://elsewhere.example/a?b\n\n",
    check: (response) => {
      expectStatus(response, 302);
      assert.is(fieldOf(response, "Location"), "http://elsewhere.example/a?b");
    },
  },
  "a redirect with a Status of its own": {
    output: `Status: 303 See Other\nLocation: http://elsewhere.example/\n${PLAIN}\nx`,
    check: (response) => {
      expectStatus(response, 303);
      assert.is(fieldOf(response, "Location"), "http://elsewhere.example/");
      assert.is(textOf(response), "x");
    },
  },
  "two cookies": {
    output: `${PLAIN}Set-Cookie: a=1; Path=/\nSet-Cookie: b=2\n\nx`,
    check: (response) => assert.equal(fieldsOf(response, "Set-Cookie"), ["a=1; Path=/", "b=2"]),
  },
  "fields of any name": {
    output: `${PLAIN}X-Any: thing: with colons\nCache-Control: no-store\nX-Empty:\n\nx`,
    check: (response) => {
      assert.is(fieldOf(response, "X-Any"), "thing: with colons");
      assert.is(fieldOf(response, "Cache-Control"), "no-store");
      assert.is(fieldOf(response, "X-Empty"), "");
    },
  },
  "fields that are the connection's": {
    output: `${PLAIN}Connection: close\nKeep-Alive: timeout=5\nUpgrade: h2c\nTrailer: X\nTE: x\n\nx`,
    check: (response) => {
      for (const name of ["Connection", "Keep-Alive", "Upgrade", "Trailer", "TE"]) {
        assert.is(fieldOf(response, name), null, name);
      }
      assert.is(textOf(response), "x");
    },
  },
  "a Date and a Server of its own": {
    output: `${PLAIN}Date: Tue, 14 Nov 2023 22:13:20 GMT\nServer: mine\n\nx`,
    check: (response) => {
      assert.ok(fieldsOf(response, "Date").length <= 1, "two dates");
      assert.ok(fieldsOf(response, "Server").length <= 1, "two servers");
    },
  },
  "Status 204": {
    output: "Status: 204 No Content\n\n",
    check: (response) => {
      expectStatus(response, 204);
      assert.is(fieldOf(response, "Content-Length"), null);
      assert.is(fieldOf(response, "Transfer-Encoding"), null);
    },
  },
  "Status 304": {
    output: 'Status: 304 Not Modified\nETag: "a"\n\n',
    check: (response) => {
      expectStatus(response, 304);
      assert.is(fieldOf(response, "ETag"), '"a"');
    },
  },
};

let server: Server;

test.before(async () => {
  const home: Record<string, Entry> = {
    "page.txt": "a page",
    "cgi-bin/failing.sh": script("printf 'Content-Type: text/plain\\n\\nall is well'\nexit 3"),
    "cgi-bin/failing-silently.sh": script("exit 3"),
    "cgi-bin/dripping.sh": script(
      `for part in 'Sta' 'tus: 40' '4 N' 'o\\n' 'Content-' 'Type: text/plain\\n' '\\n' 'x'; do
  printf "$part"; sleep 0.01
done`,
    ),
  };
  Object.values(CASES).forEach(({ output }, at) => {
    home[`cgi-bin/${at}.sh`] = scriptThatPrints(output);
  });
  server = await startServer({ home, args: ["--cgi"] });
});
test.after(stopServers);

Object.entries(CASES).forEach(([title, { check }], at) => {
  test(`a script's head with ${title}`, async () => {
    check(await get(server, `/cgi-bin/${at}.sh`));
    expectStatus(await get(server, "/page.txt"), 200);
  });
});

test("a head that comes in many small pieces is put together", async () => {
  status(404)(await get(server, "/cgi-bin/dripping.sh"));
});

test("a script that ends with a bad status after good output is served", async () => {
  const response = await get(server, "/cgi-bin/failing.sh");
  expectStatus(response, 200);
  assert.is(textOf(response), "all is well");
});

test("a script that ends without a word and with a bad status is 502", async () => {
  expectError(await get(server, "/cgi-bin/failing-silently.sh"), 502);
});

test.run();
