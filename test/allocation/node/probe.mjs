/*
 * Loaded into the server with node --import: on SIGUSR2 it writes a line on standard error that
 * says what memory is held outside of JavaScript's heap; after all garbage was collected when
 * COLLECT is set, else the first time only.
 */
import { writeSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// The option itself may not be given by the environment.
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
let isFirst = true;

process.on("SIGUSR2", () => {
  if (isFirst || process.env["COLLECT"]) collect();
  isFirst = false;
  const { arrayBuffers, external } = process.memoryUsage();
  writeSync(2, `memory ${arrayBuffers} ${external}\n`);
});
