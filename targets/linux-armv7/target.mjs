/*
 * Boards with a 32-bit ARM processor: ARMv7-A with a floating-point unit.
 */

/** @type {import("../../build/cross-targets.mjs").Target} */
export default {
  machine: "arm",
  triplet: "arm-linux-gnueabihf",
  architecture: "armhf",
  musl: "arm-linux-musleabihf",
  // Thumb-2 is a third smaller than ARM code; 16 registers are what every such unit has.
  flags: ["-march=armv7-a", "-mfpu=vfpv3-d16", "-mfloat-abi=hard", "-mthumb"],
  // The registry has none that is newer.
  node: { architecture: "armv7l", version: "20.11.0", downloaded: "node22-linuxstatic-armv7" },
  emulator: "qemu-arm-static",
};
