/*
 * Scripts that several CGI suites use, and reading what they answer.
 * Rule: a script that has to wait, waits for a file that the test makes; it never just sleeps.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { waitUntil } from "./deadline";
import type { Entry } from "./home";
import { makeFolder, script } from "./home";
import type { Response } from "./http-message";

/**
 * Answers with the environment that the server gave it, octet for octet. The kernel's copy is read,
 * because shells and Python add variables of their own.
 */
export const environmentScript: Entry = script(`
printf 'Content-Type: application/octet-stream\\r\\n\\r\\n'
cat /proc/$$/environ
exit 0`);

/** The meta-variables in what `environmentScript` answered; Latin-1. Throws at one that comes twice. */
export function environmentOf(response: Response): Map<string, string> {
  const environment = new Map<string, string>();
  for (const entry of response.content.toString("latin1").split("\0").slice(0, -1)) {
    const at = entry.indexOf("=");
    const name = entry.slice(0, at);
    if (at < 1) throw new Error(`not NAME=value: ${JSON.stringify(entry)}`);
    if (environment.has(name)) throw new Error(`${name} is there twice`);
    environment.set(name, entry.slice(at + 1));
  }
  return environment;
}

/** Files by which a test and its scripts wait for each other. */
export class Gate {
  readonly folder = makeFolder();

  /** Lines of sh that wait until the test opens the gate of this name. */
  wait(name = "open"): string {
    return `while [ ! -e ${this.path(name)} ]; do sleep 0.02; done`;
  }

  open(name = "open"): void {
    writeFileSync(this.path(name), "");
  }

  isOpen(name = "open"): boolean {
    return existsSync(this.path(name));
  }

  /** Lines that scripts have written to the file of this name. */
  lines(name: string): number {
    if (!existsSync(this.path(name))) return 0;
    return readFileSync(this.path(name), "latin1").split("\n").length - 1;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Waits until a script has written a whole line to the file of this name; the line. */
  async line(name: string): Promise<string> {
    const path = this.path(name);
    await waitUntil(() => existsSync(path) && readFileSync(path, "latin1").includes("\n"), path);
    return readFileSync(path, "latin1").trim();
  }

  /** The same for a process id that a script has written. */
  async pid(name: string): Promise<number> {
    return Number(await this.line(name));
  }
}
