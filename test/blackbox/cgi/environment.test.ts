/*
 * Meta-variables (RFC 3875 section 4.1): what a script is told about the request, and that nothing
 * else reaches its environment.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, exchangeOctets, expectStatus, type Request } from "../../support/exchange";
import { openClient } from "../../support/raw-client";
import { environmentOf, environmentScript } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const SCRIPT = "/cgi-bin/env.sh";

let server: Server;

test.before(async () => {
  server = await startServer({
    home: { "cgi-bin/env.sh": environmentScript, "htbin/env.sh": environmentScript },
    args: ["--cgi"],
    env: { SECRET_OF_THE_SERVER: "1", LD_LIBRARY_PATH: "/nowhere", HTTP_PROXY: "http://evil/" },
  });
});
test.after(stopServers);

test("the variables that every script is told", async () => {
  const environment = await ask({ target: `${SCRIPT}?a=b`, host: "test.example:1234" });
  const expected: Record<string, string> = {
    GATEWAY_INTERFACE: "CGI/1.1",
    SERVER_PROTOCOL: "HTTP/1.1",
    SERVER_NAME: "test.example",
    SERVER_PORT: String(server.port),
    SERVER_ADDR: "127.0.0.1",
    REQUEST_METHOD: "GET",
    REQUEST_URI: `${SCRIPT}?a=b`,
    REQUEST_SCHEME: "http",
    SCRIPT_NAME: SCRIPT,
    SCRIPT_FILENAME: `${server.home}${SCRIPT}`,
    DOCUMENT_ROOT: server.home,
    QUERY_STRING: "a=b",
    REMOTE_ADDR: "127.0.0.1",
    REDIRECT_STATUS: "200",
    HTTP_HOST: "test.example:1234",
  };
  for (const [name, value] of Object.entries(expected))
    assert.is(environment.get(name), value, name);
  assert.match(environment.get("SERVER_SOFTWARE") ?? "", /^microhttpd(\/[\d.]+)?$/);
  assert.match(environment.get("PATH") ?? "", /(^|:)\/usr\/bin(:|$)/);
});

test("REMOTE_PORT is the client's port", async () => {
  const client = await openClient(server.port);
  await client.send(`GET ${SCRIPT} HTTP/1.1\r\nHost: a\r\n\r\n`);
  const environment = environmentOf(await client.readResponse());
  assert.is(environment.get("REMOTE_PORT"), String(client.localPort));
  client.close();
});

test("nothing of the server's own environment reaches a script", async () => {
  const environment = await ask({});
  const known =
    /^(GATEWAY_INTERFACE|SERVER_\w+|REQUEST_\w+|SCRIPT_\w+|DOCUMENT_ROOT|QUERY_STRING|REMOTE_\w+|REDIRECT_STATUS|HTTP_HOST|PATH|TZ|LANG)$/;
  const others = [...environment.keys()].filter((name) => !known.test(name));
  assert.equal(others, []);
});

test("the same script under /htbin/ runs", async () => {
  const environment = environmentOf(await exchange(server, { target: "/htbin/env.sh/x" }));
  assert.is(environment.get("SCRIPT_NAME"), "/htbin/env.sh");
  assert.is(environment.get("PATH_INFO"), "/x");
});

test("QUERY_STRING is set also when there is none, and is not decoded", async () => {
  assert.is((await ask({})).get("QUERY_STRING"), "");
  assert.is((await ask({ target: `${SCRIPT}?` })).get("QUERY_STRING"), "");
  const raw = "a+b%2Bc=%00&d=/../?e";
  assert.is((await ask({ target: `${SCRIPT}?${raw}` })).get("QUERY_STRING"), raw);
});

test("REQUEST_URI is the target as it was sent", async () => {
  const target = "/cgi-bin/./env.sh/a%20b/%7Ec?x=%41";
  const environment = environmentOf(await exchange(server, { target }));
  assert.is(environment.get("REQUEST_URI"), target);
  assert.is(environment.get("PATH_INFO"), "/a b/~c");
});

test("no variable speaks of content when there is none", async () => {
  for (const request of [{}, { content: "" }]) {
    const environment = await ask(request);
    for (const name of ["CONTENT_TYPE", "HTTP_CONTENT_LENGTH", "HTTP_CONTENT_TYPE"]) {
      assert.not.ok(environment.has(name), name);
    }
    assert.ok([undefined, "0"].includes(environment.get("CONTENT_LENGTH")));
  }
  assert.not.ok((await ask({})).has("CONTENT_LENGTH"));
});

test("CONTENT_LENGTH and CONTENT_TYPE are those of the content, and not HTTP_ variables as well", async () => {
  const fields = { "Content-Type": 'text/plain; charset="x"' };
  const environment = await ask({ method: "POST", content: "12345", fields });
  assert.is(environment.get("CONTENT_LENGTH"), "5");
  assert.is(environment.get("CONTENT_TYPE"), 'text/plain; charset="x"');
  assert.not.ok(environment.has("HTTP_CONTENT_LENGTH"));
  assert.not.ok(environment.has("HTTP_CONTENT_TYPE"));
});

test("content without a type gets no type", async () => {
  const environment = await ask({ method: "POST", content: "12345" });
  assert.is(environment.get("CONTENT_LENGTH"), "5");
  assert.not.ok(environment.has("CONTENT_TYPE"));
});

for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH"]) {
  test(`${method} reaches a script with its content`, async () => {
    const environment = await ask({ method, content: "abc" });
    assert.is(environment.get("REQUEST_METHOD"), method);
    assert.is(environment.get("CONTENT_LENGTH"), "3");
  });
}

test("field lines become HTTP_ variables, whatever the case of their names", async () => {
  const fields = {
    "x-fOO-Bar9": "value",
    Accept: "a/b, c/d",
    "If-None-Match": '"x"',
    "User-Agent": "me",
  };
  const environment = await ask({ fields });
  assert.is(environment.get("HTTP_X_FOO_BAR9"), "value");
  assert.is(environment.get("HTTP_ACCEPT"), "a/b, c/d");
  assert.is(environment.get("HTTP_IF_NONE_MATCH"), '"x"');
  assert.is(environment.get("HTTP_USER_AGENT"), "me");
});

test("field lines of one name become one variable, joined by a comma and a space", async () => {
  const fields = [
    { name: "X-Many", value: "one" },
    { name: "X-Between", value: "other" },
    { name: "x-many", value: "two" },
    { name: "X-MANY", value: "" },
    { name: "X-Many", value: "four" },
  ];
  const environment = await ask({ fields });
  assert.is(environment.get("HTTP_X_MANY"), "one, two, , four");
  assert.is(environment.get("HTTP_X_BETWEEN"), "other");
});

test("Cookie lines are joined by a semicolon and a space (RFC 9113 section 8.2.3)", async () => {
  const fields = [
    { name: "Cookie", value: "a=1" },
    { name: "Cookie", value: "b=2" },
  ];
  assert.is((await ask({ fields })).get("HTTP_COOKIE"), "a=1; b=2");
});

test("values keep their inner spaces and lose those around them", async () => {
  const octets = `GET ${SCRIPT} HTTP/1.1\r\nHost: a\r\nX-Spaces: \t a  b\tc \t\r\nX-Empty:\r\n\r\n`;
  const environment = environmentOf(await exchangeOctets(server, octets));
  assert.is(environment.get("HTTP_X_SPACES"), "a  b\tc");
  assert.is(environment.get("HTTP_X_EMPTY"), "");
});

test("Proxy never becomes HTTP_PROXY (httpoxy)", async () => {
  const environment = await ask({ fields: { Proxy: "http://evil.example/", pRoXy: "b" } });
  assert.not.ok(environment.has("HTTP_PROXY"));
});

test("Authorization and Proxy-Authorization are not passed on, nor made into other variables", async () => {
  const fields = { Authorization: "Basic dTpw", "Proxy-Authorization": "Basic dTpw" };
  const environment = await ask({ fields });
  for (const name of [
    "HTTP_AUTHORIZATION",
    "HTTP_PROXY_AUTHORIZATION",
    "AUTH_TYPE",
    "REMOTE_USER",
  ]) {
    assert.not.ok(environment.has(name), name);
  }
});

test("a name with an underscore cannot pose as one with a hyphen", async () => {
  for (const fields of [
    { "X-Real": "true", X_Real: "spoof" },
    { X_Real: "spoof", "X-Real": "true" },
  ]) {
    assert.is((await ask({ fields })).get("HTTP_X_REAL"), "true");
  }
  assert.not.ok((await ask({ fields: { X_Real: "spoof" } })).has("HTTP_X_REAL"));
});

test("names with other octets that a variable cannot have are dropped", async () => {
  const environment = await ask({ fields: { "X.Dot": "1", "X'Quote": "2", "X`Tick": "3" } });
  for (const name of environment.keys()) assert.match(name, /^[A-Z][A-Z0-9_]*$/);
  assert.not.match([...environment.keys()].join(), /DOT|QUOTE|TICK/);
});

test("values with shell syntax arrive as they are, and run nothing", async () => {
  const value = "() { :;}; echo $(id) `id` ; & | > \\ ' \"";
  assert.is((await ask({ fields: { "X-Shell": value } })).get("HTTP_X_SHELL"), value);
});

for (const [title, value] of [
  ["UTF-8", "caf\xc3\xa9"],
  ["Latin-1", "caf\xe9"],
  [
    "every octet above 0x7F",
    Buffer.from(Array.from({ length: 128 }, (_, at) => at + 128)).toString("latin1"),
  ],
] as const) {
  test(`a field value in ${title} arrives octet for octet`, async () => {
    assert.is((await ask({ fields: { "X-Octets": value } })).get("HTTP_X_OCTETS"), value);
  });
}

test("a long value of 7,000 octets arrives whole", async () => {
  const value = "v".repeat(7000);
  assert.is((await ask({ fields: { "X-Long": value } })).get("HTTP_X_LONG"), value);
});

test("SERVER_PROTOCOL is the version of the request", async () => {
  assert.is((await ask({ version: "HTTP/1.0" })).get("SERVER_PROTOCOL"), "HTTP/1.0");
});

for (const [host, name] of [
  ["test.example", "test.example"],
  ["127.0.0.1:80", "127.0.0.1"],
  ["[::1]:80", "[::1]"],
] as const) {
  test(`Host: ${host} makes SERVER_NAME ${name}`, async () => {
    assert.is((await ask({ host })).get("SERVER_NAME"), name);
  });
}

test("without Host, in HTTP/1.0, SERVER_NAME is the address", async () => {
  const response = await exchangeOctets(server, `GET ${SCRIPT} HTTP/1.0\r\n\r\n`);
  assert.is(environmentOf(response).get("SERVER_NAME"), "127.0.0.1");
});

async function ask(request: Request): Promise<Map<string, string>> {
  const response = await exchange(server, { target: SCRIPT, ...request });
  expectStatus(response, 200);
  return environmentOf(response);
}

test.run();
