import { test } from "uvu";
import * as assert from "uvu/assert";
import * as basic from "../../../../src/wire/http/basic-credentials";
import { PASSWORD_BYTES_MAX } from "../../../../src/wire/password/password-hash";
import { assertUntouched, freshArena, putBytes, takeBytes } from "../../../support/arena";

const AT = 1024;
const TO = 65536;

/** What is read of a head with these field lines. */
function read(...lines: string[]): [string, string] | basic.Credentials {
  freshArena();
  const head = ["GET / HTTP/1.1", ...lines, "", ""].join("\r\n");
  const found = basic.readCredentials(AT, putBytes(AT, head), TO);
  assertUntouched(TO - 64, TO);
  assertUntouched(TO + basic.CREDENTIALS_BYTES_MAX, TO + basic.CREDENTIALS_BYTES_MAX + 64);
  if (found !== basic.Credentials.Read) return found;
  return [takeBytes(basic.userAt, basic.userEnd), takeBytes(basic.passwordAt, basic.passwordEnd)];
}

function field(credentials: string | Buffer): string {
  return `Authorization: Basic ${Buffer.from(credentials).toString("base64")}`;
}

test("name and password, whatever stands around them", () => {
  assert.equal(read("Host: a", field("Aladdin:open sesame"), "X: y"), ["Aladdin", "open sesame"]);
  assert.equal(read(field("a:b:c")), ["a", "b:c"]);
  assert.equal(read(field(":")), ["", ""]);
  assert.equal(read(`AUTHORIZATION:\t bAsIc   ${btoa("u:p")} \t`), ["u", "p"]);
});

test("UTF-8 as it is, and ISO 8859-1 as UTF-8", () => {
  const text = Buffer.from("\u00fc:\u00e4\u20ac").toString("latin1");
  assert.equal(read(field("\u00fc:\u00e4\u20ac")), text.split(":"));
  const old = read(field(Buffer.from("\u00fc:\u00e4", "latin1")));
  assert.equal(old, Buffer.from("\u00fc:\u00e4").toString("latin1").split(":"));
});

test("the longest", () => {
  const user = "u".repeat(basic.USER_BYTES_MAX);
  const password = "p".repeat(PASSWORD_BYTES_MAX);
  assert.equal(read(field(`${user}:${password}`)), [user, password]);
  assert.is(read(field(`${user}u:p`)), basic.Credentials.Malformed);
  assert.is(read(field(`u:${password}p`)), basic.Credentials.Malformed);
  const latin = Buffer.alloc(385, 0xe4);
  latin.write(":", 100);
  assert.is(read(field(latin)), basic.Credentials.Malformed);
});

test("none, and what is none", () => {
  assert.is(read("Host: a"), basic.Credentials.None);
  assert.is(read(`X-Authorization: Basic ${btoa("u:p")}`), basic.Credentials.None);
  for (const lines of [
    ["Authorization:"],
    ["Authorization: Basic"],
    ["Authorization: Basic "],
    ["Authorization: Basic ===="],
    [`Authorization: Basic${btoa("u:p")}`],
    [`Authorization: Bearer ${btoa("u:p")}`],
    [`Authorization: Basic ${btoa("u:p")} x`],
    [`Authorization: Basic ${btoa("nocolon")}`],
    [`Authorization: Basic ${btoa("u:pq").replace(/=/g, "")}`],
    [field("u:p\0q")],
    [field("u\n:p")],
    [field("u:p"), field("u:p")],
  ]) {
    assert.is(read(...lines), basic.Credentials.Malformed, lines.join());
  }
});

test.run();
