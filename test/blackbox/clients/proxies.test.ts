/*
 * nginx and haproxy in front: what comes through them is what the server sends, as it is sent, and
 * connections to the server are used again.
 */
import { createHash, randomBytes } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Configuration, startProxy, stopProxies, testWith } from "../../support/command";
import { exchange, expectStatus, get, type Place, textOf } from "../../support/exchange";
import { script } from "../../support/home";
import { fieldOf, lastingFields } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";
const LARGE = randomBytes(8_000_000);

let server: Server;
const gate = new Gate();

/**
 * Buffering off: content is passed on as it comes, in both directions. Below a prefix that it takes
 * away nginx is as it comes.
 */
const nginx: Configuration = (port, folder) => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${folder}/client;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  client_max_body_size 0;
  upstream board { server 127.0.0.1:${server.port}; keepalive 4; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://board;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_request_buffering off;
    }
    location /below/ {
      proxy_pass http://board/;
    }
  }
}
`;

/** With a health check; each of its threads would have connections of its own. */
const haproxy: Configuration = (port) => `
global
  maxconn 64
  nbthread 1
defaults
  mode http
  timeout connect 60s
  timeout client 60s
  timeout server 60s
  http-reuse always
listen board
  bind 127.0.0.1:${port}
  option httpchk GET /page.txt
  http-check expect status 200
  server board 127.0.0.1:${server.port} check inter 100ms fall 1 rise 1
`;

test.before(async () => {
  server = await startServer({
    home: {
      "page.txt": "a page",
      "large.bin": LARGE,
      "list/one.txt": "",
      "a b:c/one.txt": "",
      "cgi-bin/port.sh": script(`${HEAD}\necho "$REMOTE_PORT"`),
      // nginx sends no more content once the answer has begun.
      "cgi-bin/sum.sh": script(`sum=$(sha256sum)\n${HEAD}\necho "$sum"`),
      "cgi-bin/stream.sh": script(
        `${HEAD}\necho first\n${gate.wait("$QUERY_STRING")}\necho second`,
      ),
    },
    args: ["--cgi"],
  });
});
test.after(async () => {
  await stopProxies();
  await stopServers();
});

for (const [tool, argument, configuration, args] of [
  ["nginx", "-v", nginx, ["-p", ".", "-e", "stderr", "-c"]],
  ["haproxy", "-v", haproxy, ["-db", "-f"]],
] as const) {
  let running: Promise<Place> | null = null;
  // Started by the first test that is run, so that nothing is missing where the tool is.
  const through = (): Promise<Place> => {
    running ??= startProxy(tool, args, configuration);
    return running;
  };
  const testThrough = testWith(tool, argument);

  testThrough(`${tool}: a file`, async () => {
    const proxy = await through();
    const direct = await get(server, "/page.txt");
    const passed = await get(proxy, "/page.txt");
    assert.is(textOf(passed), "a page");
    const fields = lastingFields(passed).split("\n");
    for (const field of lastingFields(direct).split("\n")) {
      // nginx has a name of its own, and both send small letters or not as they like.
      if (/^Server:/i.test(field)) continue;
      const isThere = fields.some((other) => other.toLowerCase() === field.toLowerCase());
      assert.ok(isThere, `${field} in ${fields.join(", ")}`);
    }
  });

  testThrough(`${tool}: a large file`, async () => {
    assert.ok((await get(await through(), "/large.bin")).content.equals(LARGE));
  });

  testThrough(`${tool}: HEAD, 304, 404, 405, a listing`, async () => {
    const proxy = await through();
    const { content } = await exchange(proxy, { method: "HEAD", target: "/page.txt" });
    assert.is(content.length, 0);
    assert.is((await get(proxy, "/page.txt", { "If-None-Match": "*" })).status, 304);
    assert.is((await get(proxy, "/missing")).status, 404);
    const refused = { method: "POST", target: "/page.txt", content: "x".repeat(10_000) };
    assert.is((await exchange(proxy, refused)).status, 405);
    assert.match(textOf(await get(proxy, "/list/")), /one\.txt/);
  });

  testThrough(`${tool}: one connection for many clients`, async () => {
    const proxy = await through();
    const ports = new Set<string>();
    for (let count = 0; count < 10; count++)
      ports.add(textOf(await get(proxy, "/cgi-bin/port.sh")));
    assert.is(ports.size, 1, [...ports].join(" "));
  });

  testThrough(`${tool}: 8 MB to a script`, async () => {
    const request = { method: "POST", target: "/cgi-bin/sum.sh", content: LARGE };
    const answer = textOf(await exchange(await through(), request));
    assert.is(answer.split(" ")[0], createHash("sha256").update(LARGE).digest("hex"));
  });

  testThrough(`${tool}: a script's output as it is written`, async () => {
    const client = await openClient((await through()).port);
    await client.send(`GET /cgi-bin/stream.sh?${tool} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await client.waitForText("first");
    gate.open(tool);
    assert.is(textOf(await client.readResponse()), "first\nsecond\n");
  });

  testThrough(`${tool}: pipelined requests`, async () => {
    const client = await openClient((await through()).port);
    await client.send("GET /page.txt HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20));
    for (let count = 0; count < 20; count++)
      assert.is(textOf(await client.readResponse()), "a page");
  });
}

testWith("nginx", "-v")("nginx: a directory without its slash, below a prefix", async () => {
  const proxy = await startProxy("nginx", ["-p", ".", "-e", "stderr", "-c"], nginx);
  for (const target of ["/below/list", "/below/a%20b:c?q", "/below//list/..//list"]) {
    const redirect = await get(proxy, target);
    expectStatus(redirect, 301);
    const location = new URL(fieldOf(redirect, "Location") ?? "", `http://a.example${target}`);
    assert.match(location.pathname, /^\/below\//);
    assert.match(textOf(await get(proxy, location.pathname)), /one\.txt/, target);
  }
});

testWith("haproxy", "-v")("haproxy: health checks that succeed", async () => {
  const proxy = await startProxy("haproxy", ["-db", "-f"], haproxy);
  for (let count = 0; count < 5; count++) {
    const from = server.log.lines().length;
    await server.waitForLog(/"GET \/page\.txt HTTP\/1\.0" 200 /, from);
  }
  assert.is((await get(proxy, "/page.txt")).status, 200);
});

test.run();
