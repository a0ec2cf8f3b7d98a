/*
 * Files that the kernel makes while they are read: proc says 0 octets of all of them, sysfs 4096.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import { fieldOf } from "../../support/http-message";
import { startServer, stopServers } from "../../support/server";

test.after(stopServers);

for (const [home, name] of [
  ["/proc/sys/kernel", "ostype"],
  ["/sys/devices/virtual/net/lo", "mtu"],
] as const) {
  const path = join(home, name);
  // A machine may have no sysfs.
  if (!existsSync(path)) continue;
  test(`${path} is sent as it is, and the log has its size`, async () => {
    const server = await startServer({ home });
    const content = readFileSync(path, "utf8");
    const response = await get(server, `/${name}`);
    expectStatus(response, 200);
    assert.is(textOf(response), content);
    assert.is(fieldOf(response, "Content-Length"), String(content.length));
    await server.waitForLog(new RegExp(`"GET /${name} HTTP/1.1" 200 ${content.length}$`));
    const head = await exchange(server, { method: "HEAD", target: `/${name}` });
    assert.is(fieldOf(head, "Content-Length"), String(content.length));
  });
}

test("one of more than 1 MiB is refused, and the log says why", async () => {
  if (!existsSync("/proc/kallsyms") || readFileSync("/proc/kallsyms").length <= 1_048_576) return;
  const server = await startServer({ home: "/proc" });
  expectError(await get(server, "/kallsyms"), 500);
  await server.waitForLog(/ error: \/kallsyms: its size is not told, and is more than 1 MiB$/);
});

test.run();
