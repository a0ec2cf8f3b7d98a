/*
 * What is neither a file nor a directory is 403 and is never opened: opening a FIFO blocks, opening
 * a device may do anything. Nor may a file that the server's user cannot read be more than 403.
 */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server as Listener } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectError, expectStatus, get, textOf } from "../../support/exchange";
import { fifo, link } from "../../support/home";
import { type Server, startServer, stopServers } from "../../support/server";

let server: Server;
let listener: Listener | undefined;

test.before(async () => {
  server = await startServer({
    home: {
      "plain.txt": "plain",
      pipe: fifo(),
      zero: link("/dev/zero"),
      terminal: link("/dev/tty"),
      "dir/index.html": fifo(),
    },
    unprivileged: true,
  });
  const socket = createServer();
  listener = socket;
  await new Promise<void>((resolve) => socket.listen(join(server.home, "socket"), resolve));
  writeFileSync(join(server.home, "closed.txt"), "secret");
  chmodSync(join(server.home, "closed.txt"), 0o000);
  mkdirSync(join(server.home, "closed"));
  writeFileSync(join(server.home, "closed/page.txt"), "secret");
  chmodSync(join(server.home, "closed"), 0o000);
});
test.after(async () => {
  listener?.close();
  await stopServers();
});

for (const name of ["pipe", "zero", "terminal", "socket"]) {
  test(`/${name} is neither file nor directory: 403, and the server goes on`, async () => {
    expectError(await get(server, `/${name}`), 403);
    expectStatus(await get(server, "/plain.txt"), 200);
  });
}

test("an index.html that is a FIFO blocks nobody", async () => {
  assert.ok((await get(server, "/dir/")).status < 500);
  expectStatus(await get(server, "/plain.txt"), 200);
});

test("a file that the server's user may not read is 403", async () => {
  const response = await get(server, "/closed.txt");
  expectError(response, 403);
  assert.not.match(textOf(response), /secret/);
});

test("a directory that the server's user may not enter is 403, and so is what is in it", async () => {
  expectError(await get(server, "/closed/"), 403);
  expectError(await get(server, "/closed/page.txt"), 403);
});

test.run();
