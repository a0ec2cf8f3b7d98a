/*
 * What the figures were made on.
 */
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem } from "node:os";

/**
 * @typedef {object} Machine
 * @property {string} date
 * @property {string} processor
 * @property {number} cores
 * @property {number} memory octets
 * @property {string} kernel
 * @property {string} system
 */

/** @returns {Machine} */
export function describeMachine() {
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memory: totalmem(),
    kernel: `Linux ${release()}`,
    system: systemName(),
  };
}

/**
 * The line under a table.
 * @param {Machine} machine
 */
export function formatMachine({ date, processor, cores, kernel, system }) {
  return `${date.slice(0, 10)}, ${processor}, ${cores} cores, ${system}, ${kernel}`;
}

function systemName() {
  const text = readFileSync("/etc/os-release", "utf8");
  const name = /^PRETTY_NAME="?(.*?)"?$/m.exec(text)?.[1] ?? "unknown system";
  const version = /debian/i.test(name) ? readFileSync("/etc/debian_version", "utf8").trim() : "";
  return version === "" ? name : `${name}, version ${version}`;
}
