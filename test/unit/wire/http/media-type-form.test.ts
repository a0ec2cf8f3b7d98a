import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  GIVEN_TYPE_BYTES_MAX,
  givenTypeFault,
  mediaTypeFault,
  TypeFault,
} from "../../../../src/wire/http/media-type-form";
import { freshArena, putBytes } from "../../../support/arena";

const AT = 1000;

function ask<Answer>(question: (at: number, end: number) => Answer, text: string): Answer {
  freshArena();
  return question(AT, putBytes(AT, text));
}

function assertFault(fault: TypeFault, texts: readonly string[]): void {
  for (const text of texts) {
    assert.is(ask(mediaTypeFault, text), fault, JSON.stringify(text));
    // What is behind it makes no difference.
    freshArena();
    putBytes(AT, `${text};"=x`);
    assert.is(mediaTypeFault(AT, AT + text.length), fault, JSON.stringify(text));
  }
}

test("a media type is two tokens, and parameters behind semicolons", () => {
  assertFault(TypeFault.None, [
    "text/html",
    "application/vnd.a+b",
    "a/b",
    "text/plain;charset=utf-8",
    "text/plain ;\t charset=utf-8 ; x=y",
    'text/plain; charset="utf-8"',
    'text/plain; a="";b="; \\" , \xe9 \\\\";c=d',
  ]);
  const words = ["", "/", "text", "text/", "/html", "te xt/html", "text/html x", "a/b/c", "a/b "];
  assertFault(TypeFault.Form, [...words, "text/a,b", "text/a \r\nX: y", "text\x00/a", "a/b\x01"]);
});

test("a parameter is a name and a value, which is a token or whole in quotes", () => {
  assertFault(TypeFault.Parameter, [
    ...["a/b;", "a/b;;", "a/b; ", "a/b;;c=d", "a/b;c=d;", "a/b;c=d ", "a/b; c=d; ;e=f"],
    ...["a/b;charset", "a/b;charset=", "a/b;=utf-8", "a/b;c=d e", "a/b; c = d", "a/b;c=d,e=f"],
    ...[
      'a/b;c="d',
      'a/b;c="',
      'a/b;c="d"e',
      'a/b;c="d\\"',
      'a/b;c="\\',
      'a/b;c=d"e"',
      'a/b;c="\r\n"',
    ],
    ...['a/b;c="\\\x01"', "a/b;c=\x01", "a/b;\r\nX: y", "a/b;c/d=e"],
  ]);
});

test("a media type has at most as many octets as two names and a slash", () => {
  const longest = `text/${"x".repeat(GIVEN_TYPE_BYTES_MAX - 5)}`;
  assert.is(ask(givenTypeFault, longest), TypeFault.None);
  assert.is(ask(givenTypeFault, `${longest}x`), TypeFault.Form);
  // A field that is configured as a whole has a bound of its own.
  assertFault(TypeFault.None, [longest, `${longest}x`]);
});

test.run();
