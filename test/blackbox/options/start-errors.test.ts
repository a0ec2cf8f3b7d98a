/*
 * Every mistake on the command line is one line on standard error that names what is wrong and what
 * to do, and the exit status tells a mistake (2) from a refusal of the machine (1).
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { buildCommand, buildName, isEmulated, isNative } from "../../support/build";
import { makeHome } from "../../support/home";
import { type Ended, runToEnd, stopServers } from "../../support/server";

let home: string;

test.before(() => {
  home = makeHome({ "file.txt": "a file" });
});
test.after(stopServers);

/** Arguments, and what the line must say. */
const MISTAKES: readonly (readonly [readonly string[], RegExp])[] = [
  [["--lisen", "8080"], /--lisen.*--listen/],
  [["--hom", "/tmp"], /--hom\b.*--home/],
  [["--conections=5"], /--conections.*--connections/],
  [["--cig"], /--cig.*--cgi/],
  [["--verison"], /--verison.*--version/],
  [["--complete-nonsense"], /--complete-nonsense.*--help/],
  [["-z"], /-z.*--help/],
  [["-fz"], /-z\b/],
  [["--listen"], /--listen.*missing/],
  [["--listen="], /--listen/],
  [["-p"], /--listen.*missing/],
  [["--home"], /--home.*missing/],
  [["--home="], /--home/],
  [["--config"], /--config.*missing/],
  [["--connections"], /--connections.*missing/],
  [["--cgi=yes"], /--cgi/],
  [["--listen", "65536"], /65536/],
  [["--listen", "-1"], /-1/],
  [["--listen", "80a"], /80a/],
  [["--listen", ""], /--listen/],
  [["--listen", "127.0.0.1:"], /127\.0\.0\.1:/],
  [["--listen", "127.0.0.1:99999"], /99999/],
  [["--listen", ":8000"], /:8000/],
  [["--listen", "::1:8000"], /::1:8000.*\[\]/],
  [["--listen", "[::1:8000"], /\[::1:8000/],
  [["--listen", "[::1]"], /\[::1\]/],
  [["-p", "HTTP/1.1"], /HTTP\/1\.1/],
  [["-p", "HTTP/1.0", "8000"], /HTTP\/1\.0/],
  [["70000"], /70000/],
  [["http"], /http/],
  [["8000x"], /8000x/],
  [["-f", "lighttpd.conf"], /lighttpd\.conf.*(-c|--config)/],
  [["--connections", "0"], /'?0'?/],
  [["--connections", "many"], /many/],
  [["--connections", "-5"], /-5/],
  [["--connections", "1000000"], /1000000.*memory/],
  [["--connections", "99999999999999999999"], /99999999999999999999/],
  [["--connections", "1.5"], /1\.5/],
  [["--timeout", "body=3"], /--timeout.*'body=3'.*phases: idle head content send linger/],
  [["--timeout", "head"], /--timeout.*from 1 to 86400/],
  [["--timeout", "head=0"], /--timeout.*'0'.*from 1 to 86400/],
  [["--timeout", "head=86401"], /--timeout.*'86401'/],
  [["--timeout=head=1.5"], /--timeout.*'1\.5'/],
  [["--min-rate", "slow"], /--min-rate.*'slow'.*from 0 to/],
  [["--min-rate", "-1"], /--min-rate.*'-1'/],
  [["--script-rate", "fast"], /--script-rate.*'fast'.*from 0 to/],
  [["--script-rate", "1000000001"], /--script-rate.*'1000000001'/],
  [["--script", "/x/ leave=stay"], /'leave=stay'.*leave=finish or leave=end/],
  [["--script", "*.x:/bin/sh -d a=b"], /'a=b'.*is none of head=.*in quotes: \*\.EXT:"/],
  [["--script", "*.x:/bin/sh idle=0 -x"], /'-x'.*is none of head=/],
  [["--script", '*.x:"/bin/sh -x'], /does not end in its second quote/],
  [["--script", '*.x:"/bin/sh" -x'], /'-x'.*is none of head=/],
  [["--script", '*.x:"/bin/sh"x'], /does not end in its second quote/],
  [["--script", '*.x:""'], /without its absolute path/],
  [["--script", "*.x: -x"], /without its absolute path/],
  [["--script", '*.x:"sh -x"'], /without its absolute path/],
  [["--script", `*.x:/bin/sh ${"x".repeat(1020)}`], /of more than 1024 octets/],
  [["--script", "/x/ encoded-slash=on"], /'encoded-slash=on'.*encoded-slash=pass or encoded/],
  [["--script", "/x%2fy/"], /begins with neither/],
  [["--encoding", ".gz=deflate"], /'.gz=deflate' is not .EXTENSION=gzip, br, zstd or none/],
  [["--encoding", ".=gzip"], /is not .EXTENSION=gzip/],
  [["--encoding", ".tar.gz=gzip"], /is not .EXTENSION=gzip/],
  [["--encoding", "gz"], /is not .EXTENSION=gzip/],
  [[..."abcdefghi"].flatMap((name) => ["--encoding", `${name}=br`]), /'i=br'.*at most 8/],
  [["--header", "*.gz Content-Encoding: gzip"], /writes itself; see encoding/],
  [["--encoded-slash", "pass"], /'pass' is not files or refuse/],
  [["--script", "/x/ leave"], /'leave'.*is none of head=/],
  [["--script", "/x/ rate=-1"], /'rate=-1'.*0 to 1000000000/],
  [["--script-buffer", "1t"], /--script-buffer.*'1t'.*10m/],
  [["--script", "/x/ buffer=2g"], /'buffer=2g'.*up to 1g/],
  [["--requests", "0"], /--requests.*'0'.*from 1 to/],
  [["--script-queue", "-1"], /--script-queue.*'-1'.*from 0 to 10000/],
  [["--script-queue", "10001"], /--script-queue.*'10001'/],
  [["--temp-dir", ""], /--temp-dir.*''.*no directory/],
  [["--content-max", "1t"], /--content-max.*'1t'.*10m/],
  [["--content-max", "m"], /--content-max.*'m'/],
  [["--content-max="], /--content-max/],
  [["--content-max", "9000000g"], /--content-max.*'9000000g'/],
  [["--header"], /--header.*missing/],
  [["--header", ""], /NAME: VALUE/],
  [["--header", "X-A"], /X-A.*NAME: VALUE/],
  [["--header", "X A: 1"], /X A: 1.*NAME: VALUE/],
  [["--header", ": 1"], /: 1.*NAME: VALUE/],
  [["--header", "X-A: \t"], /no value/],
  [["--header", "X-A: a\x01b"], /control octet/],
  [["--header", "*js X-A: 1"], /\*js.*pattern/],
  [["--header", "*.a/b X-A: 1"], /pattern/],
  [["--header", "/a*b X-A: 1"], /pattern/],
  [["--header", "content-LENGTH: 1"], /itself/],
  [["--header", "/x/ Transfer-Encoding: chunked"], /itself/],
  [["--header", "Date: now"], /itself/],
  [["--header", "ETag: x"], /itself/],
  [["--header", `X-A: ${"v".repeat(3000)}`], /at most 32 fields of 2048 octets/],
  [Array.from({ length: 33 }, (_, i) => `--header=X-${i}: 1`), /X-32.*at most 32/],
  [["--cors", "app.example"], /app\.example.*SCHEME/],
  [["--cors", "https://app.example/"], /SCHEME/],
  [["--cors", "https://"], /SCHEME/],
  [["--cors", "null"], /SCHEME/],
  [["--cors", "http://a, http://b"], /SCHEME/],
  [Array.from({ length: 17 }, (_, i) => `--cors=http://h${i}`), /h16.*at most 16/],
  [["--type", ".a"], /EXTENSION/],
  [["--type", "a=text"], /EXTENSION/],
  [["--type", "=text/x"], /EXTENSION/],
  [["--type", ".a.b=text/x"], /EXTENSION/],
  [["--type", ".x=text/html;charset="], /charset='.*a parameter that is not NAME=VALUE/],
  [["--type", ".x=text/html; charset"], /NAME=VALUE/],
  [["--type", ".x=text/html; a=b c"], /NAME=VALUE/],
  [["--type", ".x=text/html;;"], /NAME=VALUE/],
  [["--type", '.x=text/html; charset="utf'], /NAME=VALUE/],
  [["--default-type", "text"], /TYPE\/SUBTYPE/],
  [["--default-type="], /--default-type/],
  [["--default-type", "a/b; c"], /NAME=VALUE/],
  [["--charset", "utf 8"], /'utf 8' is not the name of a charset/],
  [["--charset="], /--charset/],
  [["--charset", "x".repeat(41)], /charset/],
  [["--header", "/x Content-Type: text"], /is not of type TYPE\/SUBTYPE/],
  [["--header", "content-type: a/b; c"], /NAME=VALUE/],
  [["--mime-types", "/no/such/types"], /\/no\/such\/types/],
  [["--mime-types="], /--mime-types/],
  [["--error-page", "404"], /404.*path/],
  [["--error-page", "200=/a"], /400 to 599/],
  [["--error-page", "0404=/a"], /400 to 599/],
  [["--error-page", "404=a.html"], /begins with \//],
  [["--error-page", "404=/"], /path of a file/],
  [["--error-page", "404=/../a"], /path of a file/],
  [["--error-page", "404=/no-such-page"], /no-such-page.*not there/],
  [["--index", ""], /--index/],
  [["--index", "a/b"], /a\/b/],
  [["--index", ".."], /\.\./],
  [Array.from({ length: 9 }, (_, i) => `--index=i${i}`), /i8.*at most 8/],
  [["--dot-files=yes"], /--dot-files/],
  [["--no-symlnks"], /--no-symlnks.*--no-symlinks/],
  [["--home", "/no/such/folder"], /\/no\/such\/folder/],
  [["--config", "/no/such/file.conf"], /\/no\/such\/file\.conf/],
];

for (const [args, pattern] of MISTAKES) {
  const said = args.map((arg) => arg || "''").join(" ");
  test(`microhttpd ${said.slice(0, 200)}: one line, status 2`, async () => {
    const ended = await runToEnd(["--bind", "127.0.0.1", ...args]);
    assert.is(ended.status, 2);
    expectOneLine(ended, pattern);
  });
}

test("a home that is a file is status 2", async () => {
  const ended = await runToEnd(["--home", join(home, "file.txt"), "0"]);
  assert.is(ended.status, 2);
  expectOneLine(ended, /file\.txt/);
});

test("a port that is in use is status 1, and the line names it", async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  const { port } = holder.address() as AddressInfo;
  const ended = await runToEnd(["--bind", "127.0.0.1", "--home", home, String(port)]);
  holder.close();
  assert.is(ended.status, 1);
  expectOneLine(ended, new RegExp(`\\b${port}\\b.*in use`));
});

test("a second listener that cannot be ends the server although the first could", async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  const { port } = holder.address() as AddressInfo;
  const listeners = ["-p", "127.0.0.1:0", "-p", `127.0.0.1:${port}`];
  const ended = await runToEnd(["--home", home, ...listeners]);
  holder.close();
  assert.is(ended.status, 1);
  assert.match(ended.stderr, new RegExp(`\\b${port}\\b`));
});

for (const [address, statuses] of [
  // The native server listens on it, in case that it comes (listeners.test.ts).
  ...(isNative ? [] : ([["203.0.113.1", [1]]] as const)),
  ["not-an-address", [1, 2]],
  ["300.1.1.1", [1, 2]],
  ["127.0.0.1.", [1, 2]],
] as const) {
  test(`an address that this machine has not, ${address}, is one line`, async () => {
    const ended = await runToEnd(["--home", home, "--listen", `${address}:0`]);
    assert.ok(
      (statuses as readonly (number | null)[]).includes(ended.status),
      String(ended.status),
    );
    expectOneLine(ended, new RegExp(address.replaceAll(".", "\\.")));
  });
}

test("a privileged port without the right to it is status 1 and says what to do", async () => {
  const first = Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "latin1"));
  if (first <= 1) return;
  const args = ["--bind", "127.0.0.1", "--home", home, String(first - 1)];
  const ended = await runToEnd(args, { unprivileged: true });
  assert.is(ended.status, 1);
  expectOneLine(ended, new RegExp(`\\b${first - 1}\\b`));
});

// Node.js needs a gigabyte of addresses itself, and qemu as much.
if (isNative && !isEmulated) {
  // Below 3 MiB the kernel ends it before it runs: the program itself does not fit.
  for (const kib of [4000, 6000, 9000]) {
    test(`too little memory is status 1: ulimit -v ${kib}`, () => {
      const command = [...buildCommand(buildName), "--bind", "127.0.0.1", "--home", home, "0"];
      const limited = ["-c", `ulimit -v ${kib}; exec "$0" "$@"`, ...command];
      const { status, stdout, stderr } = spawnSync("sh", limited, { encoding: "latin1" });
      assert.is(status, 1);
      expectOneLine({ status, signal: null, stdout, stderr }, /memory/);
    });
  }
}

test("control octets in an argument do not reach the terminal", async () => {
  const ended = await runToEnd(["--lis\x1b[2Jten"]);
  assert.is(ended.status, 2);
  expectOneLine(ended, /\\x1b/i);
});

test("a file that is no configuration is refused at its first line", async () => {
  const file = join(home, "binary.conf");
  writeFileSync(file, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 10, 0xff]));
  const ended = await runToEnd(["--config", file]);
  assert.is(ended.status, 2);
  expectOneLine(ended, /binary\.conf:1/);
});

function expectOneLine({ stdout, stderr }: Ended, pattern: RegExp): void {
  assert.match(stderr, /^microhttpd: [^\n]+\n$/);
  assert.match(stderr, pattern);
  assert.not.match(stdout, /serving/);
}

test.run();
