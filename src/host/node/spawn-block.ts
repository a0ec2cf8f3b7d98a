/*
 * The block by which the core hands over what is to be started (host.ts, `spawn`).
 */
import { octets } from "./memory";

export interface SpawnBlock {
  readonly directory: Buffer;
  readonly program: Buffer;
  readonly args: readonly Buffer[];
  /** NAME=value. */
  readonly environment: Buffer[];
}

/** Reads the block; its octets are copied, for they leave the arena. */
export function readSpawnBlock(
  at: number,
  argumentCount: number,
  environmentCount: number,
): SpawnBlock {
  assert(argumentCount > 0 && environmentCount >= 0);
  let from = at;
  const next = (): Buffer => {
    const until = octets.indexOf(0, from);
    assert(until >= from);
    const field = Buffer.from(octets.subarray(from, until));
    from = until + 1;
    return field;
  };
  const directory = next();
  const program = next();
  const args = Array.from({ length: argumentCount }, next);
  const environment = Array.from({ length: environmentCount }, next);
  return { directory, program, args, environment };
}
