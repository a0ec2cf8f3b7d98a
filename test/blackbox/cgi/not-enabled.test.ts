/*
 * Without --cgi nothing runs: /cgi-bin/ is a directory like any other, as with Python's server.
 */
import { existsSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import { script } from "../../support/home";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

let server: Server;
let gate: Gate;

test.before(async () => {
  gate = new Gate();
  const entry = script(`touch ${gate.path("ran")}\nprintf 'Content-Type: text/plain\\n\\nran'`);
  server = await startServer({ home: { "cgi-bin/run.sh": entry, "htbin/run.sh": entry } });
});
test.after(stopServers);

for (const folder of ["cgi-bin", "htbin"]) {
  test(`a file in /${folder}/ is served like any other`, async () => {
    const response = await get(server, `/${folder}/run.sh`);
    expectStatus(response, 200);
    assert.match(textOf(response), /^#!\/bin\/sh\n/);
  });

  test(`/${folder}/ is listed like any other directory`, async () => {
    assert.match(textOf(await get(server, `/${folder}/`)), /run\.sh/);
  });

  test(`POST to a file in /${folder}/ is 405, and there is no PATH_INFO`, async () => {
    const target = `/${folder}/run.sh`;
    expectError(await exchange(server, { target, method: "POST", content: "x" }), 405);
    expectError(await get(server, `${target}/x`), 404);
  });
}

test("no script has run", () => {
  assert.not.ok(existsSync(gate.path("ran")));
});

test.run();
