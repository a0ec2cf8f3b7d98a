/*
 * Turns of backends where requests of several rules come by turns as well.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ask, latest, places, reply, withRules } from "../backends";
import { get } from "../on-both";

for (const balance of ["round", "least"]) {
  const rule = ["--fastcgi", `/app/ unix:/a unix:/b unix:/c balance=${balance}`];

  withRules(
    `balance=${balance}: each question of an authorizer is no turn`,
    [...rule, "--authorizer", "/ unix:/auth"],
    (server) => {
      for (let i = 0; i < 6; i++) {
        ask(server, get("/app/x"));
        reply(server, latest(server), "", "Status: 200\n\n");
        reply(server, latest(server));
      }
      const asked = places(server).filter((place) => place !== "/auth");
      assert.equal(asked, ["/a", "/b", "/c", "/a", "/b", "/c"]);
    },
  );

  withRules(
    `balance=${balance}: each rule has turns of its own`,
    [...rule, "--fastcgi", `/other/ unix:/x unix:/y balance=${balance}`],
    (server) => {
      for (let i = 0; i < 6; i++) {
        ask(server, get(i % 2 === 0 ? "/app/x" : "/other/x"));
        reply(server, latest(server));
      }
      assert.equal(places(server), ["/a", "/x", "/b", "/y", "/c", "/x"]);
    },
  );
}

test.run();
