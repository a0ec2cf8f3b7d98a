/*
 * How many items of a core's pools are taken, read from its arena: of any build.
 */
import { Pool, takenCount } from "../../src/core/memory/pool";
import { adoptArena } from "../../src/wire/octets/arena";
import type { CoreDriver } from "./core-driver";

export function takenItems(core: CoreDriver, pool: Pool): number {
  const { octets, words, doubles } = core.arena();
  const bytes = octets.length & ~7;
  adoptArena(octets.subarray(0, bytes), words.subarray(0, bytes >> 2), doubles);
  return takenCount(pool);
}

/** The numbers of all pools of which something is taken. */
export function takenPools(core: CoreDriver): Pool[] {
  const pools: Pool[] = Array.from({ length: Pool.COUNT }, (_, pool) => pool);
  return pools.filter((pool) => takenItems(core, pool) > 0);
}
