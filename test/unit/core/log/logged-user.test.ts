import { test } from "uvu";
import * as assert from "uvu/assert";
import * as logged from "../../../../src/core/log/logged-user";
import { freshArena, putBytes, takeBytes } from "../../../support/arena";

const AT = 400_000;

function found(head: string): string {
  freshArena();
  logged.findUser(AT, putBytes(AT, head));
  return takeBytes(logged.loggedUserAt, logged.loggedUserEnd);
}

test("who has given a password is found in the head, or nobody", () => {
  assert.is(found(`GET / HTTP/1.1\r\nAuthorization: Basic ${btoa("ann:secret")}\r\n\r\n`), "ann");
  assert.is(found("GET / HTTP/1.1\r\n\r\n"), "");
  logged.noteUser(4, 9);
  assert.is(logged.loggedUserEnd - logged.loggedUserAt, 5);
  logged.forgetUser();
  assert.is(logged.loggedUserEnd, logged.loggedUserAt);
});

test.run();
