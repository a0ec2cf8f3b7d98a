import { test } from "uvu";
import { putShaConstants, putShaStart } from "../../../../src/wire/password/sha-constants";
import { compressSha512 } from "../../../../src/wire/password/sha512";
import { assertBlockDigest } from "../../../support/digest-block";

test("a block that is all of a message gives its digest", () => {
  assertBlockDigest({
    name: "sha512",
    blockBytes: 128,
    lengthAt: 127,
    isLittleEndian: false,
    putConstants: putShaConstants,
    start: putShaStart,
    compress: compressSha512,
  });
});

test.run();
