import { test } from "uvu";
import * as assert from "uvu/assert";
import { ScriptField } from "../../../../src/wire/cgi/script-field";
import { parseScriptHead } from "../../../../src/wire/cgi/script-head";
import * as record from "../../../../src/wire/cgi/script-head-record";
import { assertUntouched, freshArena, putBytes, takeBytes } from "../../../support/arena";

const [FIRST, SECOND] = [100, 200];
const HEAD_AT = 4096;

test.before.each(freshArena);

test("each head has a record of its own, which is all that is written", () => {
  const first = "Status: 404 Not here\nX-Sendfile: /a\nContent-Length: 5000000000\n\n";
  const second = "Location: /b\n\n";
  const end = putBytes(HEAD_AT, first);
  assert.is(parseScriptHead(HEAD_AT, end, FIRST), end);
  const secondEnd = putBytes(end, second);
  assert.is(parseScriptHead(end, secondEnd, SECOND), secondEnd);

  assert.is(record.scriptStatus(FIRST), 404);
  assert.is(takeBytes(record.reasonAt(FIRST), record.reasonEnd(FIRST)), "Not here");
  assert.is(takeBytes(record.sendfileAt(FIRST), record.sendfileEnd(FIRST)), "/a");
  assert.is(record.scriptLength(FIRST), 5_000_000_000);
  assert.ok(record.hasScriptField(FIRST, ScriptField.Sendfile));
  assert.not(record.hasScriptField(FIRST, ScriptField.Location));

  assert.is(record.scriptStatus(SECOND), 0);
  assert.is(takeBytes(record.locationAt(SECOND), record.locationEnd(SECOND)), "/b");
  assert.is(record.scriptLength(SECOND), -1);
  for (const at of [FIRST, SECOND]) {
    assertUntouched((at + record.ScriptHead.LENGTH) * 4, (at + 100) * 4);
  }
  assertUntouched(0, FIRST * 4);
});

test.run();
