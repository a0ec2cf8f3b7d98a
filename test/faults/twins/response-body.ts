/*
 * Takes the place of src/handler/relay/response-body.ts: output that begins with certain words is a fault
 * of the server, before it is looked at or when it has been sent.
 */
import { READ_AT } from "../../../src/core/memory/layout";
import { receiveOutput as receive } from "../../../src/handler/relay/response-body";
import { isText } from "../../../src/wire/octets/text";

export * from "../../../src/handler/relay/response-body";

export function receiveOutput(u: i32, bytes: i32): bool {
  if (bytes > 0) assert(!isText(READ_AT, READ_AT + bytes, "fault before\n"));
  const isOn: bool = receive(u, bytes);
  if (bytes > 0) assert(!isText(READ_AT, READ_AT + bytes, "fault after\n"));
  return isOn;
}
