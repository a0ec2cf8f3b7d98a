import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  HTML_OCTET_BYTES_MAX,
  JSON_OCTET_BYTES_MAX,
  LOG_OCTET_BYTES_MAX,
  putHtml,
  putJson,
  putLogText,
} from "../../../../src/wire/octets/escape";
import { putBytes, utf8, written } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();

function html(octets: string): string {
  return written((at) => putHtml(at, 0, putBytes(0, octets)));
}

function json(octets: string): string {
  return written((at) => putJson(at, 0, putBytes(0, octets)));
}

function logText(octets: string): string {
  return written((at) => putLogText(at, 0, putBytes(0, octets)));
}

test("what HTML gives a meaning is escaped", () => {
  assert.is(html(`<a href="x" id='y'>&amp;`), "&lt;a href=&#34;x&#34; id=&#39;y&#39;&gt;&amp;amp;");
  assert.is(html(""), "");
  for (let c = 0; c < 128; c++) {
    const text = String.fromCharCode(c);
    const escaped = html(text);
    assert.is(escaped === text, !`"&'<>`.includes(text), `octet ${c}`);
    assert.ok(escaped.length <= HTML_OCTET_BYTES_MAX);
  }
});

test("what JSON gives a meaning is escaped, and a string is what it was (RFC 8259 §7)", () => {
  assert.is(json('a"b\\c\n\x00<&\x7f'), 'a\\"b\\\\c\\u000a\\u0000<&\x7f');
  for (let c = 0; c < 128; c++) {
    const text = String.fromCharCode(c);
    assert.is(JSON.parse(`"${json(text)}"`), text, `octet ${c}`);
    assert.ok(json(text).length <= JSON_OCTET_BYTES_MAX);
  }
  const text = utf8("naïve \u2028 文件 🙂");
  assert.is(json(text), text);
  assert.is(json("a\xff\xe9b"), utf8("a\ufffd\ufffdb"));
});

test("UTF-8 stays", () => {
  const text = utf8("naïve \u0080\u07ff\u0800\ud7ff\ue000\uffff\u{10000}\u{10ffff} 文件 🙂");
  assert.is(html(text), text);
});

test("what is no UTF-8 becomes U+FFFD, as TextDecoder has it", () => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const interesting = [
    0x22, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
  ];
  interesting.push(0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8, 0xff);
  for (let i = 0; i < 50000; i++) {
    const octets: number[] = [];
    for (let n = 1 + random.below(6); n > 0; n--) {
      octets.push(interesting[random.below(interesting.length)] ?? 0);
    }
    const input = String.fromCharCode(...octets);
    const expected = utf8(decoder.decode(Uint8Array.from(octets))).replaceAll(`"`, "&#34;");
    assert.is(html(input), expected, octets.map((c) => c.toString(16)).join(" "));
  }
});

test("a sequence is not completed by what lies behind the end", () => {
  const result = written((at) => {
    putBytes(0, utf8("é"));
    return putHtml(at, 0, 1);
  });
  assert.is(result, utf8("\ufffd"));
});

test("log text holds no octet that could end it or command a terminal", () => {
  assert.is(logText(`GET /a "b"\r\n\\\x1b[2J`), "GET /a \\x22b\\x22\\x0d\\x0a\\x5c\\x1b[2J");
  for (let c = 0; c < 256; c++) {
    const text = String.fromCharCode(c);
    const isPlain = c >= 32 && c < 127 && text !== `"` && text !== "\\";
    const escaped = logText(text);
    assert.is(escaped, isPlain ? text : `\\x${c.toString(16).padStart(2, "0")}`);
    assert.ok(escaped.length <= LOG_OCTET_BYTES_MAX);
  }
});

test.run();
