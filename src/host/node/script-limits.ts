/*
 * What scripts are limited to, and as whom they run.
 *
 * Rules of this file: Node starts a program as another user, but it can neither limit it nor make
 * it nice; a shell does, which then becomes the program (octet-wrapper.ts). A limit that is above
 * the server's own is left as it is: the shell may not raise it, and its complaint is not heard.
 */
import { Failure, ScriptLimit } from "../../seam/results";

const KIB = 1024;
/** POSIX: what `ulimit -f` counts in. */
const BLOCK_BYTES = 512;

const values = new Map<ScriptLimit, number>();
let firstGroup = -1;

export interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

export function mayChangeUser(): boolean {
  return process.geteuid?.() === 0;
}

export function limitScripts(limit: number, value: number): number {
  if (limit === ScriptLimit.User) {
    if (!mayChangeUser()) return Failure.Forbidden;
    firstGroup = -1;
  }
  // libuv takes all others away.
  if (limit === ScriptLimit.Group) firstGroup = firstGroup < 0 ? value : firstGroup;
  else values.set(limit, value);
  return 0;
}

/** Lines of a shell program that take the limits on; and the words that begin its last. */
export interface LimitLines {
  readonly lines: readonly string[];
  readonly exec: string;
}

export const NO_LIMITS: LimitLines = { lines: [], exec: "exec" };

/** Whom scripts run as; nothing when that is the server's own user. */
export function scriptIdentity(): Identity {
  const uid = values.get(ScriptLimit.User);
  return uid === undefined ? {} : { uid, gid: firstGroup };
}

export function limitLines(): LimitLines {
  const lines: string[] = [];
  for (const [limit, value] of values) {
    const options = ulimitOf(limit, value);
    if (options.length > 0) lines.push(options.map((each) => `ulimit ${each}`).join(" || "));
  }
  const nice = values.get(ScriptLimit.Nice);
  return {
    lines: lines.map((line) => `{ ${line}; } 2>/dev/null`),
    exec: nice === undefined ? "exec" : `exec nice -n ${nice}`,
  };
}

/** Ways to say it: shells differ in the letter for processes. */
function ulimitOf(limit: ScriptLimit, value: number): string[] {
  switch (limit) {
    case ScriptLimit.Cpu:
      // At the hard limit it is SIGKILL, which does not say why.
      return [`-S -t ${value}; ulimit -H -t ${value + 1}`];
    case ScriptLimit.Memory:
      return [`-v ${Math.ceil(value / KIB)}`];
    case ScriptLimit.Files:
      return [`-n ${value}`];
    case ScriptLimit.Processes:
      return [`-u ${value}`, `-p ${value}`];
    case ScriptLimit.FileSize:
      return [`-f ${Math.ceil(value / BLOCK_BYTES)}`];
    default:
      return [];
  }
}
