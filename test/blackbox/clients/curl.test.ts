/*
 * curl, as people type it.
 */

import { execFile, execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makeFolder, script } from "../../support/home";
import { type Server, startServer, stopServers } from "../../support/server";

const hasCurl = spawnSync("curl", ["--version"]).status === 0;
const testWithCurl = hasCurl ? test : test.skip;

const large = Buffer.alloc(3_000_000, "0123456789");

let server: Server;

test.before(async () => {
  server = await startServer({
    home: {
      "page.txt": "a page",
      "dir/index.html": "an index",
      "large.bin": large,
      "coded.txt": "plain",
      "coded.txt.gz": gzipSync("coded"),
      "cgi-bin/echo.sh": script("printf 'Content-Type: application/octet-stream\\n\\n'\ncat"),
      "cgi-bin/method.sh": script(
        'printf \'Content-Type: text/plain\\n\\n%s %s %s\' "$REQUEST_METHOD" "$CONTENT_TYPE" "$QUERY_STRING"',
      ),
      "cgi-bin/redirect.sh": script(`printf 'Location: http://%s/page.txt\\n\\n' "$HTTP_HOST"`),
    },
    args: ["--cgi"],
  });
});
test.after(stopServers);

testWithCurl("curl URL", async () => {
  assert.is(await curl("/page.txt"), "a page");
});

testWithCurl("curl URL URL URL: one connection for all", async () => {
  const format = "%{num_connects} ";
  const urls = Array.from({ length: 5 }, () => `${server.url}/page.txt`);
  const outputs = urls.flatMap(() => ["-o", "/dev/null"]);
  assert.is(await run(["-w", format, ...outputs, ...urls]), "1 0 0 0 0 ");
});

testWithCurl("curl --http1.0", async () => {
  assert.is(await curl("/page.txt", "--http1.0"), "a page");
  assert.is(await curl("/cgi-bin/method.sh?q", "--http1.0"), "GET  q");
});

testWithCurl("curl -I", async () => {
  const head = await curl("/page.txt", "-I");
  assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(head, /\r\nContent-Length: 6\r\n/);
});

testWithCurl("curl -r, one range and several", async () => {
  assert.is(await curl("/page.txt", "-r", "2-3"), "pa");
  assert.is(await curl("/page.txt", "-r", "-2"), "ge");
  const parts = await curl("/large.bin", "-r", "0-9,1000000-1000009,-10");
  assert.is(parts.match(/\r\n\r\n0123456789\r\n/g)?.length, 3);
});

testWithCurl(
  "curl -C -: a download goes on where it was broken off, and one that is done",
  async () => {
    const path = join(makeFolder(), "large.bin");
    writeFileSync(path, large.subarray(0, 1_234_567));
    for (let round = 0; round < 2; round++) {
      await run(["-C", "-", "-o", path, `${server.url}/large.bin`]);
      assert.ok(readFileSync(path).equals(large));
    }
  },
);

testWithCurl("curl --compressed", async () => {
  assert.is(await curl("/coded.txt", "--compressed"), "coded");
  const head = await curl("/coded.txt", "--compressed", "-I");
  assert.match(head, /\r\nContent-Encoding: gzip\r\n/);
  assert.is(await curl("/coded.txt"), "plain");
});

testWithCurl("curl -z, --etag-compare", async () => {
  const folder = makeFolder();
  const status = ["-o", join(folder, "got"), "-w", "%{http_code}", `${server.url}/page.txt`];
  const tags = join(folder, "tags");
  assert.is(await run(["-z", "1 Jan 2000", ...status]), "200");
  assert.is(await run(["-z", "1 Jan 2100", ...status]), "304");
  assert.is(await run(["--etag-save", tags, ...status]), "200");
  assert.is(await run(["--etag-compare", tags, ...status]), "304");
});

testWithCurl("curl -i", async () => {
  assert.match(await curl("/page.txt", "-i"), /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\na page$/);
});

testWithCurl("curl -L of a directory without its slash", async () => {
  assert.is(await curl("/dir", "-L"), "an index");
});

testWithCurl("curl -L of a script that redirects", async () => {
  assert.is(await curl("/cgi-bin/redirect.sh", "-L"), "a page");
});

testWithCurl("curl -f of a missing file fails", async () => {
  assert.match(await curl("/missing", "-f").catch(String), /404/);
});

testWithCurl("curl -z: only if it is newer", async () => {
  const status = (date: string): Promise<string> =>
    curl("/page.txt", "-z", date, "-o", "/dev/null", "-w", "%{http_code}");
  assert.is(await status("Tue, 14 Nov 2023 22:13:20 GMT"), "200");
  assert.is(await status("Fri, 01 Jan 2100 00:00:00 GMT"), "304");
});

testWithCurl("curl --etag-save and --etag-compare", async () => {
  const file = join(makeFolder(), "etag");
  await curl("/page.txt", "--etag-save", file);
  const arguments_ = ["--etag-compare", file, "-o", "/dev/null", "-w", "%{http_code}"];
  assert.is(await curl("/page.txt", ...arguments_), "304");
});

testWithCurl("curl -d: a form to a script", async () => {
  const answer = await curl("/cgi-bin/method.sh?q", "-d", "a=b");
  assert.is(answer, "POST application/x-www-form-urlencoded q");
  assert.is(await curl("/cgi-bin/echo.sh", "-d", "a=b&c=d"), "a=b&c=d");
});

testWithCurl("curl -F: a file to a script", async () => {
  const file = join(makeFolder(), "upload.txt");
  writeFileSync(file, "the file's content");
  assert.match(
    await curl("/cgi-bin/echo.sh", "-F", `file=@${file}`),
    /\r\n\r\nthe file's content\r\n/,
  );
});

testWithCurl("curl -T: 3 MB to a script and back, with Expect: 100-continue", async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "up"), large);
  const options = ["-X", "POST", "-T", join(folder, "up"), "-o", join(folder, "down")];
  await curl("/cgi-bin/echo.sh", ...options, "-H", "Expect: 100-continue");
  assert.is(sha256(readFileSync(join(folder, "down"))), sha256(large));
});

testWithCurl("curl -T -: what a pipe brings, whose length nobody knows", async () => {
  const folder = makeFolder();
  const [up, down] = [join(folder, "up"), join(folder, "down")];
  writeFileSync(up, large);
  const url = `${server.url}/cgi-bin/echo.sh`;
  const line = 'cat "$1" | curl --silent --show-error --max-time 60 -T - -o "$2" "$3"';
  execFileSync("sh", ["-c", line, "sh", up, down, url]);
  assert.is(sha256(readFileSync(down)), sha256(large));
  await run(["-T", up, "-H", "Transfer-Encoding: chunked", "-o", down, url]);
  assert.is(sha256(readFileSync(down)), sha256(large));
});

testWithCurl("curl -o: 3 MB", async () => {
  const file = join(makeFolder(), "down");
  await curl("/large.bin", "-o", file);
  assert.is(sha256(readFileSync(file)), sha256(large));
});

testWithCurl("curl --parallel: 20 downloads", async () => {
  const urls = Array.from({ length: 20 }, (_, at) => `${server.url}/large.bin?${at}`);
  const outputs = urls.flatMap(() => ["-o", "/dev/null"]);
  const sizes = await run(["--parallel", "-w", "%{size_download} ", ...outputs, ...urls]);
  assert.is(sizes, `${large.length} `.repeat(20));
});

testWithCurl("curl --path-as-is does not get out of the home", async () => {
  const status = await curl(
    "/../../../etc/passwd",
    "--path-as-is",
    "-o",
    "/dev/null",
    "-w",
    "%{http_code}",
  );
  assert.match(status, /^40[034]$/);
});

testWithCurl("curl of the same script twice on one connection", async () => {
  const urls = [`${server.url}/cgi-bin/method.sh?1`, `${server.url}/cgi-bin/method.sh?2`];
  assert.is(await run(["-w", " %{num_connects}\n", ...urls]), "GET  1 1\nGET  2 0\n");
});

function curl(target: string, ...options: string[]): Promise<string> {
  return run([...options, `${server.url}${target}`]);
}

function run(args: readonly string[]): Promise<string> {
  const common = ["--silent", "--show-error", "--max-time", "60", "--noproxy", "*"];
  return new Promise((resolve, reject) => {
    execFile("curl", [...common, ...args], (error, stdout, stderr) => {
      if (error) reject(new Error(`curl ${args.join(" ")}: ${stderr}`));
      else resolve(stdout);
    });
  });
}

function sha256(octets: Buffer): string {
  return createHash("sha256").update(octets).digest("hex");
}

test.run();
