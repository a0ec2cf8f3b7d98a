import { test } from "uvu";
import { compressMd5, putMd5Constants, startMd5 } from "../../../../src/wire/password/md5";
import { assertBlockDigest } from "../../../support/digest-block";

test("a block that is all of a message gives its digest", () => {
  assertBlockDigest({
    name: "md5",
    blockBytes: 64,
    lengthAt: 56,
    isLittleEndian: true,
    putConstants: putMd5Constants,
    start: startMd5,
    compress: compressMd5,
  });
});

test.run();
