import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  addOctets,
  beginDigest,
  CONTEXT_WORDS,
  DIGEST_BYTES_MAX,
  DigestKind,
  digestBytes,
  endDigest,
  openContext,
} from "../../../../src/wire/password/digest";
import { assertUntouched, freshArena, putBytes, takeBytes } from "../../../support/arena";
import { cutInto, makeRandom } from "../../../support/random";

const CONTEXT = 1024;
const OCTETS_AT = 65536;
const DIGEST_AT = 32768;

const KINDS: [DigestKind, string][] = [
  [DigestKind.Md5, "md5"],
  [DigestKind.Sha256, "sha256"],
  [DigestKind.Sha512, "sha512"],
];

for (const [kind, name] of KINDS) {
  test(`${name} of any octets, in any pieces, is what OpenSSL makes of them`, () => {
    const random = makeRandom();
    freshArena();
    openContext(CONTEXT, kind);
    for (let bytes = 0; bytes < 300; bytes++) {
      const octets = Buffer.from(Array.from({ length: bytes }, () => random.below(256)));
      beginDigest(CONTEXT);
      for (const piece of cutInto(octets, random, 4)) {
        addOctets(CONTEXT, OCTETS_AT, putBytes(OCTETS_AT, piece));
      }
      const end = endDigest(CONTEXT, DIGEST_AT);
      assert.is(end - DIGEST_AT, digestBytes(kind));
      assert.ok(digestBytes(kind) <= DIGEST_BYTES_MAX);
      const digest = Buffer.from(takeBytes(DIGEST_AT, end), "latin1");
      assert.is(digest.toString("hex"), createHash(name).update(octets).digest("hex"));
    }
    assertUntouched(CONTEXT * 4 - 64, CONTEXT * 4);
    assertUntouched((CONTEXT + CONTEXT_WORDS) * 4, (CONTEXT + CONTEXT_WORDS) * 4 + 64);
  });
}

test.run();
