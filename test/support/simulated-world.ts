/*
 * The files that most simulated runs have, and the two builds of the core.
 */
import type { CoreBuild } from "./core-driver";
import { loadJavaScriptCore } from "./core-javascript";
import { loadWasmCore } from "./core-wasm";
import {
  closed,
  directory,
  type Entry,
  file,
  link,
  older,
  program,
  source,
  special,
} from "./simulated-tree";

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

/** Contents are never written into: all trees share them. */
const SLOT = filler(17_000);
const BIG = filler(100_000);

/** A fresh home directory. */
export function makeTree(): Entry {
  return directory({
    "hello.txt": file("hello\n"),
    "next.txt": file("next\n"),
    "empty.txt": file(""),
    "page.html": file("<p>page</p>\n"),
    "slot.bin": file(SLOT),
    "big.bin": file(BIG),
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
    coded: directory({
      "all.txt": file("plain, and longer\n"),
      "all.txt.br": file("in brotli"),
      "all.txt.zst": file("in zstandard"),
      "all.txt.gz": file("in gzip"),
      "old.txt": file("new"),
      "old.txt.gz": older(file("old in gzip")),
      "folder.txt": file("f"),
      "folder.txt.gz": directory({}),
      "closed.txt": file("c"),
      "closed.txt.br": closed(file("c in brotli")),
      "closed.txt.gz": file("c in gzip"),
      "index.html": file("<p>index</p>"),
      "index.html.gz": file("index in gzip"),
      "drawing.svgz": file("drawing in gzip"),
      "alone.css.gz": file("alone in gzip"),
      "alone.css.br": file("alone in brotli"),
      "only.txt.zst": file("only in zstandard"),
      "shut.txt.gz": closed(file("shut in gzip")),
      "no.txt.gz": directory({}),
      alone: directory({ "index.html.gz": file("index alone") }),
    }),
    app: directory({
      "x.cgi": program(),
      "x.php": source(),
      "plain.cgi": source(),
      "y.tar.php": source(),
      "linked.txt": link("x.php"),
      "linked.php": link("x.php"),
      "closed.php": closed(source()),
      "pipe.php": special(),
      "x.php.gz": file("x.php in gzip"),
      "gone.php.gz": file("gone.php in gzip"),
      "all.txt": file("plain, and longer\n"),
      "all.txt.gz": source(),
      "all.txt.br": file("in brotli"),
      "index.php": source(),
      "dir.php": directory({ "inner.txt": file("inner\n"), "inner.php": source() }),
      page: directory({ "index.html": file("<p>first</p>\n"), "index.php": source() }),
      prog: directory({ "index.cgi": program(), deep: directory({}) }),
      dead: directory({ "index.cgi": source(), "index.php": source() }),
      none: directory({ "a.txt": file("a") }),
    }),
    "cgi-bin": directory({
      script: program(),
      other: program(),
      "nph-script": program(),
      "plain.txt": file("no program"),
      closed: closed(program()),
      folder: directory({ deep: program() }),
      pipe: special(),
    }),
  });
}
