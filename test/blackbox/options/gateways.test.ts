/*
 * What is said of --fastcgi and --scgi: mistakes with their file, line and word; what is accepted;
 * and that one pattern has one rule, whoever runs it.
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectStatus, get } from "../../support/exchange";
import { makeFolder, script } from "../../support/home";
import { runToEnd, startServer, stopServers } from "../../support/server";

test.after(stopServers);

const LONGEST_PATH = `/${"x".repeat(106)}`;

/** The value, and what the line must say. */
const MISTAKES: readonly (readonly [string, RegExp])[] = [
  ["php unix:/run/x", /'php'.*\/PATH nor \*\.EXT/],
  ["* unix:/run/x", /'\*'.*\/PATH nor \*\.EXT/],
  [". unix:/run/x", /'\.'.*\/PATH nor/],
  [".php/ unix:/run/x", /'\.php\/'.*\/PATH nor/],
  ["/../x unix:/run/x", /\/PATH nor/],
  ["unix:/run/x", /'unix:\/run\/x'.*\/PATH nor/],
  [".php", /'\.php' has no backend.*unix:\/PATH/],
  [".php keep=4", /'\.php keep=4' has no backend/],
  [".php unix:run/x", /'unix:run\/x'.*unix:\/PATH/],
  [".php unix:", /'unix:'.*unix:\/PATH/],
  [".php unix:/", /'unix:\/'.*unix:\/PATH/],
  [`.php unix:${LONGEST_PATH}x`, /at most 107 octets/],
  [".php /run/x", /'\/run\/x' is none of unix:\/PATH, IPV4:PORT.*names are not looked up/],
  [".php backend:9000", /'backend:9000'.*names are not looked up/],
  [".php 9000", /'9000' is none of/],
  [".php 10.0.0:9000", /'10\.0\.0:9000' is none of/],
  [".php 10.0.0.256:9000", /'10\.0\.0\.256:9000' is none of/],
  [".php ::1:9000", /'::1:9000'/],
  [".php [::1]", /'\[::1\]' is none of/],
  [".php [::1:9000", /'\[::1:9000' is none of/],
  [".php [::g]:9000", /'\[::g\]:9000' is none of/],
  [".php [10.0.0.1]:9000", /'\[10\.0\.0\.1\]:9000' is none of/],
  [".php 10.0.0.1:0", /'10\.0\.0\.1:0'.*port from 1 to 65535/],
  [".php 10.0.0.1:65536", /'10\.0\.0\.1:65536'.*port/],
  [".php 10.0.0.1:", /'10\.0\.0\.1:'.*port/],
  [".php 10.0.0.1:80x", /'10\.0\.0\.1:80x'.*port/],
  [".php :9000 speed=3", /'speed=3'.*none of spawn= root= check= balance=/],
  [".php :9000 keep=65", /'keep=65'.*0 to 64/],
  [".php :9000 connect=0", /'connect=0'.*1 to 86400/],
  [".php :9000 send=86401", /'send=86401'.*1 to 86400/],
  [".php :9000 down=-1", /'down=-1'.*0 to 86400/],
  [".php :9000 at-once=0", /'at-once=0'.*1 to 1024/],
  [".php :9000 head=x", /'head=x'.*0 to 86400/],
  [".php :9000 leave=", /'leave='.*leave=finish or leave=end/],
  [".php :9000 encoded-slash=", /'encoded-slash='.*encoded-slash=pass or encoded-slash=refuse/],
  [".php :9000 balance=fair", /'balance=fair'.*least, round or client/],
  [".php :9000 check=maybe", /'check=maybe'.*check=yes or check=no/],
  [".php :9000 root=srv", /'root=srv' is no absolute path/],
  [".php :9000 root=", /'root=' is no absolute path/],
  [`.php :9000 root=/${"r".repeat(1024)}`, /longer than 1024 octets/],
  [".php :9000 spawn=/bin/sh", /both spawn= and another backend/],
  [".php :9000 processes=2", /without spawn=/],
  [".php user=root", /without spawn=/],
  [".php spawn=app", /'spawn=app' has no absolute path/],
  ['.php spawn="/bin/sh', /\/bin\/sh' does not end in its second quote/],
  ['.php spawn="', /second quote/],
  ['.php spawn="/bin/sh"x', /second quote/],
  ['.php spawn=""', /no absolute path/],
  [".php spawn=/no/such/program", /program '\/no\/such\/program' is not there/],
  [".php spawn=/etc/passwd", /program '\/etc\/passwd' is no program/],
  [".php spawn=/bin/sh dir=/no/such", /directory '\/no\/such' is not there/],
  [".php spawn=/bin/sh dir=/etc/passwd", /directory '\/etc\/passwd' is no directory/],
  [".php spawn=/bin/sh dir=etc", /'dir=etc' has no absolute path/],
  [".php spawn=/bin/sh processes=0", /'processes=0'.*1 to 31/],
  [".php spawn=/bin/sh processes=32", /'processes=32'.*1 to 31/],
  [".php spawn=/bin/sh umask=8", /'umask=8' has no permissions from 000 to 777/],
  [".php spawn=/bin/sh mode=1777", /'mode=1777' has no permissions/],
  [".php spawn=/bin/sh mode=", /'mode=' has no permissions/],
  [".php spawn=/bin/sh user=nobody-at-all", /names no user of \/etc\/passwd/],
  [".php spawn=/bin/sh user=root:none-at-all", /names no group of \/etc\/group/],
  [".php spawn=/bin/sh socket=app.sock", /'socket=app\.sock' has no absolute path/],
  [`.php spawn=/bin/sh socket=/${"s".repeat(95)}`, /longer than 95 octets/],
];

for (const [rule, why] of MISTAKES) {
  test(`--fastcgi ${JSON.stringify(rule)} is refused`, async () => {
    const ended = await runToEnd(["--fastcgi", rule, "--test"]);
    assert.is(ended.status, 2);
    assert.match(ended.stderr, /^microhttpd: (--fastcgi: |program |directory ).*\n$/);
    assert.match(ended.stderr, why);
  });
}

/** For root alone: all others are told that they may not. */
function asRoot(user: string): string {
  return process.getuid?.() === 0 ? `user=${user}` : "";
}

const ACCEPTED: readonly string[] = [
  `/app/ :9000 root=/${"r".repeat(1023)}`,
  ".php unix:/run/php/php-fpm.sock",
  "*.php unix:/run/php=8/php-fpm.sock",
  `/ unix:${LONGEST_PATH}`,
  "/app/ 10.0.0.5:9000 10.0.0.6:9000 keep=4",
  "/app 255.255.255.255:65535 [::1]:1 [::ffff:10.0.0.1]:9000 localhost:9000 :9000",
  "/app/ :9000 root=/ check=yes balance=least at-once=1024 rate=0 buffer=64k keep=64 connect=1 " +
    "send=1 head=0 silence=0 idle=0 total=0 down=0",
  "/app/ spawn=/bin/sh",
  `/app/ spawn="/bin/sh -c 'sleep 1000'" processes=31 dir=/ umask=0027 mode=660 ${asRoot("root")}`,
  `/app/ spawn=/bin/sh ${asRoot("0:0")} socket=/${"s".repeat(94)} keep=4 balance=round`,
  "/app/ :9000\tbalance=round  check=no balance=client root=/srv/www/ leave=end leave=finish encoded-slash=pass",
];

for (const rule of ACCEPTED) {
  test(`--fastcgi ${JSON.stringify(rule)} is accepted`, async () => {
    const ended = await runToEnd(["--scripts", "1", "--fastcgi", rule, "--test"]);
    const isTooMany = rule.includes("at-once=1024");
    assert.is(ended.status, isTooMany ? 2 : 0, ended.stderr);
    if (isTooMany)
      assert.match(ended.stderr, /scripts and all at-once= are together more than 1024/);
  });
}

test("--scgi takes the same, but for what is kept", async () => {
  assert.is((await runToEnd(["--scgi", "/s/ 127.0.0.1:4000 send=5", "--test"])).status, 0);
  for (const key of ["keep=1"]) {
    const ended = await runToEnd(["--scgi", `/s/ :4000 ${key}`, "--test"]);
    assert.is(ended.status, 2);
    assert.match(ended.stderr, new RegExp(`--scgi: '${key}' is not for SCGI`));
  }
});

test("a mistake in a file is named with file, line and word", async () => {
  const file = join(makeFolder(), "server.conf");
  writeFileSync(file, "# gateways\nfastcgi .php :9000\n\nscgi /s/ :4000 :40000000\n");
  const ended = await runToEnd(["-c", file, "--test"]);
  assert.is(ended.status, 2);
  assert.ok(ended.stderr.includes(`${file}:4: scgi: ':40000000' does not end in a port`));
});

test("there is room for sixteen rules and for thirty-two backends", async () => {
  const rules = Array.from({ length: 17 }, (_, i) => [
    i % 2 === 0 ? "--fastcgi" : "--scgi",
    `.e${i} :1${i === 1 ? " :2".repeat(16) : ""} at-once=1`,
  ]);
  assert.is((await runToEnd([...rules.slice(1).flat(), "--test"])).status, 0);
  const ended = await runToEnd([...rules.flat(), "--test"]);
  assert.is(ended.status, 2);
  assert.match(ended.stderr, /--fastcgi: '\.e16' is one too many \(at most 16\)/);
  const many = await runToEnd(["--fastcgi", `/a/ ${":9000 ".repeat(33)}`, "--test"]);
  assert.is(many.status, 2);
  assert.match(many.stderr, /':9000' is one too many \(at most 32\)/);
  const shared = ["--fastcgi", "/a/ spawn=/bin/sh processes=31", "--scgi", "/b/ :1"];
  const full = await runToEnd([...shared, "--test"]);
  assert.is(full.status, 2);
  assert.match(full.stderr, /--scgi: ':1' is one too many \(at most 32\)/);
});

test("each rule has its own number of requests at once", async () => {
  const limits = await runToEnd([
    "--fastcgi",
    ".php :9000",
    "--scgi",
    "/s :1 at-once=2",
    "--limits",
  ]);
  // 8, 128 and 2, and of each an answer that is whole and has made room for the next request.
  assert.match(limits.stdout, / 141 .*running scripts/);
});

test("of two rules for one pattern the last holds, be it a script's or a gateway's", async () => {
  const home = { "a.sh": script("printf 'Content-Type: text/plain\\n\\nran'") };
  const config = "fastcgi .sh unix:/no/such.sock\nscript *.sh:/bin/sh\n";
  expectStatus(await get(await startServer({ home, config }), "/a.sh"), 200);
});

test("the place of a program that is not there is named", async () => {
  const file = join(makeFolder(), "server.conf");
  writeFileSync(file, "cgi\n# an application\nfastcgi /a/ spawn=/no/such/app processes=2\n");
  const ended = await runToEnd(["-c", file, "--test"]);
  assert.is(ended.status, 2);
  assert.ok(ended.stderr.includes(`${file}:3: program '/no/such/app' is not there`));
});

test("the memory of servers that are started is in the budget", async () => {
  const { stdout } = await runToEnd(["--fastcgi", "/a/ spawn=/bin/sh processes=3", "--limits"]);
  assert.match(stdout, / 4 +576 +servers that are started/);
});

test("--status is a path of a page", async () => {
  assert.is((await runToEnd(["--status", "/server-status", "--test"])).status, 0);
  for (const value of ["", "status", "/", "/../x"]) {
    const ended = await runToEnd([`--status=${value}`, "--test"]);
    assert.is(ended.status, 2);
    assert.match(ended.stderr, /--status.*is no \/PATH of a page/);
  }
});

test("rules on the command line take the place of all in the file", async () => {
  const file = join(makeFolder(), "server.conf");
  writeFileSync(file, "script *.a\nfastcgi .b :9000 :9001\nscgi /s :4000 at-once=7\n");
  const limits = await runToEnd(["-c", file, "--fastcgi", ".c :1 at-once=3", "--limits"]);
  assert.match(limits.stdout, / 13 .*running scripts/);
});

test.run();
