/*
 * A trap at every place of a run: each host call throws in turn, in its place or when it has done its
 * work, until a run has no further call.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CoreBuild } from "./core-driver";
import type { FaultMoment } from "./simulated-host";
import type { SimulatedServer } from "./simulated-server";

export type Run = (server: SimulatedServer) => void;

export interface EachHostCall {
  cores: readonly CoreBuild[];
  runs: Record<string, Run>;
  /** More host calls than any of the runs makes. */
  callsMax: number;
  /** A server for the run of this name. */
  start: (build: CoreBuild, name: string) => SimulatedServer;
  /** After the run: what is wrong, null when nothing is. What it throws is wrong too. */
  judge: (server: SimulatedServer, moment: FaultMoment) => string | null;
}

/** A test for each run, moment and core. */
export function testEachHostCall(what: EachHostCall): void {
  for (const name of Object.keys(what.runs)) {
    for (const moment of ["before", "after"] as const) {
      for (const build of what.cores) {
        test(`a fault ${moment} each host call: ${name} [${build.name}]`, () => {
          assert.equal(failuresOf(what, name, moment, build), []);
        });
      }
    }
  }
}

function failuresOf(
  { runs, callsMax, start, judge }: EachHostCall,
  name: string,
  moment: FaultMoment,
  build: CoreBuild,
): string[] {
  const failures = [];
  for (let call = 1; call < callsMax; call++) {
    const server = start(build, name);
    server.host.faultAt(call, moment);
    const why = outcome(server, runs[name] as Run, (after) => judge(after, moment));
    if (why !== null) failures.push(`call ${call}, ${server.lastFault}: ${why}`);
    if (server.faults === 0) break;
  }
  return failures;
}

function outcome(
  server: SimulatedServer,
  run: Run,
  judge: (server: SimulatedServer) => string | null,
): string | null {
  try {
    run(server);
    server.host.faultAt(-1);
    return judge(server);
  } catch (error) {
    return String(error).split("\n")[0] as string;
  }
}
