/*
 * Boards with a 64-bit ARM processor: ARMv8 and later.
 */

/** @type {import("../../build/cross-targets.mjs").Target} */
export default {
  machine: "arm64",
  triplet: "aarch64-linux-gnu",
  architecture: "arm64",
  musl: "aarch64-linux-musl",
  flags: [],
  node: { architecture: "arm64", version: "22.23.3", downloaded: "node22-linuxstatic-arm64" },
  emulator: "qemu-aarch64-static",
};
