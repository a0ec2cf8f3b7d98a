/*
 * The tables of `make bench-memory`, in KiB.
 */
import { formatMachine } from "./machine.mjs";
import { formatKiB, formatTable } from "./table.mjs";

/** @typedef {import("./process-tree.mjs").Memory} Memory */

/**
 * @typedef {object} Footprint of one server
 * @property {string} name
 * @property {string} label
 * @property {string} version
 * @property {number[]} fileOctets of each of its files, the program first
 * @property {Memory} idle after its start
 * @property {Memory} busy with 32 connections that ask without pause
 * @property {number} peak
 * @property {Memory | null} streaming while 8 scripts send 1 GiB each; null where it is not measured
 * @property {Passing | null} gateway null where it is not measured
 * @property {number} held of the 1,000 connections, those that it kept
 * @property {Memory | null} many with these; null when it keeps none
 * @property {import("./sockets.mjs").Sockets | null} sockets the kernel's, with these
 */

/**
 * @typedef {object} Passing requests on to a FastCGI backend
 * @property {Memory} inFlight with 32 of them
 * @property {Memory} download while 1 GiB comes from it
 * @property {Memory} upload while 1 GiB goes to it
 */

/**
 * @typedef {object} Emulated a program for another processor, under qemu
 * @property {string} name
 * @property {number} fileOctets
 * @property {number} idle octets of its own pages that are resident
 * @property {number} idlePrivate
 * @property {number} busy
 * @property {number} busyPrivate
 */

/**
 * @param {import("./machine.mjs").Machine} machine
 * @param {Footprint[]} footprints
 * @param {Emulated[]} emulated
 */
export function formatMemory(machine, footprints, emulated) {
  const versions = footprints.map(({ label, version }) => `${label} ${version}`);
  return [
    "KiB after the start",
    idleTable(footprints),
    "KiB with 32 busy connections, and with 1,000 idle ones that are kept alive",
    busyTable(footprints),
    "KiB while 8 scripts send 1 GiB each, without the scripts",
    streamingTable(footprints),
    "KiB with 32 requests at a FastCGI backend, and while 1 GiB comes from it and goes to it",
    gatewayTable(footprints),
    ...(emulated.length > 0 ? ["KiB under qemu-user", emulatedTable(emulated)] : []),
    [
      `${formatMachine(machine)}. All processes of a server summed; file: size of its program.`,
      "RSS: resident pages (anonymous, and those of files, which the kernel can drop and read again);",
      "private: those that no other process maps; PSS: shared pages divided among those who map them.",
      "peak: the highest RSS (VmHWM or a sample); sockets: the kernel's memory for the server's ends",
      "of the 1,000 connections (buffers and objects), which is part of no process.",
      "–: the server keeps no connection.",
      `Versions: ${versions.join(", ")}.`,
    ].join("\n"),
  ].join("\n\n");
}

/** @param {Footprint[]} footprints */
function idleTable(footprints) {
  const rows = footprints.map(({ label, fileOctets, idle }) => [
    label,
    fileOctets.map(formatKiB).join(" + "),
    formatKiB(idle.resident),
    formatKiB(idle.anonymous),
    formatKiB(idle.file),
    formatKiB(idle.private),
    formatKiB(idle.proportional),
    String(idle.processes),
  ]);
  const heads = ["server", "file", "RSS", "of it anonymous", "of files", "private", "PSS"];
  return formatTable([...heads, "processes"], rows);
}

/** @param {Footprint[]} footprints */
function busyTable(footprints) {
  const rows = footprints.map(({ label, busy, peak, many, sockets }) => [
    label,
    ...[busy.resident, busy.private, busy.proportional, peak].map(formatKiB),
    ...[many?.resident, many?.private, many?.proportional].map((octets) =>
      formatKiB(octets ?? null),
    ),
    formatKiB(sockets === null ? null : sockets.buffers + (sockets.objects ?? 0)),
  ]);
  const heads = ["server", "RSS", "private", "PSS", "peak"];
  return formatTable([...heads, "1,000: RSS", "private", "PSS", "sockets"], rows);
}

/** @param {Footprint[]} footprints */
function streamingTable(footprints) {
  const rows = footprints.map(({ label, streaming }) => [
    label,
    ...[streaming?.resident, streaming?.private].map((octets) => formatKiB(octets ?? null)),
  ]);
  return formatTable(["server", "RSS", "private"], rows);
}

/** @param {Footprint[]} footprints */
function gatewayTable(footprints) {
  const rows = footprints.map(({ label, gateway }) => [
    label,
    ...[gateway?.inFlight, gateway?.download, gateway?.upload].flatMap((memory) =>
      [memory?.resident, memory?.private].map((octets) => formatKiB(octets ?? null)),
    ),
  ]);
  const heads = ["32: RSS", "private", "from it: RSS", "private", "to it: RSS", "private"];
  return formatTable(["server", ...heads], rows);
}

/** @param {Emulated[]} emulated */
function emulatedTable(emulated) {
  const rows = emulated.map(({ name, fileOctets, idle, idlePrivate, busy, busyPrivate }) => [
    name,
    ...[fileOctets, idle, idlePrivate, busy, busyPrivate].map(formatKiB),
  ]);
  const heads = ["program", "file", "idle: RSS", "private", "32 busy: RSS", "private"];
  const note =
    "The program's own pages, without the emulator's: an indication, as another kernel maps them.";
  return `${formatTable(heads, rows)}\n\n${note}`;
}
