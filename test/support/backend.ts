/*
 * What the test backends of both protocols have in common: a listener on a Unix socket or a port of
 * this machine, and connections that a test can watch, cut and count.
 *
 * Rules of this file: what a server must not send is kept in `faults`, which `stopBackends` turns
 * into a failure of the test file: no test has to look. All backends are closed at its end.
 */
import { existsSync, unlinkSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { waitUntil } from "./deadline";
import { makeFolder } from "./home";

export type Place = "unix" | "port";

const started: TestBackend[] = [];
let pathCount = 0;
let folder = "";

/** For `test.after`, before the servers are stopped. */
export async function stopBackends(): Promise<void> {
  const faults = started.flatMap((backend) => backend.faults);
  for (const backend of started.splice(0)) await backend.stop();
  if (faults.length > 0) throw new Error(`backends were sent what is wrong:\n${faults.join("\n")}`);
}

/** A Unix socket's path that nothing has used. */
export function newSocketPath(): string {
  // It is removed with all of a test's folders.
  if (!existsSync(folder)) folder = makeFolder();
  return join(folder, `${pathCount++}.sock`);
}

export abstract class TestBackend {
  /** Sockets that are open. */
  readonly open = new Set<Socket>();
  readonly faults: string[] = [];
  /** Connections that were ever accepted. */
  connectionCount = 0;
  /** As the server is told of it: unix:/PATH or ADDRESS:PORT. */
  address = "";
  private server: Server | null = null;
  private path = "";
  private port = 0;

  constructor() {
    started.push(this);
  }

  async start(place: Place): Promise<this> {
    if (place === "unix") this.path = newSocketPath();
    await this.listen();
    return this;
  }

  /** Goes on where it was stopped: at the same path or port. */
  async listen(): Promise<void> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.connectionCount++;
      this.open.add(socket);
      socket.on("close", () => this.open.delete(socket));
      socket.on("error", () => {});
      this.accepted(socket);
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      if (this.path !== "") server.listen(this.path, resolve);
      else server.listen(this.port, "127.0.0.1", resolve);
    });
    if (this.path === "") this.port = (server.address() as AddressInfo).port;
    this.address = this.path === "" ? `127.0.0.1:${this.port}` : `unix:${this.path}`;
  }

  /** Listens no more; what is open is torn down. */
  async stop(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    this.server = null;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.open) socket.destroy();
    await closed;
    if (this.path !== "" && existsSync(this.path)) unlinkSync(this.path);
  }

  /** All connections were closed by both sides. */
  async untilIdle(): Promise<void> {
    await waitUntil(() => this.open.size === 0, "the end of all of a backend's connections");
  }

  fault(what: string): void {
    this.faults.push(what);
  }

  protected abstract accepted(socket: Socket): void;
}
