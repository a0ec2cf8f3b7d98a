/*
 * Names on real file systems that find files by more names than they list: FAT, exFAT, ext4 with
 * casefold. The static program serves each of them in a virtual machine, as few machines that this
 * is built on can mount them; a Debian kernel (package linux-image-cloud-amd64, for x86-64) is
 * fetched by apt-get. KERNEL=DIR takes one that was unpacked there. It needs qemu-system-x86,
 * busybox-static, dosfstools, exfatprogs and e2fsprogs.
 *
 * Rule of this file: an answer that is missing is a fault as well as one that is wrong.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join("out", "filesystems");
const IMAGE_BYTES = "16M";
const TIMEOUT_MS = 300_000;

/** Names that are each file's own, and that none has. */
const OWN = ["/hello.txt", "/static/a.txt", "/caf%C3%A9.txt"];
const HIDDEN = ["/.htpasswd", "/.git/config", "/.git/"];
const SHORT = [
  "/HTPASS~1",
  "/GIT~1/config",
  "/GIT~1/",
  "/PAGE~1.PHT",
  "/ADMINI~1/x",
  "/notes~1.txt",
];
const SHORTER = ["/HTPASSWD", "/GIT/config", "/GIT/", "/PAGE.PHT", "/ADMINIST/x", "/page.phtml."];
const FOLDED = [
  ...["/%E2%80%8B.git/config", "/page.ph%C5%BF", "/page.p%C2%ADhs", "/admini%C5%BFtration/x"],
  ...["/%C5%BFtatic/a.txt", "/CAF%C3%89.txt"],
];
const CASES = ["/HELLO.TXT", "/STATIC/a.txt"];

/**
 * File systems with their types, options and what makes an image.
 * @type {Record<string, { type: string, options: string, make: string[][] }>}
 */
const FILE_SYSTEMS = {
  vfat: { type: "vfat", options: ",utf8", make: [["mkfs.vfat"]] },
  nonumtail: { type: "vfat", options: ",utf8,nonumtail", make: [["mkfs.vfat"]] },
  exfat: { type: "exfat", options: "", make: [["mkfs.exfat"]] },
  casefold: {
    type: "ext4",
    options: "",
    make: [
      ["mkfs.ext4", "-q", "-O", "casefold", "-E", "encoding=utf8"],
      // Its first directory folds, and so do those that are made in it.
      ["debugfs", "-w", "-R", "set_inode_field <2> flags 0x40080000"],
    ],
  },
  ext4: { type: "ext4", options: "", make: [["mkfs.ext4", "-q"]] },
};

const MODULES = [
  ...["drivers/block/loop", "fs/nls/nls_cp437", "fs/nls/nls_ascii", "fs/nls/nls_utf8"],
  ...["fs/nls/nls_iso8859-1", "fs/fat/fat", "fs/fat/vfat", "fs/exfat/exfat"],
];

/**
 * Which status a target has.
 * @param {string} name
 * @param {string} target
 */
function expected(name, target) {
  if (OWN.includes(target)) return "200";
  if (CASES.includes(target)) return name === "ext4" ? "404" : "200";
  if (target === "/notes~1.txt") return name === "casefold" || name === "ext4" ? "200" : "404";
  if (target === "/administration/x") return "503";
  // The name but for the dot, which exFAT takes away and rules too: it is run.
  if (target === "/page.phtml." && name === "exfat") return "502";
  return "404";
}

const targets = [
  ...[...OWN, ...HIDDEN, ...CASES, ...SHORT, ...SHORTER, ...FOLDED],
  "/administration/x",
];
const kernel = process.env["KERNEL"] ?? fetchKernel();
const answers = run(makeRoot());
const wrong = [];
for (const name of Object.keys(FILE_SYSTEMS)) {
  for (const target of targets) {
    const answer = answers.get(`${name} ${target}`) ?? "none";
    if (answer === expected(name, target)) continue;
    wrong.push(`${name} ${target}: ${answer}, and not ${expected(name, target)}`);
  }
}
for (const line of wrong) console.log(line);
console.log(`file systems: ${answers.size} answers, ${wrong.length} wrong`);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** Unpacks the kernel that the package of today depends on. Returns its folder. */
function fetchKernel() {
  const folder = join(FOLDER, "kernel");
  if (existsSync(join(folder, "boot"))) return folder;
  mkdirSync(folder, { recursive: true });
  const told = execFileSync("apt-cache", ["depends", "linux-image-cloud-amd64"], {
    encoding: "utf8",
  });
  const name = /Depends: (linux-image-[0-9]\S*)/.exec(told)?.[1];
  if (name === undefined) throw new Error("there is no package linux-image-cloud-amd64");
  execFileSync("apt-get", ["download", "-q", name], { cwd: folder, stdio: "inherit" });
  const file = readdirSync(folder).find((entry) => entry.endsWith(".deb"));
  execFileSync("dpkg-deb", ["-x", join(folder, file ?? ""), folder]);
  return folder;
}

/** Makes what the machine starts with. Returns its file. */
function makeRoot() {
  const root = join(FOLDER, "root");
  rmSync(root, { recursive: true, force: true });
  for (const name of ["bin", "mnt", "proc", "dev", "tmp", "modules"]) {
    mkdirSync(join(root, name), { recursive: true });
  }
  copyFileSync("/bin/busybox", join(root, "bin", "busybox"));
  copyFileSync(join("out", "linux-x64", "microhttpd"), join(root, "bin", "microhttpd"));
  // An interpreter that nobody is to start.
  writeFileSync(join(root, "bin", "php"), "#!/bin/sh\n", { mode: 0o755 });
  copyFileSync(join("test", "filesystems", "guest.sh"), join(root, "init"));
  copyModules(root);
  const rows = Object.entries(FILE_SYSTEMS).map(([name, { type, options }]) => {
    makeImage(root, name);
    return `${name} ${type} ${options}\n`;
  });
  writeFileSync(join(root, "filesystems"), rows.join(""));
  writeFileSync(join(root, "targets"), targets.map((target) => `${target}\n`).join(""));
  const image = join(FOLDER, "initrd.gz");
  const pack = `cd ${root} && find . | busybox cpio -o -H newc | gzip -1 > ../initrd.gz`;
  execFileSync("sh", ["-ec", pack], { stdio: ["ignore", "ignore", "ignore"] });
  return image;
}

/** @param {string} root */
function copyModules(root) {
  const all = join(kernel, "lib", "modules");
  const folder = join(all, readdirSync(all)[0] ?? "", "kernel");
  for (const module of MODULES) {
    copyFileSync(join(folder, `${module}.ko`), join(root, "modules", `${nameOf(module)}.ko`));
  }
  writeFileSync(join(root, "modules", "list"), MODULES.map((one) => `${nameOf(one)}\n`).join(""));
}

/** @param {string} module */
function nameOf(module) {
  return module.slice(module.lastIndexOf("/") + 1);
}

/**
 * @param {string} root
 * @param {string} name
 */
function makeImage(root, name) {
  const image = join(root, `${name}.img`);
  execFileSync("truncate", ["-s", IMAGE_BYTES, image]);
  for (const [command, ...args] of FILE_SYSTEMS[name]?.make ?? []) {
    execFileSync(command ?? "", [...args, image], { stdio: ["ignore", "ignore", "inherit"] });
  }
}

/**
 * Runs the machine. Returns the answers by file system and target.
 * @param {string} image
 */
function run(image) {
  const boot = join(kernel, "boot");
  const file = readdirSync(boot).find((name) => name.startsWith("vmlinuz"));
  const machine = ["-accel", "tcg", "-m", "512", "-nographic", "-no-reboot", "-net", "none"];
  const start = ["-kernel", join(boot, file ?? ""), "-initrd", image];
  const options = ["-append", "console=ttyS0 quiet panic=-1"];
  const { stdout, error } = spawnSync("qemu-system-x86_64", [...machine, ...start, ...options], {
    encoding: "latin1",
    stdio: ["ignore", "pipe", "inherit"],
    timeout: TIMEOUT_MS,
  });
  if (error !== undefined) throw error;
  writeFileSync(join(FOLDER, "console.log"), stdout);
  const lines = stdout.matchAll(/ANSWER (\S+ \S+) (\S*) (\S*)\r?$/gm);
  return new Map([...lines].map(([, what, status, shown]) => [what, `${status}${shown}`]));
}
