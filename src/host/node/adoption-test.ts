/*
 * The start-up self-test of adopt.ts: one connection to ourselves over the loopback device.
 *
 * Rules of this file: it proves what the server relies on: octets land in the buffer that was
 * given, `false` pauses, `resume` goes on, the end is seen, writing still works after it, and the
 * server counts the connection out when it is gone. It takes about 5 ms and never longer than
 * TEST_TIMEOUT_MS; a machine without a loopback device does without adoption.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { adopt, descriptorOf, isReset, queuedBytes, useAdoption } from "./adopt";

const TEST_TIMEOUT_MS = 2000;
const PROBE = "probe";

/** Tries adoption, and leaves it switched on only when all of it holds. */
export async function tryAdoption(): Promise<boolean> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
  const sockets: Socket[] = [];
  useAdoption(true);
  const holds = await within(TEST_TIMEOUT_MS, probe(server, sockets));
  useAdoption(holds);
  for (const socket of sockets) socket.destroy();
  server.close();
  return holds;
}

async function probe(server: Server, sockets: Socket[]): Promise<void> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  client.on("error", ignore);
  sockets.push(client);
  const connection = once(server, "connection");
  await once(client, "connect");
  const [accepted] = (await connection) as [Socket];
  sockets.push(accepted);
  const buffer = Buffer.alloc(64);
  const reads: string[] = [];
  let heard: () => void = () => {};
  const adopted = adopt(accepted, server, buffer, (bytes) => {
    reads.push(buffer.toString("latin1", 0, bytes));
    heard();
    return false;
  });
  adopted.on("error", ignore);
  sockets.push(adopted);
  const read = (): Promise<void> => new Promise((resolve) => (heard = resolve));

  const first = read();
  client.write(PROBE);
  await first;
  client.end(PROBE);
  await new Promise((resolve) => setTimeout(resolve, 1));
  const second = read();
  expect(reads.length === 1);
  adopted.resume();
  await second;
  expect(reads.join() === `${PROBE},${PROBE}`);
  adopted.resume();
  await once(adopted, "end");

  expect(!isReset(adopted) && queuedBytes(adopted) === 0 && descriptorOf(adopted) > 2);
  adopted.end(PROBE);
  const [answer] = (await once(client, "data")) as [Buffer];
  expect(answer.toString("latin1") === PROBE);
  adopted.destroy();
  server.close();
  await once(server, "close");
}

/** What goes wrong shows in what is expected, or in that nothing comes. */
function ignore(): void {}

function expect(condition: boolean): void {
  if (!condition) throw new Error("adopted sockets behave differently");
}

/** Whether the promise is kept in time. */
function within(ms: number, promise: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false);
    const settle = (holds: boolean): void => {
      clearTimeout(timer);
      resolve(holds);
    };
    promise.then(
      () => settle(true),
      () => settle(false),
    );
  });
}
