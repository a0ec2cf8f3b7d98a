/*
 * Methods (RFC 9110 section 9) on files and on the server as a whole.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  exchange,
  exchangeOctets,
  expectError,
  expectStatus,
  requestOctets,
  textOf,
} from "../../support/exchange";
import { fieldOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

let server: Server;

test.before(async () => {
  server = await startServer({
    home: { "page.txt": "a page", "dir/index.html": "an index" },
    args: ["--cgi"],
  });
});
test.after(stopServers);

for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
  for (const target of ["/page.txt", "/dir/"]) {
    test(`${method} to ${target} is 405 and says what is allowed`, async () => {
      const response = await exchange(server, { target, method, content: "x" });
      expectError(response, 405);
      const allowed = (fieldOf(response, "Allow") ?? "").split(/,\s*/);
      assert.ok(allowed.includes("GET") && allowed.includes("HEAD"), allowed.join());
      assert.not.ok(allowed.includes(method));
    });
  }
}

test("POST to what is not there is 404 or 405", async () => {
  expectError(
    await exchange(server, { target: "/missing", method: "POST", content: "" }),
    404,
    405,
  );
});

for (const method of ["BREW", "get", "Get", "PROPFIND", "X", "M-SEARCH", "G".repeat(100)]) {
  test(`the method ${method.slice(0, 20)} is not known: 501`, async () => {
    expectError(await exchange(server, { target: "/page.txt", method }), 501);
  });
}

test("OPTIONS of a file says what is allowed", async () => {
  const response = await exchange(server, { target: "/page.txt", method: "OPTIONS" });
  expectStatus(response, 200, 204);
  const allowed = (fieldOf(response, "Allow") ?? "").split(/,\s*/);
  assert.ok(allowed.includes("GET") && allowed.includes("HEAD") && allowed.includes("OPTIONS"));
  assert.is(response.content.length, 0);
});

test("OPTIONS * is about the server as a whole", async () => {
  const response = await exchange(server, { target: "*", method: "OPTIONS" });
  expectStatus(response, 200, 204);
  assert.is(response.content.length, 0);
});

test("TRACE is refused and echoes nothing", async () => {
  const fields = { Cookie: "very=secret" };
  const response = await exchange(server, { target: "/page.txt", method: "TRACE", fields });
  expectError(response, 405, 501);
  assert.not.match(textOf(response), /secret/);
});

test("CONNECT is refused and no tunnel is made", async () => {
  const octets = "CONNECT test.example:80 HTTP/1.1\r\nHost: test.example:80\r\n\r\n";
  expectError(await exchangeOctets(server, octets, "CONNECT"), 400, 405, 501);
});

test("after an unknown method the connection goes on, or says that it ends", async () => {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/page.txt", method: "BREW" }));
  const response = await client.readResponse();
  expectError(response, 501);
  if (fieldOf(response, "Connection") === "close") {
    assert.is((await client.readToEnd()).end, "fin");
  } else {
    await client.send(requestOctets({ target: "/page.txt" }));
    assert.is(textOf(await client.readResponse()), "a page");
  }
  client.close();
});

test.run();
