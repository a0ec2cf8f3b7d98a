/*
 * What scripts and backends do in a case.
 */
import type { SimulatedBackend } from "../support/simulated-backend";
import type { SimulatedScript } from "../support/simulated-script";
import type { Meeting, Step } from "./case";

export function performScript(script: SimulatedScript, step: Step): void {
  switch (step[0]) {
    case "write":
      script[step[2]].give(step[4], step[3]);
      break;
    case "read":
      if (step[2] === null) script.input.takeAll();
      else script.input.limit(step[2]);
      break;
    case "close":
      script[step[2]].end();
      break;
    case "exit":
      script.exit(step[2]);
      break;
    case "die":
      script.die(step[2]);
      break;
    case "disobey":
      script.isObedient = false;
  }
}

export function meet(backend: SimulatedBackend, meeting: Meeting): void {
  if (meeting === "hold") backend.hold();
  else if (meeting !== "accept") backend.refuse(meeting);
}

export function performBackend(backend: SimulatedBackend, step: Step): void {
  const isHeld = backend.channel.isConnecting;
  switch (step[0]) {
    case "accept":
      if (isHeld) backend.accept();
      break;
    case "answer":
      // Who is not connected says nothing.
      if (isHeld) backend.accept();
      backend.write(step[3], step[2]);
      break;
    case "hear":
      if (step[2] === null) backend.channel.takeAll();
      else backend.channel.limit(step[2]);
      break;
    case "leave":
      if (isHeld) backend.refuse();
      else backend[step[2]]();
  }
}
