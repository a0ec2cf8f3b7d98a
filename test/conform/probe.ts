/*
 * Sends the octets of a rule to any server, with a request behind them that ends the connection,
 * and waits, within a bound, for what comes.
 *
 * Rule of this file: what a peer answers is taken as it is, however odd.
 */
import { connect } from "node:net";
import { type Answer, parseAnswers } from "../bench/lib/ask.mjs";
import type { Rule } from "./rules";

export interface Seen {
  /** Of the answers to the rule's own requests, or more of them. */
  readonly statuses: readonly number[];
  /** Whether the request behind them was answered. */
  readonly goesOn: boolean;
  /** Whether the server ended the connection, or answered all. */
  readonly isDone: boolean;
  /** Whether octets came that are no answer: HTTP/0.9 had no status-line. */
  readonly isBare: boolean;
}

const BEHIND = "GET /next.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const CONTENT_BEHIND = "next\n";
/** A server that says nothing for so long has nothing to say: the files are small. */
const QUIET_MS = 1500;

export function probe(port: number, { vector }: Rule): Promise<Seen> {
  const methods = vector.answers.map(({ method }) => method);
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    let octets = Buffer.alloc(0);
    const finish = (isEnded: boolean): void => {
      socket.destroy();
      resolve(seenIn(octets, methods, isEnded));
    };
    socket.setTimeout(QUIET_MS, () => finish(false));
    socket.on("data", (more) => {
      octets = Buffer.concat([octets, more]);
      if (seenIn(octets, methods, false).goesOn) finish(false);
    });
    socket.on("end", () => finish(true));
    socket.on("error", () => finish(true));
    socket.write(Buffer.from(vector.request + BEHIND, "latin1"));
  });
}

export function seenIn(octets: Buffer, methods: readonly string[], isEnded: boolean): Seen {
  const answers: Answer[] = parseAnswers(octets, isEnded, methods);
  const last = answers.at(-1);
  const tail = octets.toString("latin1", 0, last?.end ?? 0).slice(-CONTENT_BEHIND.length);
  const goesOn = answers.length > 1 && last?.status === 200 && tail === CONTENT_BEHIND;
  const own = goesOn ? answers.slice(0, -1) : answers;
  return {
    statuses: own.map(({ status }) => status),
    goesOn,
    isDone: isEnded || goesOn,
    isBare: octets.length > 0 && octets.toString("latin1", 0, 5) !== "HTTP/",
  };
}
