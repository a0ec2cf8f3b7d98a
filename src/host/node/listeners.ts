/*
 * Listening sockets.
 *
 * Rules of this file: addresses are literal, no name is looked up. "" is every address of both
 * families, and IPv4 alone on a machine without IPv6. `listen` never answers at once.
 */
import { type AddressInfo, createServer, isIP, type Server } from "node:net";
import { Failure } from "../../seam/results";
import { acceptClient } from "./client";
import { errorCode, failureOf } from "./failures";
import { deliver, Event, NOBODY } from "./guard";
import { complain } from "./log";
import { region } from "./memory";
import { KEEP_ALIVE_MS } from "./socket-channel";

const ALL_ADDRESSES = "::";
const ALL_IPV4_ADDRESSES = "0.0.0.0";

/** Connections that the kernel keeps until they are accepted; it lowers this to its own limit. */
const BACKLOG = 511;

const servers = new Set<Server>();

export function listen(listener: number, at: number, bytes: number, port: number): void {
  const address = region(at, bytes).toString("latin1");
  if (address !== "" && isIP(address) === 0) {
    setImmediate(() => deliver(NOBODY, Event.ListenFailed, Failure.AddressInvalid, listener));
  } else {
    open(listener, address, port);
  }
}

export function stopListening(): void {
  for (const server of servers) server.close();
  servers.clear();
}

function open(listener: number, address: string, port: number): void {
  const server = createServer({
    pauseOnConnect: true,
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
  });
  servers.add(server);
  server.once("listening", () => {
    const bound = server.address() as AddressInfo;
    deliver(NOBODY, Event.Listening, bound.port, listener);
  });
  server.on("error", (error) => {
    if (server.listening) {
      // accept() failed. libuv has closed what it could not take, so this does not spin.
      complain(`accept: ${error.message}`);
      return;
    }
    servers.delete(server);
    if (address === "" && isWithoutIPv6(error)) open(listener, ALL_IPV4_ADDRESSES, port);
    else deliver(NOBODY, Event.ListenFailed, failureOf(error), listener);
  });
  server.on("connection", (socket) => acceptClient(socket, server, listener));
  server.listen({
    host: address === "" ? ALL_ADDRESSES : address,
    port,
    backlog: BACKLOG,
    exclusive: true,
    ipv6Only: address !== "",
  });
}

function isWithoutIPv6(error: Error): boolean {
  const code = errorCode(error);
  return code === "EAFNOSUPPORT" || code === "EADDRNOTAVAIL" || code === "EINVAL";
}
