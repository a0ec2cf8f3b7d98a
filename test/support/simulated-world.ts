/*
 * The files that most simulated runs have, and the two builds of the core.
 */
import type { CoreBuild } from "./core-driver";
import { loadJavaScriptCore } from "./core-javascript";
import { loadWasmCore } from "./core-wasm";
import { closed, directory, type Entry, file, link, program, special } from "./simulated-tree";

/** Both builds, loaded once in each test file. */
export async function loadCores(): Promise<readonly CoreBuild[]> {
  return [await loadJavaScriptCore(), await loadWasmCore()];
}

/** Octets that look like none of the core's own. */
export function filler(bytes: number): Buffer {
  const octets = Buffer.alloc(bytes);
  for (let i = 0; i < bytes; i++) octets[i] = 33 + ((i * 7 + (i >> 8)) % 90);
  return octets;
}

/** A fresh home directory. */
export function makeTree(): Entry {
  return directory({
    "hello.txt": file("hello\n"),
    "next.txt": file("next\n"),
    "empty.txt": file(""),
    "page.html": file("<p>page</p>\n"),
    "slot.bin": file(filler(17000)),
    "big.bin": file(filler(100_000)),
    "closed.txt": closed(file("closed")),
    pipe: special(),
    ".hidden": file("hidden"),
    ".well-known": directory({ "token.txt": file("token") }),
    "a b.txt": file("space"),
    "inside.txt": link("hello.txt"),
    "outside.txt": link("/etc/passwd"),
    "above.txt": link("../../../../../../etc/passwd"),
    "dangling.txt": link("nowhere"),
    sub: directory({ "index.html": file("<p>sub</p>\n"), "inner.txt": file("inner\n") }),
    list: directory({ "b.txt": file("b"), "a.txt": file("a"), dir: directory({}) }),
    "cgi-bin": directory({
      script: program(),
      other: program(),
      "plain.txt": file("no program"),
      closed: closed(program()),
      folder: directory({ deep: program() }),
      pipe: special(),
    }),
  });
}
