/*
 * Passwords, with the programs that people have: htpasswd makes the file; curl, Python's requests
 * and Chromium give them.
 */
import { execFile, spawnSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasBrowser, Person } from "../../support/browser";
import { withDeadline } from "../../support/deadline";
import { exchange, get, textOf } from "../../support/exchange";
import { makeFolder, script } from "../../support/home";
import { fieldOf, type Response } from "../../support/http-message";
import { type Server, startServer, stopServers } from "../../support/server";

const has = (program: string, ...args: string[]) => spawnSync(program, args).error === undefined;
const testWith = (isThere: boolean) => (isThere ? test : test.skip);

/** Of `htpasswd -nb`, for machines without it; the passwords are the names backwards. */
const LINES = [
  "apr:$apr1$mmCUwlGz$sZ9VXpIBcougaOf5kNDFp.",
  "six:$6$eYM9VZjeYS105NtO$8qh1fWbIFpe48KnSKESG8srghbiVgxefdEXkVAsQyEBUrxb1obBFbJSL4H6s2vFYlAkS6D0akCOmUYS99x5nI1",
  "five:$5$X00ymvjMa7CQ2ewM$JpVxOm0kqn98xVkEd1ZS0r3nFM9.UUzrwduyHHkeZ84",
  "sha:{SHA}EfatjsUqKYSrqv18O1FlA3hcIHI=",
  "u\u00fc:$apr1$saltstri$aGfuB7Lcvs2TUeFTqUVfN0",
];
const PASSWORDS: Record<string, string> = { apr: "alpha", six: "gamma", five: "delta" };

const folder = makeFolder();
const file = join(folder, "passwords");
let server: Server;

function write(...lines: string[]): void {
  writeFileSync(`${file}.new`, `${lines.join("\n")}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function credentials(user: string, password = PASSWORDS[user] ?? ""): Record<string, string> {
  return { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
}

const ask = (target: string, user?: string, password?: string): Promise<Response> =>
  get(server, target, user === undefined ? undefined : credentials(user, password));

test.before(async () => {
  write(...LINES);
  server = await startServer({
    home: {
      "page.txt": "for all",
      "admin/page.txt": "for some",
      "admin/index.html": "<title>inside</title><link rel=icon href=data:,><p>inside",
      "admin/list/a.txt": "a",
      "cgi-bin/who": script(
        'printf \'Content-Type: text/plain\\n\\n%s %s %s\' "$AUTH_TYPE" "$REMOTE_USER" "$HTTP_AUTHORIZATION"',
      ),
      "cgi-bin/in": script("printf 'Location: /admin/page.txt\\n\\n'"),
    },
    args: [
      ...["--cgi", "--pass-authorization", "--auth", `/admin/ ${file} realm="The inside"`],
      ...["--auth", `/cgi-bin/who ${file} user=apr,u\u00fc`],
    ],
  });
});
test.after(stopServers);

test("each scheme lets its user in, and nobody else", async () => {
  for (const user of Object.keys(PASSWORDS)) {
    assert.is((await ask("/admin/page.txt", user)).status, 200, user);
  }
  const refused = await ask("/admin/page.txt", "sha", "x");
  assert.is(refused.status, 401);
  assert.is(fieldOf(refused, "www-authenticate"), 'Basic realm="The inside", charset="UTF-8"');
  assert.is((await ask("/admin/page.txt", "apr", "wrong")).status, 401);
  assert.is((await ask("/admin/page.txt", "nobody", "x")).status, 401);
  assert.is((await ask("/page.txt")).status, 200);
  assert.is(textOf(await ask("/admin/list/", "apr")).includes("a.txt"), true);
  await server.log.waitFor(/ - apr \[[^\]]*\] "GET \/admin\/list\/ HTTP/);
});

test("a script is told who it is, and not the password", async () => {
  assert.is(textOf(await ask("/cgi-bin/who", "apr")), "Basic apr ");
  assert.is((await ask("/cgi-bin/who", "six")).status, 401);
  assert.is(
    textOf(await ask("/cgi-bin/who", "u\u00fc", "Hello world!")),
    "Basic u\u00fc ".replace("\u00fc", "\xc3\xbc"),
  );
});

test("content of a request that waits for its password comes to its script", async () => {
  const content = "x".repeat(100_000);
  const fields = credentials("apr");
  const response = await exchange(server, {
    method: "POST",
    target: "/cgi-bin/who",
    fields,
    content,
  });
  assert.is(response.status, 200);
});

test("what a script redirects to asks for its password", async () => {
  assert.is((await ask("/cgi-bin/in")).status, 401);
  assert.is((await ask("/admin/page.txt", "five")).status, 200);
  assert.is(textOf(await ask("/cgi-bin/in", "five")), "for some");
});

test("a file that changes holds at once, one that is gone lets nobody in", async () => {
  assert.is((await ask("/admin/page.txt", "six")).status, 200);
  write(...LINES.filter((line) => !line.startsWith("six")));
  assert.is((await ask("/admin/page.txt", "six")).status, 401);
  renameSync(file, `${file}.gone`);
  assert.is((await ask("/admin/page.txt", "apr")).status, 500);
  await server.log.waitFor(/error: .*passwords: is not there; nobody is let in/);
  write(...LINES);
  assert.is((await ask("/admin/page.txt", "apr")).status, 200);
});

testWith(has("htpasswd"))("what htpasswd writes, with curl", async () => {
  for (const [i, args] of [["-B", "-C", "8"], ["-m"], ["-5"], ["-2"]].entries()) {
    const { stdout } = spawnSync("htpasswd", ["-ni", ...args, `user${i}`], { input: `p:${i}\n` });
    write(...LINES, String(stdout).trim());
    const format = ["-s", "-o", "/dev/null", "-w", "%{http_code}"];
    assert.is(
      await curl(...format, "-u", `user${i}:p:${i}`, `${server.url}/admin/page.txt`),
      "200",
    );
    assert.is(await curl(...format, "-u", `user${i}:p:x`, `${server.url}/admin/page.txt`), "401");
  }
  write(...LINES);
});

testWith(has("python3", "-c", "import requests"))("Python's requests, in two charsets", () => {
  const program = [
    "import requests, sys",
    "u = sys.argv[1]",
    "r = requests.get(u, auth=('u\u00fc', 'Hello world!'))",
    "s = requests.get(u, auth=('u\u00fc'.encode(), b'Hello world!'))",
    "t = requests.get(u, auth=('u\u00fc', 'Hello'))",
    "print(r.status_code, s.status_code, t.status_code)",
  ].join("\n");
  const { stdout, stderr } = spawnSync("python3", ["-c", program, `${server.url}/admin/`]);
  assert.is(String(stdout), "200 200 401\n", String(stderr));
});

testWith(hasBrowser)("Chromium", async () => {
  const person = await Person.sitDown({
    credentials: { username: "u\u00fc", password: "Hello world!" },
  });
  try {
    await person.page.goto(`${server.url}/admin/`);
    assert.is(await person.page.title(), "inside");
  } finally {
    await person.leave();
  }
});

test("others are answered while hashes are computed", async () => {
  const slow = `$2y$12$${"a".repeat(21)}.${"a".repeat(31)}`;
  write(`slow:${slow}`);
  const order: string[] = [];
  const checks = ["1", "2", "3"].map(async (password) => {
    const response = await ask("/admin/page.txt", "slow", password);
    order.push(`password ${response.status}`);
  });
  for (let i = 0; i < 20; i++) assert.is((await ask("/page.txt")).status, 200);
  order.push("files");
  await withDeadline(Promise.all(checks), "three checks of cost 12");
  assert.equal(order, ["files", "password 401", "password 401", "password 401"]);
  write(...LINES);
});

test.run();

function curl(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("curl", args, (error, stdout) => (error === null ? resolve(stdout) : reject(error)));
  });
}
