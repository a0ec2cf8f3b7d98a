import { isIPv4, isIPv6 } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { hostEnd, hostPort, isHost, NO_PORT } from "../../../../src/wire/http/host-field";
import { freshArena, putBytes } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();

freshArena();

function accepts(value: string): boolean {
  return isHost(100, putBytes(100, value));
}

function split(value: string): [string, number] {
  const end = putBytes(100, value);
  return [value.slice(0, hostEnd(100, end) - 100), hostPort(100, end)];
}

const VALID: [string, string, number][] = [
  ["", "", NO_PORT],
  ["localhost", "localhost", NO_PORT],
  ["example.org", "example.org", NO_PORT],
  ["example.org.", "example.org.", NO_PORT],
  ["example.org:8000", "example.org", 8000],
  ["example.org:", "example.org", NO_PORT],
  ["example.org:0", "example.org", 0],
  ["example.org:65535", "example.org", 65535],
  ["example.org:00080", "example.org", 80],
  ["192.168.1.1", "192.168.1.1", NO_PORT],
  ["192.168.1.1:80", "192.168.1.1", 80],
  ["999.1.1.1", "999.1.1.1", NO_PORT],
  ["a_b-c~d", "a_b-c~d", NO_PORT],
  ["a!$&'()*+,;=", "a!$&'()*+,;=", NO_PORT],
  ["%C3%BC.de:1", "%C3%BC.de", 1],
  ["[::1]", "[::1]", NO_PORT],
  ["[::1]:8080", "[::1]", 8080],
  ["[::1]:", "[::1]", NO_PORT],
  ["[::ffff:1.2.3.4]:80", "[::ffff:1.2.3.4]", 80],
  ["[v1.a:b]", "[v1.a:b]", NO_PORT],
  ["[VFf.x]:1", "[VFf.x]", 1],
];

test("valid values and their parts", () => {
  for (const [value, host, port] of VALID) {
    assert.is(accepts(value), true, value);
    assert.equal(split(value), [host, port], value);
  }
});

const INVALID = [
  " ",
  "a b",
  " a",
  "a ",
  "a, b",
  "user@host",
  "user:pass@host",
  "a/b",
  "a?b",
  "a#b",
  "a\\b",
  "a\tb",
  "a\0",
  "a\x7f",
  "\xfc.de",
  "<script>",
  `"a"`,
  "a|b",
  "a^b",
  "{a}",
  "%",
  "%4",
  "%4g",
  "a%zz",
  ":",
  ":80",
  "a:80:80",
  "a:65536",
  "a:99999999999999999999",
  "a:-1",
  "a:+1",
  "a: 80",
  "a:80 ",
  "a:8o",
  "a::",
  "::1",
  "fe80::1",
  "[",
  "]",
  "[]",
  "[]:80",
  "[::1",
  "::1]",
  "[::1]a",
  "[::1]80",
  "[::1]]",
  "[[::1]]",
  "a[::1]",
  "[::1]:65536",
  "[::1%25eth0]",
  "[::1%eth0]",
  "[1.2.3.4]",
  "[localhost]",
  "[v]",
  "[v1]",
  "[v1.]",
  "[v.a]",
  "[vg.a]",
  "[v1.a/b]",
  "http://a",
];

test("invalid values", () => {
  for (const value of INVALID) assert.is(accepts(value), false, JSON.stringify(value));
});

test("random IPv6 addresses, right and wrong, as node:net has them", () => {
  const parts = ["0", "1", "ffff", "FfFf", "12345", ":", ":", ":", ":", "::", "1.2.3.4", "g", "."];
  let valid = 0;
  for (let i = 0; i < 200000; i++) {
    let address = "";
    for (let n = 1 + random.below(16); n > 0; n--) address += parts[random.below(parts.length)];
    if (isIPv6(address)) valid++;
    assert.is(accepts(`[${address}]`), isIPv6(address), address);
  }
  assert.ok(valid > 1000, `${valid} of them right`);
});

test("IPv6 addresses of every number of groups", () => {
  const groups = ["1", "22", "333", "4444", "a", "B", "cC", "d0", "9"];
  for (let count = 0; count <= 9; count++) {
    for (let gap = -1; gap <= count; gap++) {
      for (const tail of ["", "1.2.3.4", "1.2.3.256", "01.2.3.4", "1.2.3", "1.2.3.4.5", "1.2.3."]) {
        const list = groups.slice(0, count).concat(tail === "" ? [] : [tail]);
        const before = list.slice(0, Math.max(gap, 0)).join(":");
        const after = list.slice(Math.max(gap, 0)).join(":");
        const address = gap < 0 ? list.join(":") : `${before}::${after}`;
        assert.is(accepts(`[${address}]`), isIPv6(address), address);
      }
    }
  }
});

test("the last four octets are an IPv4 address as node:net has it", () => {
  const parts = ["0", "1", "9", "10", "255", "256", "00", "01", ".", ".", ".", "", "1000"];
  for (let i = 0; i < 100000; i++) {
    let address = "";
    for (let n = 1 + random.below(8); n > 0; n--) address += parts[random.below(parts.length)];
    if (address.includes(".")) assert.is(accepts(`[::${address}]`), isIPv4(address), address);
  }
});

test.run();
