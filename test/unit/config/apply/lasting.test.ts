import { test } from "uvu";
import * as assert from "uvu/assert";
import { noteLasting } from "../../../../src/config/apply/lasting";
import type { Option } from "../../../../src/config/options/options";
import { ResponseOption } from "../../../../src/config/options/response-options";
import { ScriptOption } from "../../../../src/config/options/script-options";
import { ServerOption } from "../../../../src/config/options/server-options";
import { building } from "../../../../src/core/settings/generations";
import { lastingHash } from "../../../../src/core/settings/server-settings";
import { putBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const TEXT_AT = 300_000;

function hashOf(...given: [Option, string][]): number {
  zeroArena();
  for (const [option, text] of given) noteLasting(option, TEXT_AT, putBytes(TEXT_AT, text));
  return lastingHash(building());
}

test("what may change does not count, what lasts does", () => {
  const none = hashOf();
  assert.is(hashOf([ResponseOption.Header, "X: 1"], [ResponseOption.NoListing, ""]), none);
  const lasting = [
    hashOf([ServerOption.Listen, "80"]),
    hashOf([ServerOption.Listen, "81"]),
    hashOf([ServerOption.Bind, "80"]),
    hashOf([ServerOption.Listen, "80"], [ServerOption.Listen, "81"]),
    hashOf([ScriptOption.ScriptLimit, "cpu=5"]),
    hashOf([ScriptOption.ScriptNice, "5"]),
    hashOf([ScriptOption.ScriptUser, "5"]),
    hashOf([ResponseOption.NoSymlinks, ""]),
  ];
  assert.is(new Set([none, ...lasting]).size, 9);
  assert.is(hashOf([ServerOption.Listen, "80"], [ScriptOption.Cgi, ""]), lasting[0]);
});

test.run();
