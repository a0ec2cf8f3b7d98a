import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  addBackend,
  backendAddressAt,
  forgetBackends,
  putBackend,
  UNIX,
} from "../../../../src/core/backend/backends";
import * as programs from "../../../../src/core/backend/spawned-programs";
import { ProgramText } from "../../../../src/core/backend/spawned-programs";
import { ruleAt } from "../../../../src/core/rules/rules";
import { builtSite } from "../../../../src/core/settings/generations";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const TEXT_AT = 300_000;
const OUT_AT = 400_000;
let rule = 0;

test.before.each(() => {
  zeroArena();
  forgetBackends();
  rule = ruleAt(builtSite(), 3);
  programs.forgetProgram(rule);
});

function set(which: ProgramText, text: string): void {
  const at = TEXT_AT + which * 200;
  programs.setProgramText(rule, which, at, putBytes(at, text));
}

function given(number: number): string {
  return takeBytes(OUT_AT, programs.putGivenPath(OUT_AT, rule, number));
}

test("a rule has no program until a command was set, and none when it was forgotten", () => {
  assert.not(programs.hasProgram(rule));
  assert.not(programs.hasProgramSetting(rule));
  programs.setProcessCount(rule, 2);
  assert.not(programs.hasProgram(rule));
  assert.ok(programs.hasProgramSetting(rule));
  set(ProgramText.Command, "/srv/app");
  assert.ok(programs.hasProgram(rule));
  assert.not(programs.hasProgram(ruleAt(builtSite(), 2)));
  assert.not(programs.hasProgram(ruleAt(builtSite(), 4)));
  programs.forgetProgram(rule);
  assert.not(programs.hasProgramSetting(rule));
});

test("the program is the command's first word, its directory the one it lies in", () => {
  const text = (at: number, end: number) => takeBytes(at, end);
  for (const [command, program, directory] of [
    ["/srv/app.fcgi", "/srv/app.fcgi", "/srv"],
    ["/usr/bin/python3 /srv/app.py -v", "/usr/bin/python3", "/usr/bin"],
    ["/app\tx", "/app", "/"],
  ] as const) {
    set(ProgramText.Command, command);
    const at = programs.programTextAt(rule, ProgramText.Command);
    assert.is(text(at, programs.endOfProgram(rule)), program);
    assert.is(text(programs.directoryAt(rule), programs.directoryEnd(rule)), directory);
  }
  set(ProgramText.Directory, "/var/empty");
  assert.is(text(programs.directoryAt(rule), programs.directoryEnd(rule)), "/var/empty");
});

test("without settings it is one process, whose socket is the server's own", () => {
  assert.is(programs.processCount(rule), 1);
  assert.is(programs.socketMode(rule), 0o600);
  programs.setProcessCount(rule, 5);
  programs.setSocketMode(rule, 0o660);
  assert.is(programs.processCount(rule), 5);
  assert.is(programs.socketMode(rule), 0o660);
  programs.setSocketMode(rule, 0);
  assert.is(programs.socketMode(rule), 0);
});

test("a path that was given has a number behind it when there are several processes", () => {
  assert.not(programs.hasGivenPath(rule));
  set(ProgramText.Socket, "/run/app.sock");
  assert.ok(programs.hasGivenPath(rule));
  assert.is(given(1), "/run/app.sock");
  programs.setProcessCount(rule, 31);
  assert.is(given(1), "/run/app.sock.1");
  assert.is(given(31), "/run/app.sock.31");
});

test("each backend has room for the longest path, and what is a program's is known", () => {
  addBackend(0, 1, 2, 80);
  assert.not(programs.hasPrograms());
  set(ProgramText.Command, "/srv/app");
  assert.not(programs.hasPrograms());
  for (let i = 0; i < 31; i++) addBackend(rule, 0, 0, UNIX);
  assert.ok(programs.hasPrograms());
  assert.not(programs.isOurs(0));
  for (let b = 1; b < 32; b++) {
    assert.ok(programs.isOurs(b));
    const path = `/${b}`.padEnd(programs.SOCKET_PATH_BYTES_MAX, "x");
    programs.setSocketPath(b, putBytes(programs.socketPathAt(b), path));
  }
  for (let b = 1; b < 32; b++) {
    const text = takeBytes(OUT_AT, putBackend(OUT_AT, b));
    assert.ok(text.startsWith(`unix:/${b}x`));
    assert.is(text.length, 5 + programs.SOCKET_PATH_BYTES_MAX);
    assert.is(backendAddressAt(b), programs.socketPathAt(b));
  }
});

test.run();
