/*
 * The request's content on its way to a script's standard input (RFC 3875 section 4.2): all of it,
 * nothing after it, and then the end.
 */

import { createHash, randomBytes } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectStatus, get, requestOctets, textOf } from "../../support/exchange";
import { script } from "../../support/home";
import { cutAtRandom, makeRandom, seed } from "../../support/random";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";

let server: Server;

test.before(async () => {
  server = await startServer({
    home: {
      "page.txt": "a page",
      "cgi-bin/hash.sh": script(`${HEAD}\nsha256sum | cut -d' ' -f1`),
      "cgi-bin/hash.py": script(
        "#!/usr/bin/env python3\nimport hashlib, sys\n" +
          'print("Content-Type: text/plain\\n")\nprint(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())',
      ),
      "cgi-bin/echo.sh": script("printf 'Content-Type: application/octet-stream\\n\\n'\ncat"),
      "cgi-bin/ignore.sh": script(`${HEAD}\necho ignored`),
      "cgi-bin/first.sh": script(`${HEAD}\nhead -c 10`),
      "cgi-bin/talk-first.py": script(
        '#!/usr/bin/env python3\nimport sys\nsys.stdout.write("Content-Type: text/plain\\n\\n" + "x" * 200000)\n' +
          "sys.stdout.flush()\nprint(len(sys.stdin.buffer.read()))",
      ),
    },
    args: ["--cgi"],
  });
});
test.after(stopServers);

for (const bytes of [0, 1, 2, 1000, 8191, 8192, 8193, 65_536, 100_000, 5_000_000]) {
  for (const name of bytes === 5_000_000 ? ["hash.sh", "hash.py"] : ["hash.sh"]) {
    test(`POST of ${bytes} octets to ${name} arrives whole, and then ends`, async () => {
      const content = randomBytes(bytes);
      const response = await exchange(server, {
        target: `/cgi-bin/${name}`,
        method: "POST",
        content,
      });
      expectStatus(response, 200);
      assert.is(textOf(response).trim(), sha256(content));
    });
  }
}

test("content that comes in many pieces arrives whole", async () => {
  const content = randomBytes(30_000);
  const octets = requestOctets({ target: "/cgi-bin/hash.sh", method: "POST", content });
  const client = await openClient(server.port);
  const sending = client.sendPieces(cutAtRandom(octets, makeRandom(), 200));
  assert.is(textOf(await client.readResponse()).trim(), sha256(content), `seed ${seed}`);
  await sending;
  client.close();
});

test("a script that reads its input on a GET without content sees the end at once", async () => {
  assert.is(textOf(await get(server, "/cgi-bin/hash.sh")).trim(), sha256(Buffer.alloc(0)));
});

test("a pipelined request does not leak into the script's input", async () => {
  const client = await openClient(server.port);
  const first = requestOctets({ target: "/cgi-bin/echo.sh", method: "POST", content: "mine" });
  await client.send(Buffer.concat([first, requestOctets({ target: "/page.txt" })]));
  assert.is(textOf(await client.readResponse()), "mine");
  assert.is(textOf(await client.readResponse()), "a page");
  client.close();
});

test("two megabytes go to a script and come back from it at the same time", async () => {
  const content = randomBytes(2_000_000);
  const response = await exchange(server, { target: "/cgi-bin/echo.sh", method: "POST", content });
  assert.is(sha256(response.content), sha256(content));
});

test("a script that writes 200 KB before it reads 300 KB is no deadlock", async () => {
  const content = "y".repeat(300_000);
  const response = await exchange(server, {
    target: "/cgi-bin/talk-first.py",
    method: "POST",
    content,
  });
  assert.match(textOf(response), /^x{200000}300000\n$/);
});

for (const name of ["ignore.sh", "first.sh"]) {
  test(`${name} does not read all of its 5 MB; its answer arrives in full nevertheless`, async () => {
    const content = "z".repeat(5_000_000);
    const response = await exchange(server, {
      target: `/cgi-bin/${name}`,
      method: "POST",
      content,
    });
    expectStatus(response, 200);
    assert.is(textOf(response).trim(), name === "ignore.sh" ? "ignored" : "z".repeat(10));
  });
}

test("small content that a script ignores does not confuse the next request", async () => {
  const client = await openClient(server.port);
  const ignored = requestOctets({
    target: "/cgi-bin/ignore.sh",
    method: "POST",
    content: "GET / HTTP/1.1\r\n\r\n",
  });
  for (let round = 0; round < 5; round++) {
    await client.send(ignored);
    assert.is(textOf(await client.readResponse()).trim(), "ignored");
    await client.send(requestOctets({ target: "/page.txt" }));
    assert.is(textOf(await client.readResponse()), "a page");
  }
  client.close();
});

test("Expect: 100-continue to a script is answered with 100, and the content follows", async () => {
  const client = await openClient(server.port);
  await client.send(
    "POST /cgi-bin/echo.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
  );
  await client.waitForText("HTTP/1.1 100 ");
  await client.send("hello");
  const response = await client.readResponse();
  assert.equal(response.interim, [100]);
  assert.is(textOf(response), "hello");
  client.close();
});

test("Expect: 100-continue to a script that is not there is refused without a 100", async () => {
  const client = await openClient(server.port);
  await client.send(
    "POST /cgi-bin/missing HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
  );
  const response = await client.readResponse();
  assert.is(response.status, 404);
  assert.equal(response.interim, []);
  client.close();
});

test("chunked content reaches a script", async () => {
  const client = await openClient(server.port);
  const head = "POST /cgi-bin/echo.sh HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  await client.send(`${head}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`);
  const response = await client.readResponse();
  assert.is(textOf(response), "hello world");
  await client.send(requestOctets({ target: "/page.txt" }));
  assert.is(textOf(await client.readResponse()), "a page");
  client.close();
});

function sha256(octets: Buffer): string {
  return createHash("sha256").update(octets).digest("hex");
}

test.run();
