import { test } from "uvu";
import * as assert from "uvu/assert";
import { beginLogLine, Severity } from "../../../../src/core/log/log-line";
import { BLOCK_AT } from "../../../../src/core/memory/layout";
import { setClock } from "../../../../src/core/time/clock";
import { freshArena, takeBytes } from "../../../support/arena";

function begun(severity: Severity): string {
  freshArena();
  return takeBytes(BLOCK_AT, beginLogLine(severity));
}

test("a line begins with the seconds since the start while the clock cannot be believed", () => {
  setClock(1000, 5);
  setClock(13_900, 17.9);
  assert.is(begun(Severity.Error), "+12s microhttpd: error: ");
});

test("and with the time when it can", () => {
  setClock(20_000, Date.UTC(2031, 1, 3, 4, 5, 6) / 1000 + 0.7);
  assert.is(begun(Severity.Error), "2031-02-03T04:05:06Z microhttpd: error: ");
  assert.is(begun(Severity.Notice), "2031-02-03T04:05:06Z microhttpd: notice: ");
  assert.is(begun(Severity.Info), "2031-02-03T04:05:06Z microhttpd: info: ");
});

test.run();
