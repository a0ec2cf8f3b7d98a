/*
 * What the servers are asked where instructions are counted, with the fields that a browser sends.
 */
import { ask } from "./ask.mjs";
import { validatorOf } from "./load.mjs";
import { WORKS } from "./works.mjs";

/** @typedef {import("./works.mjs").Work & { upload: number }} CountedWork */

const FIELDS = [
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
  "Accept: text/html,application/xhtml+xml,*/*;q=0.8",
  "Accept-Encoding: gzip, deflate, br",
  "Accept-Language: en-US,en;q=0.5",
];
/** Of a chunked upload: in the chunks that Node.js and curl send. */
const UPLOAD_OCTETS = 65_536;
const CHUNK_OCTETS = 16_384;
const NAMES = [
  ...["keep-alive", "304", "close", "404", "listing", "pipelined"],
  ...["cgi-c", "fastcgi", "fastcgi-kept"],
];

const chosen = WORKS.filter(({ name }) => NAMES.includes(name));
const gateway = chosen.find(({ name }) => name === "fastcgi");

/** @type {CountedWork[]} */
export const INSTRUCTION_WORKS = [
  ...chosen.map((work) => ({ ...work, upload: 0 })),
  ...(gateway === undefined
    ? []
    : [{ ...gateway, name: "upload", label: "FastCGI, 64 KiB chunked", upload: UPLOAD_OCTETS }]),
];

/**
 * The octets of one exchange, after one that fills caches.
 * @param {number} port
 * @param {CountedWork} work
 * @returns {Promise<Buffer>}
 */
export async function requestOf(port, work) {
  await ask(port, work.target, []);
  const fields = [`Host: 127.0.0.1:${port}`, ...FIELDS];
  if (work.closes) fields.push("Connection: close");
  if (work.isConditional) {
    const validator = await validatorOf(port, work.target);
    if (validator === null) throw new Error("no validator");
    fields.push(validator);
  }
  if (work.upload > 0) fields.push("Transfer-Encoding: chunked");
  const method = work.upload > 0 ? "POST" : "GET";
  const head = [`${method} ${work.target} HTTP/1.1`, ...fields, "", ""].join("\r\n");
  return Buffer.from((head + chunksOf(work.upload)).repeat(work.depth), "latin1");
}

/** @param {number} octets */
function chunksOf(octets) {
  if (octets === 0) return "";
  const chunk = `${CHUNK_OCTETS.toString(16)}\r\n${"x".repeat(CHUNK_OCTETS)}\r\n`;
  return `${chunk.repeat(octets / CHUNK_OCTETS)}0\r\n\r\n`;
}
