/*
 * 64-bit PCs and servers, and boards with an x86-64 processor.
 */

/** @type {import("../../build/cross-targets.mjs").Target} */
export default {
  machine: "x64",
  triplet: "x86_64-linux-gnu",
  architecture: "amd64",
  musl: "x86_64-linux-musl",
  flags: [],
  node: { architecture: "x64", version: "22.23.3", downloaded: "node22-linuxstatic-x64" },
  emulator: "qemu-x86_64-static",
};
