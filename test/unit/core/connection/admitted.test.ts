import { test } from "uvu";
import * as assert from "uvu/assert";
import { authRuleAt } from "../../../../src/core/connection/admitted";
import { Upstream } from "../../../../src/core/upstream/upstream-record";
import { REQUEST_WORDS } from "../../../../src/core/upstream/upstream-request";

test("the rule lies behind what is kept of the request, and before the next part", () => {
  for (const u of [0, 640]) {
    assert.ok(authRuleAt(u) >= u + Upstream.Request + REQUEST_WORDS);
    assert.ok(authRuleAt(u) < u + Upstream.Gateway);
  }
});

test.run();
