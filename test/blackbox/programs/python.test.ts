/*
 * Scripts in Python as they were written for `python3 -m http.server --cgi`, which went without a
 * successor: cgi.FieldStorage, cgi.test(), wsgiref.
 */
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectStatus, get, textOf } from "../../support/exchange";
import { postForm } from "../../support/form";
import { fixture } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { type Server, startServer, stopServers } from "../../support/server";

// Python 3.13 has no module cgi any more, unless it is installed (python3-legacy-cgi).
const hasModule =
  spawnSync("/usr/bin/python3", ["-W", "ignore", "-c", "import cgi, cgitb"]).status === 0;
const testWithModule = hasModule ? test : test.skip;

const UPLOAD_BYTES = 3_000_000;

let server: Server;

test.before(async () => {
  const names = ["form", "test", "application", "old"];
  const home: Record<string, ReturnType<typeof fixture>> = {};
  // Both folders that Python's server runs programs in.
  for (const folder of ["cgi-bin", "htbin"]) {
    for (const name of names) home[`${folder}/${name}.py`] = fixture(`python/${name}.py`);
  }
  server = await startServer({ home, args: ["--cgi"] });
});
test.after(stopServers);

test("the simplest script, in both folders", async () => {
  for (const folder of ["cgi-bin", "htbin"]) {
    const fields = { "User-Agent": "tester" };
    const response = await get(server, `/${folder}/old.py/more?q`, fields);
    expectStatus(response, 200);
    assert.is(fieldOf(response, "Content-Type"), "text/html");
    const text = textOf(response);
    assert.match(text, /REQUEST_METHOD=GET/);
    assert.match(text, `SCRIPT_NAME=/${folder}/old.py\n`);
    assert.match(text, /PATH_INFO=\/more\n.*QUERY_STRING=q\n.*HTTP_USER_AGENT=tester\n/);
  }
});

testWithModule("cgi.FieldStorage: a form by GET and by POST", async () => {
  const form = new URLSearchParams({ name: "Jürgen & <Co>", empty: "" });
  form.append("name", "another");
  const expected = "empty=\nname=Jürgen & <Co>\nname=another\n";
  for (const response of [
    await get(server, `/cgi-bin/form.py?${form}`),
    await postForm(server, "/cgi-bin/form.py", form),
  ]) {
    expectStatus(response, 200);
    assert.is(response.content.toString("utf8"), expected);
  }
});

testWithModule("cgi.FieldStorage: a file of some megabytes", async () => {
  const octets = randomBytes(UPLOAD_BYTES);
  const form = new FormData();
  form.append("name", "Jürgen");
  form.append("upload", new Blob([octets], { type: "image/x-test" }), "a picture.img");
  const response = await postForm(server, "/cgi-bin/form.py", form);
  expectStatus(response, 200);
  const digest = createHash("sha256").update(octets).digest("hex");
  const line = `upload a picture.img image/x-test ${UPLOAD_BYTES} ${digest}\n`;
  assert.is(response.content.toString("utf8"), `name=Jürgen\n${line}`);
});

testWithModule("cgi.test(): its page names the script, the path and the fields", async () => {
  const response = await get(server, "/cgi-bin/test.py/path?one=1");
  expectStatus(response, 200);
  const text = textOf(response);
  assert.match(text, /<DT> SCRIPT_NAME <DD> \/cgi-bin\/test\.py/);
  assert.match(text, /<DT> PATH_INFO <DD> \/path/);
  assert.match(text, /one/);
});

test("wsgiref: a validated application answers, streams and fails as it says", async () => {
  const target = "/cgi-bin/application.py";
  const missing = await get(server, `${target}/nothing`);
  expectStatus(missing, 404);
  assert.is(fieldOf(missing, "X-Name"), "nothing");
  assert.is(textOf(missing), "not here\n");
  const stream = textOf(await get(server, `${target}/stream`))
    .trim()
    .split("\n");
  assert.is(stream.length, 100);
  const content = randomBytes(100_000);
  const echoed = await exchange(server, { method: "POST", target: `${target}/echo`, content });
  expectStatus(echoed, 200);
  assert.ok(echoed.content.equals(content));
  const head = await exchange(server, { method: "HEAD", target: `${target}/stream` });
  expectStatus(head, 200);
});

test("wsgiref: application and request are where the client asked for them", async () => {
  const uris = textOf(await get(server, "/cgi-bin/application.py/uris/a%20b?x=%26"));
  const application = "http://test.example/cgi-bin/application.py";
  assert.is(uris, `${application}/uris\n${application}/uris/a%20b?x=%26\n`);
});

test.run();
