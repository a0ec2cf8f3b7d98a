/*
 * What is bundled as the core on JavaScript for simulated runs: its entry points, and how it gets
 * its arena and its host.
 */
export * from "../../src/server/server";
export { adoptArena } from "../../src/wire/octets/arena";
export { connectHost } from "./host-shim";
