/*
 * All vectors, over real sockets: test/vectors says what each request is answered, and the
 * same files are fed to the core on a simulated host.
 */
import { test } from "uvu";
import {
  FIELD_COUNT_MAX,
  LINE_BYTES_MAX,
  UPSTREAM_HEAD_BYTES_MAX,
} from "../../src/wire/sizes/small";
import { hasSmallSizes } from "../support/build";
import { stopServers } from "../support/server";
import { REAL_MANNERS, RealWorld } from "../vectors/feed-real";
import type { Vector } from "../vectors/parse";
import { messageOf, readVectors } from "../vectors/read";

const world = new RealWorld();
test.after(stopServers);

for (const { title, vector } of readVectors()) {
  if (hasSmallSizes && isLarge(vector)) continue;
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

/** Whether it is about more, or longer, than small sizes take (src/wire/sizes/small.ts). */
function isLarge({ request, script }: Vector): boolean {
  if (request.length > LINE_BYTES_MAX || (script ?? "").length > UPSTREAM_HEAD_BYTES_MAX)
    return true;
  return request.split("\r\n").length > FIELD_COUNT_MAX + 1;
}

test.run();
