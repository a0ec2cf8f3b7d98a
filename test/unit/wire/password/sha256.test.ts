import { test } from "uvu";
import { putShaConstants } from "../../../../src/wire/password/sha-constants";
import { compressSha256, startSha256 } from "../../../../src/wire/password/sha256";
import { assertBlockDigest } from "../../../support/digest-block";

test("a block that is all of a message gives its digest", () => {
  assertBlockDigest({
    name: "sha256",
    blockBytes: 64,
    lengthAt: 63,
    isLittleEndian: false,
    putConstants: putShaConstants,
    start: startSha256,
    compress: compressSha256,
  });
});

test.run();
