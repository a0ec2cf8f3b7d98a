/*
 * A build without a part has the literals that its compiler reaches, and no others.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { markLiterals, packLiterals, reachedIn, refuseLost } from "../../build/literals.mjs";

const sources = new Map([["a.ts", 'put("ab"); put("cde");']]);
/** The shortest module that imports a function of "env" by this name. */
function moduleWith(name: string): Uint8Array<ArrayBuffer> {
  const imported = ["\x01", String.fromCharCode(3), "env", String.fromCharCode(name.length), name];
  const section = `${imported.join("")}\0\0`;
  const length = String.fromCharCode(section.length);
  const text = `\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02${length}${section}`;
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

test("without a first look all literals are in the table", () => {
  const { sources: packed, module } = packLiterals(sources, null);
  assert.match(module, "[99,100,101,97,98]");
  assert.is(
    packed.get("a.ts"),
    `put(changetype<string>(<usize>${(3 << 10) | 2})); put(changetype<string>(<usize>3));`,
  );
});

test("what is not reached is in no table, and cannot be linked", () => {
  const { sources: packed, module } = packLiterals(sources, new Set(["ab"]));
  assert.match(module, "[97,98]");
  assert.is(packed.get("a.ts"), "put(changetype<string>(<usize>2)); put(lostLiteral());");
});

test("a mark that is left in the module is a literal that is reached", () => {
  const { sources: marked, texts } = markLiterals(sources);
  const [, mark] = [...(marked.get("a.ts") ?? "").matchAll(/\d+/g)].map(String);
  const wat = `i32.const 5 call $f i32.const ${mark} call $reachedLiteral`;
  assert.equal([...reachedIn(wat, texts)], ["cde"]);
});

test("a mark that the compiler has reckoned with is an error", () => {
  const { sources: marked, texts } = markLiterals(sources);
  const [mark] = [...(marked.get("a.ts") ?? "").matchAll(/\d+/g)].map(Number);
  assert.throws(
    () => reachedIn(`i32.const ${(mark ?? 0) + 1}`, texts),
    /a literal's mark was reckoned with/,
  );
});

test("a literal that was left out and is reached is an error", () => {
  assert.throws(() => refuseLost(moduleWith("lostLiteral")), /a literal was left out/);
  refuseLost(moduleWith("failed"));
});

test.run();
