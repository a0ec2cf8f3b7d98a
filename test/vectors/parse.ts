/*
 * Reads the vectors in a file of test/vectors. It is a title, and vectors:
 *
 *   ## name
 *   The rule in prose, which names where it comes from: a section (§), or the issue.
 *   ```request
 *   octets, a line each; CR LF ends each line
 *   ```
 *   ```script
 *   what the script writes; LF ends each line
 *   ```
 *   - with --header "X: y"
 *   - answer 404, refusal 40401
 *   - persists
 *
 * "arguments" are the script's, none where none follow. "with" has further arguments of the server,
 * which always has --cgi; quotes hold one together.
 * In a block "\r", "\n", "\t", "\\" and "\xNN" are octets, "\{text*count}" is a text many times over,
 * and a backslash at a line's end takes the place of the line end.
 *
 * Rule of this file: a line that is none of these is an error with its file and number.
 */

export interface Answer {
  readonly status: number;
  readonly refusal: number | null;
  /** HEAD has answers without content. */
  readonly method: string;
}

export interface Vector {
  readonly name: string;
  readonly prose: string;
  /** Of the command line, beside those that all vectors have. */
  readonly args: readonly string[];
  readonly request: string;
  readonly script: string | null;
  readonly answers: readonly Answer[];
  readonly interim: readonly number[];
  /** What becomes of the connection; it breaks where it closes and no answer said so before. */
  readonly end: "persists" | "closes" | "breaks" | "waits";
  /** Of the last answer: name and value. */
  readonly fields: readonly (readonly [string, string])[];
  readonly absentFields: readonly string[];
  readonly content: string | null;
  /** The script's standard input. */
  readonly input: string | null;
  /** Behind the script's name. */
  readonly scriptArguments: readonly string[] | null;
  readonly variables: readonly string[];
  readonly absentVariables: readonly string[];
}

/** What a script writes of which a vector does not say it. */
export const SCRIPT_DEFAULT = "Content-Type: text/plain\n\nok";
/** A request that follows the vector's. */
export const FOLLOWING = "GET /next.txt HTTP/1.1\r\nHost: a\r\n\r\n";
export const FOLLOWING_CONTENT = "next\n";

/** The whole command line, but for home and port. */
export function argumentsOf(vector: Vector): string[] {
  return ["--cgi", ...vector.args];
}

type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] };
interface Draft extends Mutable<Omit<Vector, "end" | "request">> {
  readonly line: number;
  request: string | null;
  args: string[];
  end: Vector["end"] | null;
  answers: Answer[];
  interim: number[];
  fields: [string, string][];
  absentFields: string[];
  variables: string[];
  absentVariables: string[];
}

const BLOCKS = new Map([
  ["```request", "\r\n"],
  ["```script", "\n"],
]);

/** The vectors of a file's text; `path` is for messages. */
export function parseVectors(path: string, text: string): Vector[] {
  const lines = text.split("\n");
  const vectors: Vector[] = [];
  let draft: Draft | null = null;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] as string;
    const fail = (why: string): never => {
      throw new Error(`${path}:${i + 1}: ${why}`);
    };
    if (line.startsWith("## ")) {
      takeFinished(vectors, path, draft);
      draft = newDraft(line.slice(3), i + 1);
      if (isNameTaken(vectors, draft.name)) fail("a second vector of this name");
    } else if (draft === null) readPreface(line, fail);
    else if (line.startsWith("```")) i = readBlock(draft, lines, i, fail);
    else readLine(draft, line, fail);
  }
  takeFinished(vectors, path, draft);
  if (vectors.length === 0) throw new Error(`${path}: it has no vectors`);
  return vectors;
}

function takeFinished(vectors: Vector[], path: string, draft: Draft | null): void {
  if (draft !== null) vectors.push(finished(path, draft));
}

type Fail = (why: string) => never;

function isNameTaken(vectors: Vector[], name: string): boolean {
  return vectors.some((other) => other.name === name);
}

/** What stands before the first vector is prose. */
function readPreface(line: string, fail: Fail): void {
  if (line.startsWith("- ") || line.startsWith("```")) fail("it belongs to no vector");
}

/** Reads the block that begins in this line. Returns the line that ends it. */
function readBlock(draft: Draft, lines: string[], at: number, fail: Fail): number {
  const line = lines[at] as string;
  const end = lines.indexOf("```", at + 1);
  const lineEnd = BLOCKS.get(line);
  if (lineEnd === undefined || end < 0) return fail("an unknown block, or one without end");
  const octets = lines.slice(at + 1, end).map((inside) => decode(inside, lineEnd, fail));
  if (line === "```request") draft.request = octets.join("");
  else draft.script = octets.join("");
  return end;
}

function readLine(draft: Draft, line: string, fail: Fail): void {
  if (line.startsWith("- ")) {
    if (!expect(draft, line.slice(2), fail)) fail(`unknown: ${line}`);
  } else if (draft.request === null) {
    draft.prose += ` ${line}`;
  } else if (line !== "") {
    fail("prose stands before the request");
  }
}

/** What an expectation looks like, and what it puts into the draft. */
const EXPECTATIONS: [RegExp, (draft: Draft, found: string[], fail: Fail) => void][] = [
  [
    /^(persists|closes|breaks|waits)$/,
    (draft, [, end], fail) => {
      if (draft.end !== null) fail("said twice what becomes of the connection");
      draft.end = end as Vector["end"];
    },
  ],
  [
    /^answer (\d{3})(?:, refusal (\d{5}))?(?: to (HEAD))?$/,
    (draft, [, status, refusal, method = "GET"]) => {
      const number = refusal ? Number(refusal) : null;
      draft.answers.push({ status: Number(status), refusal: number, method });
    },
  ],
  [/^interim (\d{3})$/, (draft, [, status]) => draft.interim.push(Number(status))],
  [
    /^(content|input) "(.*)"$/,
    (draft, [, which, text = ""], fail) => {
      draft[which as "content" | "input"] = decode(text, "", fail);
    },
  ],
  [
    /^field ([^:]+): (.*)$/,
    (draft, [, name = "", value = ""], fail) => draft.fields.push([name, decode(value, "", fail)]),
  ],
  [/^no field (\S+)$/, (draft, [, name = ""]) => draft.absentFields.push(name)],
  [/^no variable (\S+)$/, (draft, [, name = ""]) => draft.absentVariables.push(name)],
  [
    /^variable (\w+=.*)$/,
    (draft, [, text = ""], fail) => draft.variables.push(decode(text, "", fail)),
  ],
  [
    /^arguments(?: (.+))?$/,
    (draft, [, text = ""], fail) => {
      draft.scriptArguments = splitArguments(text, fail);
    },
  ],
  [
    /^with ((?:"[^"]+"|[^" ]+)(?: (?:"[^"]+"|[^" ]+))*)$/,
    (draft, [, text = ""], fail) => draft.args.push(...splitArguments(text, fail)),
  ],
];

/** Reads one expectation into the draft. False when it is none. */
function expect(draft: Draft, line: string, fail: Fail): boolean {
  for (const [form, take] of EXPECTATIONS) {
    const found = form.exec(line);
    if (found === null) continue;
    take(draft, [...found], fail);
    return true;
  }
  return false;
}

function splitArguments(text: string, fail: Fail): string[] {
  const words = text.match(/"[^"]+"|[^" ]+/g) ?? [];
  return words.map((word) => decode(word.replace(/^"(.*)"$/, "$1"), "", fail));
}

function decode(line: string, lineEnd: string, fail: Fail): string {
  const isOpen = /(^|[^\\])(\\\\)*\\$/.test(line);
  const text = isOpen ? line.slice(0, -1) : line;
  const octets = text.replace(
    /\\(x[\dA-Fa-f]{2}|\{(.+?)\*(\d+)\}|.)/g,
    (whole, code, part, count) => {
      if (code.startsWith("x") && code.length === 3) {
        return String.fromCharCode(Number.parseInt(code.slice(1), 16));
      }
      if (part !== undefined) return decode(part, "", fail).repeat(Number(count));
      return SIMPLE.get(code) ?? fail(`unknown escape ${whole}`);
    },
  );
  return isOpen ? octets : octets + lineEnd;
}

const SIMPLE = new Map([
  ["r", "\r"],
  ["n", "\n"],
  ["t", "\t"],
  ["\\", "\\"],
]);

function newDraft(name: string, line: number): Draft {
  return {
    name,
    line,
    prose: "",
    request: null,
    script: null,
    args: [],
    answers: [],
    interim: [],
    end: null,
    fields: [],
    absentFields: [],
    content: null,
    input: null,
    scriptArguments: null,
    variables: [],
    absentVariables: [],
  };
}

function finished(path: string, draft: Draft): Vector {
  const { request, end, prose, line, ...rest } = draft;
  const fail = (why: string): never => {
    throw new Error(`${path}:${line}: ${why}`);
  };
  if (!/§|issue/.test(prose)) fail("the prose does not say where the rule comes from");
  if (request === null || end === null) return fail("no request, or not said what becomes of it");
  if (end === "waits" && draft.answers.length > 0) fail("waits, and has an answer");
  return { ...rest, prose, request, end };
}
