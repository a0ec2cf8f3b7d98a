/*
 * Stands in for the Node.js executable that makes what pkg embeds, when the target has 32 bits:
 *
 *     node build/pkg-blob32.mjs NODE --experimental-sea-config FILE
 *
 * NODE makes it. Lengths in it are of type size_t, so on a 64-bit machine it is not what a 32-bit
 * one reads: each is rewritten. Node.js 20: magic (4 octets), flags (4), then texts to the end,
 * each a length followed by its octets.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";

const HEAD_BYTES = 8;
const MAGIC = 0x143da20;

const [node = "", ...parameters] = process.argv.slice(2);
const { status } = spawnSync(node, parameters, { stdio: "inherit" });
if (status === 0) rewrite(JSON.parse(readFileSync(parameters.at(-1) ?? "", "utf8")).output);
else process.exitCode = 1;

/** @param {string} path */
function rewrite(path) {
  const from = readFileSync(path);
  if (from.readUInt32LE(0) !== MAGIC) throw new Error(`${path} is not what Node.js embeds`);
  const parts = [from.subarray(0, HEAD_BYTES)];
  let at = HEAD_BYTES;
  while (at < from.length) {
    const bytes = Number(from.readBigUInt64LE(at));
    at += 8;
    if (bytes > from.length - at) throw new Error(`${path} has a length of ${bytes} octets`);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes);
    parts.push(length, from.subarray(at, at + bytes));
    at += bytes;
  }
  writeFileSync(path, Buffer.concat(parts));
}
