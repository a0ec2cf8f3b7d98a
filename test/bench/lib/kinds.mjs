/*
 * The servers that are measured: how each is found, started and asked for its version.
 *
 * Rules of this file: all listen on 127.0.0.1, have logs off and keep connections as long as they
 * can. What a server writes goes into a folder of its own below out/bench.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

/**
 * @typedef {object} Setting what a server is started with
 * @property {number} port
 * @property {string} home absolute
 * @property {string} folder absolute, for what it writes
 * @property {number} connections that it must hold
 * @property {string} answer the floor's, a file
 * @property {boolean} closes whether the floor closes after each answer
 * @property {string} backend the Unix socket of a FastCGI application for /fcgi/; empty: none
 * @property {boolean} [keepsBackend] whether its one connection is kept
 */

/**
 * @typedef {object} Kind
 * @property {string} name for ONLY=
 * @property {string} label
 * @property {string[]} files that must be there; their sizes are the server's
 * @property {string} missing how to get them
 * @property {(setting: Setting) => string[]} command
 * @property {string[]} version a command that prints it, or nothing
 * @property {string} [template] of its configuration, in test/bench/peers
 * @property {boolean} [losesChildren] it ignores SIGCHLD: their time is in nobody's account
 */

export const PEER = "lighttpd";
export const FLOOR = "floor";

const ARCHITECTURE = process.arch === "arm" ? "armv7" : process.arch;
const NATIVE = resolve(`out/linux-${ARCHITECTURE}/microhttpd`);
const BUNDLE = resolve("out/microhttpd.cjs");
const PACKAGED = resolve(`out/linux-${ARCHITECTURE}/microhttpd-node`);
const FLOOR_PROGRAM = resolve("out/bench/floor");
const NODE_HTTP = resolve("test/bench/peers/node-http.mjs");
const NODE = process.execPath;

const LIGHTTPD = programOf("lighttpd");
const NGINX = programOf("nginx");
const APACHE = programOf("apache2");
const BUSYBOX = programOf("busybox");
const MINI_HTTPD = programOf("mini_httpd");
// Not the first in PATH, which may be a script that chooses among several.
const PYTHON = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : programOf("python3");

/** @type {Kind[]} */
export const OURS = [
  {
    name: "native",
    label: "microhttpd native",
    files: [NATIVE],
    missing: "make native",
    command: (setting) => [NATIVE, ...ourOptions(setting)],
    version: [NATIVE, "--version"],
  },
  {
    name: "bundle",
    label: "microhttpd on Node.js",
    files: [NODE, BUNDLE],
    missing: "make",
    command: (setting) => [NODE, BUNDLE, ...ourOptions(setting)],
    version: [NODE, BUNDLE, "--version"],
  },
  {
    name: "pkg",
    label: "microhttpd by pkg",
    files: [PACKAGED],
    missing: `make pkg TARGET=linux-${ARCHITECTURE}`,
    command: (setting) => [PACKAGED, ...ourOptions(setting)],
    version: [PACKAGED, "--version"],
  },
];

/** @type {Kind[]} */
export const PEERS = [
  {
    name: PEER,
    label: "lighttpd",
    files: [LIGHTTPD],
    missing: "apt-get install lighttpd",
    template: "lighttpd.conf",
    command: ({ folder }) => [LIGHTTPD, "-D", "-f", join(folder, "lighttpd.conf")],
    version: [LIGHTTPD, "-v"],
  },
  {
    name: "nginx",
    label: "nginx",
    files: [NGINX],
    missing: "apt-get install nginx-light",
    template: "nginx.conf",
    command: ({ folder }) => [
      ...[NGINX, "-p", folder, "-e", "/dev/null"],
      ...["-c", join(folder, "nginx.conf")],
    ],
    version: [NGINX, "-v"],
  },
  {
    name: "apache",
    label: "Apache",
    files: [APACHE],
    missing: "apt-get install apache2-bin",
    template: "apache2.conf",
    command: ({ folder }) => [APACHE, "-DFOREGROUND", "-f", join(folder, "apache2.conf")],
    version: [APACHE, "-v"],
  },
  {
    name: "busybox",
    label: "busybox httpd",
    files: [BUSYBOX],
    missing: "apt-get install busybox",
    command: ({ port, home }) => [
      ...[BUSYBOX, "httpd", "-f", "-c", "/dev/null"],
      ...["-p", `127.0.0.1:${port}`, "-h", home],
    ],
    version: [BUSYBOX],
    losesChildren: true,
  },
  {
    name: "mini-httpd",
    label: "mini-httpd",
    files: [MINI_HTTPD],
    missing: "apt-get install mini-httpd",
    command: ({ port, home }) => [
      ...[MINI_HTTPD, "-D", "-h", "127.0.0.1", "-p", String(port), "-d", home],
      ...["-c", "cgi-bin/*", ...(isRoot() ? ["-u", "root"] : [])],
    ],
    version: [MINI_HTTPD, "-V"],
  },
  {
    name: "python",
    label: "python3 -m http.server",
    files: [PYTHON],
    missing: "apt-get install python3",
    command: ({ port, home }) => [
      ...[PYTHON, "-m", "http.server", "--cgi", "--bind", "127.0.0.1"],
      ...["--directory", home, String(port)],
    ],
    version: [PYTHON, "--version"],
  },
  {
    name: "node-http",
    label: "node:http + fs.readFile",
    files: [NODE],
    missing: "Node.js 20 or newer",
    command: ({ port, home }) => [NODE, NODE_HTTP, home, String(port)],
    version: [NODE, "--version"],
  },
];

/** @type {Kind} */
export const FLOOR_KIND = {
  name: FLOOR,
  label: "floor",
  files: [FLOOR_PROGRAM],
  missing: "apt-get install gcc",
  command: ({ port, answer, closes }) => [
    ...[FLOOR_PROGRAM, String(port), answer],
    ...(closes ? ["close"] : []),
  ],
  version: [],
};

/** @param {Kind} kind */
export function isInstalled(kind) {
  return kind.files.every((file) => file !== "" && existsSync(file));
}

/**
 * The first thing in what it prints that looks like a version.
 * @param {Kind} kind
 */
export function versionOf({ version: [program = "", ...parameters] }) {
  if (program === "") return "";
  // Some print it on standard error, or end with a status that is no success.
  const command = `"$0" "$@" 2>&1 || :`;
  const text = execFileSync("sh", ["-c", command, program, ...parameters], { encoding: "utf8" });
  return /\d+\.\d+(\.\d+)*/.exec(text)?.[0] ?? "unknown";
}

export function isRoot() {
  return process.getuid?.() === 0;
}

/**
 * Where the program is, or nothing; servers are often where only root's PATH leads.
 * @param {string} program
 */
export function programOf(program) {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const paths = [...folders, "/usr/sbin", "/sbin"].map((folder) => join(folder, program));
  return paths.find((path) => existsSync(path)) ?? "";
}

/** @param {Setting} setting */
function ourOptions({ port, home, connections, backend, keepsBackend }) {
  const settings = keepsBackend ? " keep=1 at-once=1" : "";
  return [
    ...(backend === "" ? [] : ["--fastcgi", `/fcgi/ unix:${backend}${settings}`]),
    ...["--quiet", "--cgi", "--bind", "127.0.0.1", "--home", home],
    ...["--connections", String(connections), String(port)],
  ];
}
