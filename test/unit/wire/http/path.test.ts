import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  hasEncodedSlash,
  normalisePath,
  REFUSE_PATH_BACKSLASH,
  REFUSE_PATH_CONTROL,
  REFUSE_PATH_NUL,
  REFUSE_PATH_SLASH,
} from "../../../../src/wire/http/path";
import { REFUSE_PATH_ABOVE, REFUSE_PATH_ESCAPE } from "../../../../src/wire/http/refusal";
import { assertUntouched, freshArena, putBytes, takeBytes } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();

/** The normalised path, or the refusal's number; to another place, near and in place alike. */
function normalise(path: string, takesSlash = false): string | number {
  const results: (string | number)[] = [];
  for (const target of [1000, 3999, 4000, 4000 + path.length]) {
    freshArena();
    const end = normalisePath(target, 4000, putBytes(4000, path), takesSlash);
    if (target <= 4000) assertUntouched(target - 64, target);
    const writtenEnd = Math.max(target, 4000) + path.length;
    assertUntouched(writtenEnd, writtenEnd + 64);
    assert.ok(end < target + path.length, path);
    results.push(end < 0 ? end : takeBytes(target, end));
  }
  assert.is(results[1], results[0], path);
  assert.is(results[2], results[0], path);
  assert.is(results[3], results[0], path);
  return results[0] ?? "";
}

const PATHS: [string, string][] = [
  ["/", ""],
  ["//", ""],
  ["///", ""],
  ["/.", ""],
  ["/./", ""],
  ["/a", "a"],
  ["/a/", "a/"],
  ["/a//", "a/"],
  ["/a//b", "a/b"],
  ["//a", "a"],
  ["/a/b/c", "a/b/c"],
  ["/a/.", "a/"],
  ["/a/./", "a/"],
  ["/a/./b", "a/b"],
  ["/a/..", ""],
  ["/a/../", ""],
  ["/a/../b", "b"],
  ["/a/b/..", "a/"],
  ["/a/b/../", "a/"],
  ["/a/b/../c", "a/c"],
  ["/a/b/../../c", "c"],
  ["/a//../b", "b"],
  ["/ab/cd/../ef/..", "ab/"],
  ["/a/%2e", "a/"],
  ["/a/%2E%2e", ""],
  ["/a/.%2e/b", "b"],
  ["/a/%2e./b", "b"],
  ["/...", "..."],
  ["/.a", ".a"],
  ["/..a", "..a"],
  ["/a..", "a.."],
  ["/.../..", ""],
  ["/%2e%2e%2e", "..."],
  ["/%252e%252e/x", "%2e%2e/x"],
  ["/a%20b", "a b"],
  ["/a+b", "a+b"],
  ["/a;b=c/d", "a;b=c/d"],
  ["/%c3%bc", "\xc3\xbc"],
  ["/\xc3\xbc", "\xc3\xbc"],
  ["/%c0%ae%c0%ae/%c0%af", "\xc0\xae\xc0\xae/\xc0\xaf"],
  ["/%41%42%43", "ABC"],
  ["/a:b", "a:b"],
];

test("paths", () => {
  for (const [path, expected] of PATHS) assert.is(normalise(path), expected, path);
});

test("above the root", () => {
  const paths = ["/..", "/../", "/../a", "/./..", "//..", "/a/../..", "/a/../../a", "/%2e%2e/a"];
  for (const path of [...paths, "/.%2e/", "/%2E./", "/a/b/../../../c", "/a//../..", "/../../etc"]) {
    assert.is(normalise(path), REFUSE_PATH_ABOVE, path);
  }
});

test("malformed escapes", () => {
  for (const path of ["/%", "/%4", "/%4g", "/a%/b", "/a%2/b", "/%zz", "/%%41", "/%u002e"]) {
    assert.is(normalise(path), REFUSE_PATH_ESCAPE, path);
  }
});

test("an escape is not completed by what lies behind the end", () => {
  freshArena();
  putBytes(100, "/a%41");
  assert.is(normalisePath(50, 100, 104, false), REFUSE_PATH_ESCAPE);
  assert.is(normalisePath(50, 100, 103, false), REFUSE_PATH_ESCAPE);
});

test("octets that would name another file", () => {
  for (const path of ["/%2f", "/a%2Fb", "/..%2f..%2fetc"]) {
    assert.is(normalise(path), REFUSE_PATH_SLASH, path);
  }
  for (const path of ["/%00", "/a.txt%00.html", "/\0"]) {
    assert.is(normalise(path), REFUSE_PATH_NUL, path);
  }
  for (const path of ["/\\", "/%5c", "/a%5Cb", "/..\\..\\etc", "/..%5c"]) {
    assert.is(normalise(path), REFUSE_PATH_BACKSLASH, path);
  }
});

test("every octet, encoded and not", () => {
  for (let c = 1; c < 256; c++) {
    const text = String.fromCharCode(c);
    const encoded = `/a%${c.toString(16).padStart(2, "0")}b`;
    let expected: string | number = `a${text}b`;
    if (c < 32 || c === 127) expected = REFUSE_PATH_CONTROL;
    if (text === "\\") expected = REFUSE_PATH_BACKSLASH;
    if (text === "/") expected = REFUSE_PATH_SLASH;
    assert.is(normalise(encoded), expected, encoded);
    if (text === "/") expected = "a/b";
    if (text === "%") expected = REFUSE_PATH_ESCAPE;
    assert.is(normalise(`/a${text}b`), expected, `octet ${c}`);
  }
});

test("an encoded slash, where it is taken, is a slash", () => {
  for (const path of ["/%2f", "/a%2Fb", "/a%2f", "/%2fa%2f%2f/b", "/a/../b%2fc", "/a%2f..b/.c"]) {
    const plain = normalise(path.replaceAll(/%2f/gi, "/"));
    assert.is(normalise(path, true), plain, path);
    assert.is(hasEncodedSlash, true, path);
  }
  assert.is(normalise("/a%252fb/", true), "a%2fb/");
  assert.is(hasEncodedSlash, false);
});

test("an encoded slash with a dot segment beside it or behind it", () => {
  for (const path of ["/a%2f..", "/a%2f../b", "/a/..%2fb", "/a%2fb/c/../d", "/.%2fa", "/a%2f%2e"]) {
    assert.is(normalise(path, true), REFUSE_PATH_SLASH, path);
  }
});

/** The same by splitting and joining, which the portable subset does not have. */
function model(path: string): string | number {
  const segments = path.slice(1).split("/").map(decodeURIComponent);
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") kept.push(segment);
    else if (kept.pop() === undefined) return REFUSE_PATH_ABOVE;
  }
  const isDirectory = ["", ".", ".."].includes(segments.at(-1) ?? "");
  return kept.join("/") + (isDirectory && kept.length > 0 ? "/" : "");
}

test("random paths of dots and slashes agree with a model", () => {
  const parts = ["/", "/", ".", "..", "a", "%2e", "bc", "/../", "/./"];
  for (let i = 0; i < 20000; i++) {
    let path = "/";
    for (let n = random.below(9); n > 0; n--) path += parts[random.below(parts.length)];
    assert.is(normalise(path), model(path), path);
  }
});

test.run();
