/*
 * `connect` of both hosts (src/seam/host.ts), on real sockets: a variant of the server does what the
 * test says and tells what became of it (twins/server.ts).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure, Sent } from "../../src/seam/results";
import { type Program, startProgram, stopPrograms } from "../faults/program";
import { withDeadline } from "../support/deadline";
import { makeFolder, makeHome } from "../support/home";
import { LineReader } from "../support/line-reader";
import { descriptorCountOf } from "../support/process-info";
import { closeClients, openClient, type RawClient } from "../support/raw-client";
import { makeVariant } from "../support/variant";

/** The twin sends them as soon as it connects. */
const FIRST_BYTES = 100;
/** Of a send slot, from which the twin sends. */
const SENT_BYTES = 16_000;
const ANSWER = Buffer.from("answer. ".repeat(12_000));
const ADDRESS = "127.0.0.1";

/** Listens, and waits in vain: as many connections are in its queue as may be, and one more. */
const BUSY = `
import socket, sys
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen(0)
waiting = []
try:
    while True:
        waiting.append(socket.socket(socket.AF_UNIX))
        waiting[-1].setblocking(False)
        waiting[-1].connect(sys.argv[1])
except BlockingIOError:
    print("busy", flush=True)
sys.stdin.read()
`;

const folder = makeFolder();
const backends: Server[] = [];
const children: ChildProcess[] = [];

let server: Program;
let pathCount = 0;

test.before(async () => {
  const variant = { name: "seam", twins: "test/seam/twins", names: ["server/server"] };
  server = await startProgram(await makeVariant(variant), makeHome({}));
});
test.after(async () => {
  closeClients();
  for (const backend of backends) backend.close();
  for (const child of children) child.kill();
  await stopPrograms();
});

/** The client of a connection, and all that it was told. */
class Driver {
  private constructor(readonly client: RawClient) {}

  static async open(): Promise<Driver> {
    return new Driver(await openClient(server.port));
  }

  /** Says something and returns the line that answers it, if no event comes before. */
  async say(words: string): Promise<string> {
    await this.client.send(words);
    return this.line();
  }

  /** What is sent at once is taken then or later. */
  async connect(words: string): Promise<void> {
    assert.is(await this.say(words), "connect 0");
    const sent = await this.line();
    if (sent === `send ${Sent.Lent}`) assert.is(await this.line(), "writable 0");
    else assert.is(sent, `send ${Sent.Done}`);
  }

  /** The next line. */
  async line(): Promise<string> {
    await this.client.waitForText("\n");
    const text = this.client.unreadText();
    const line = text.slice(0, text.indexOf("\n"));
    await this.take(line.length + 1);
    return line;
  }

  /** What comes until the end, or a failure; how that is told, and what else was. */
  async receiveAll(): Promise<{ octets: Buffer; end: number; others: string[] }> {
    const pieces: Buffer[] = [];
    const others: string[] = [];
    for (;;) {
      const line = await this.line();
      const bytes = Number(/^received (.*)/.exec(line)?.[1]);
      if (Number.isNaN(bytes)) others.push(line);
      else if (bytes <= 0) return { octets: Buffer.concat(pieces), end: bytes, others };
      else pieces.push(await this.take(bytes));
    }
  }

  /** At least so many octets of what comes. */
  async receive(least: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let bytes = 0; bytes < least; bytes += (pieces.at(-1) as Buffer).length) {
      const [event, number] = (await this.line()).split(" ");
      pieces.push(event === "received" ? await this.take(Number(number)) : Buffer.alloc(0));
    }
    return Buffer.concat(pieces);
  }

  /** Sends until something is lent. */
  async fill(): Promise<void> {
    for (;;) {
      const line = await this.say(`send ${SENT_BYTES}`);
      if (line === `send ${Sent.Lent}`) return;
      if (line !== `send ${Sent.Done}` && line !== "writable 0") throw new Error(line);
    }
  }

  async quit(): Promise<void> {
    await this.client.send("quit ");
    await this.client.readToEnd();
  }

  async take(bytes: number): Promise<Buffer> {
    await this.client.waitForBytes(bytes);
    return this.client.read(bytes);
  }
}

interface Backend {
  /** What has the server connect to it. */
  readonly words: string;
  accepted(): Promise<Socket>;
}

async function listen(isPath: boolean): Promise<Backend> {
  const backend = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  backends.push(backend);
  const path = newPath();
  await new Promise<void>((resolve) => {
    if (isPath) backend.listen(path, resolve);
    else backend.listen(0, ADDRESS, resolve);
  });
  const queue: Socket[] = [];
  const waiting: ((socket: Socket) => void)[] = [];
  backend.on("connection", (socket) => {
    socket.on("error", () => {});
    const next = waiting.shift();
    if (next === undefined) queue.push(socket);
    else next(socket);
  });
  const accepted = (): Promise<Socket> => {
    const socket = queue.shift();
    const next = socket ?? new Promise<Socket>((resolve) => waiting.push(resolve));
    return withDeadline(Promise.resolve(next), "a connection");
  };
  return { words: isPath ? `path ${path}` : portWords(backend), accepted };
}

function portWords(backend: Server): string {
  const { port } = backend.address() as { port: number };
  return `port ${String(port).padStart(5, "0")} ${ADDRESS}`;
}

function newPath(): string {
  return join(folder, `${pathCount++}.sock`);
}

/** Why it cannot be connected, whether that is told at once or later. */
async function failureOf(words: string): Promise<Failure> {
  const driver = await Driver.open();
  const connected = Number((await driver.say(words)).replace(/^connect /, ""));
  if (connected < 0) return connected;
  assert.is(await driver.line(), `send ${Sent.Lent}`);
  const { octets, end, others } = await driver.receiveAll();
  assert.is(octets.length, 0);
  assert.equal(others, [], "what was lent does not come back");
  assert.is(await driver.say("shut "), "done 0");
  await driver.quit();
  return end;
}

for (const isPath of [true, false]) {
  const kind = isPath ? "a Unix socket" : "a port";

  test(`${kind}: both directions, and the end of each`, async () => {
    const backend = await listen(isPath);
    const driver = await Driver.open();
    await driver.connect(backend.words);
    const socket = await backend.accepted();
    const got: Buffer[] = [];
    socket.on("data", (octets: Buffer) => got.push(octets)).resume();
    const ended = new Promise((resolve) => socket.once("end", resolve));
    assert.is(await driver.say("more 20"), `send ${Sent.Done}`);
    assert.is(await driver.say("send 1"), `send ${Sent.Done}`);
    socket.end("hello");
    const { octets, end } = await driver.receiveAll();
    assert.is(octets.toString(), "hello");
    assert.is(end, 0);
    // It is sent to, after its own end.
    assert.is(await driver.say("send 7"), `send ${Sent.Done}`);
    assert.is(await driver.say("ends "), "done 0");
    await withDeadline(ended, "the end");
    assert.is(Buffer.concat(got).length, FIRST_BYTES + 28);
    await driver.quit();
  });

  test(`${kind}: what is not read is lent, until it is`, async () => {
    const backend = await listen(isPath);
    const driver = await Driver.open();
    await driver.connect(backend.words);
    const socket = await backend.accepted();
    await driver.fill();
    socket.resume();
    assert.is(await driver.line(), "writable 0");
    await driver.quit();
  });

  for (const isHalted of [false, true]) {
    const how = isHalted ? "when reading goes on" : "at once";
    test(`${kind}: the answer of one that reads nothing and closes, ${how}`, async () => {
      const backend = await listen(isPath);
      const driver = await Driver.open();
      await driver.connect(backend.words);
      const socket = await backend.accepted();
      await driver.fill();
      if (isHalted) assert.is(await driver.say("halt "), "done 0");
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket.write(ANSWER, () => socket.destroy());
      await withDeadline(closed, "it closes");
      const first = await driver.receive(isHalted ? 1 : ANSWER.length);
      if (isHalted) await driver.client.send("read ");
      const rest = await driver.receiveAll();
      assert.equal(Buffer.concat([first, rest.octets]), ANSWER);
      await driver.quit();
    });
  }
}

test("a path where nothing is, and one where nobody listens", async () => {
  assert.is(await failureOf(`path ${newPath()}`), Failure.NotFound);
  assert.is(await failureOf(`path ${join(folder, "none", "x.sock")}`), Failure.NotFound);
  assert.is(await failureOf(`path ${await leaveBehind()}`), Failure.Refused);
});

test("a Unix socket whose queue is full", async () => {
  const path = newPath();
  const child = spawn("python3", ["-c", BUSY, path], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  await new LineReader(child.stdout).waitFor(/^busy$/);
  assert.is(await failureOf(`path ${path}`), Failure.Busy);
});

test("a port where nobody listens", async () => {
  const backend = createServer();
  await new Promise<void>((resolve) => backend.listen(0, ADDRESS, resolve));
  const words = portWords(backend);
  await new Promise((resolve) => backend.close(resolve));
  for (let i = 0; i < 20; i++) assert.is(await failureOf(words), Failure.Refused);
});

test("what can be no address", async () => {
  for (const words of [
    `path /tmp/${"x".repeat(103)}`,
    "path /tmp/a\0b",
    "port 00080 localhost",
    "port 00080 127.0.0.256",
    "port 70000 127.0.0.1",
  ]) {
    assert.is(await failureOf(words), Failure.AddressInvalid, words);
  }
  assert.is(await failureOf(`path /tmp/${"x".repeat(102)}`), Failure.NotFound);
});

test("nothing stays open", async () => {
  const backend = await listen(true);
  const before = descriptorCountOf(server.pid);
  for (let i = 0; i < 20; i++) {
    const driver = await Driver.open();
    await driver.connect(backend.words);
    await driver.quit();
  }
  assert.is(descriptorCountOf(server.pid), before);
});

/** A socket whose server has ended without removing it. */
async function leaveBehind(): Promise<string> {
  const path = newPath();
  const program = "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])";
  const child = spawn("python3", ["-c", program, path], { stdio: "inherit" });
  await withDeadline(new Promise((resolve) => child.once("exit", resolve)), "python3");
  return path;
}

test.run();
