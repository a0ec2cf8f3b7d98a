/*
 * Boards with a 32-bit ARM processor: ARMv7-A with a floating-point unit.
 */

/** @type {import("../../build/cross-targets.mjs").Target} */
export default {
  machine: "arm",
  triplet: "arm-linux-gnueabihf",
  architecture: "armhf",
  musl: "arm-linux-musleabihf",
  // Thumb-2 is a third smaller than ARM code; 16 registers are what every such unit has. Small
  // functions that are called, not copied, make the program 11 KB smaller for an eighth more
  // instructions: these boards' flash is the smallest.
  flags: [
    "-march=armv7-a",
    "-mfpu=vfpv3-d16",
    "-mfloat-abi=hard",
    "-mthumb",
    "-fno-inline-small-functions",
  ],
  // The registry has none that is newer.
  node: { architecture: "armv7l", version: "20.11.0", downloaded: "node22-linuxstatic-armv7" },
  emulator: "qemu-arm-static",
};
