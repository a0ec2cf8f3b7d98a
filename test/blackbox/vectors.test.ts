/*
 * All vectors, over real sockets: test/vectors says what each request is answered, and the
 * same files are fed to the core on a simulated host.
 */
import { test } from "uvu";
import { stopServers } from "../support/server";
import { REAL_MANNERS, RealWorld } from "../vectors/feed-real";
import { messageOf, readVectors } from "../vectors/read";

const world = new RealWorld();
test.after(stopServers);

for (const { title, vector } of readVectors()) {
  test(title, async () => {
    for (const manner of REAL_MANNERS) {
      try {
        await world.feed(vector, manner);
      } catch (error) {
        throw new Error(`${manner}: ${messageOf(error)}`, { cause: error });
      }
    }
  });
}

test.run();
