import { test } from "uvu";
import * as assert from "uvu/assert";
import { arenaBytes, channelCount, definePools } from "../../../../src/core/budget/memory-plan";
import * as channels from "../../../../src/core/memory/channels";
import { Role } from "../../../../src/core/memory/channels";
import { building } from "../../../../src/core/settings/generations";
import { setConnectionCount } from "../../../../src/core/settings/server-settings";
import { CONNECTION_COUNT_MAX } from "../../../../src/wire/sizes/sizes";
import { enumMembers } from "../../../support/enum-members";
import { zeroArena } from "../../../support/zero-arena";

// @ts-expect-error: see enumMembers.
const roles = enumMembers(Role).filter(([name]) => name !== "None");

test.before.each(() => {
  zeroArena();
  setConnectionCount(building(), 10);
  zeroArena(arenaBytes());
  setConnectionCount(building(), 10);
  definePools();
});

test("a channel is bound to a record in a role, until it is unbound", () => {
  let channel = 0;
  for (const [, role] of roles) channels.bindChannel(channel++, role, 1000 + role);
  channel = 0;
  for (const [name, role] of roles) {
    assert.is(channels.roleOf(channel), role, name);
    assert.is(channels.recordOf(channel), 1000 + role, name);
    channels.unbindChannel(channel++);
  }
  for (let i = 0; i < channel; i++) assert.is(channels.roleOf(i), Role.None);
  channels.bindChannel(0, Role.Error, 5);
  assert.is(channels.recordOf(0), 5);
});

test("channels are numbers below their count", () => {
  for (const [channel, isChannel] of [
    [-1, false],
    [0, true],
    [channelCount() - 1, true],
    [channelCount(), false],
    [2 ** 31 - 1, false],
  ] as const) {
    assert.is(channels.isChannel(channel), isChannel, `${channel}`);
    if (isChannel) continue;
    assert.throws(() => channels.bindChannel(channel, Role.Client, 1), /assertion/);
    assert.throws(() => channels.unbindChannel(channel), /assertion/);
  }
  channels.bindChannel(channelCount() - 1, Role.Client, 9);
  assert.is(channels.recordOf(channelCount() - 1), 9);
});

test("a channel that is bound is not bound again, one that is not is not unbound", () => {
  channels.bindChannel(3, Role.Client, 1);
  assert.throws(() => channels.bindChannel(3, Role.Client, 2), /assertion/);
  assert.is(channels.recordOf(3), 1);
  assert.throws(() => channels.unbindChannel(4), /assertion/);
  channels.unbindChannel(3);
  assert.throws(() => channels.unbindChannel(3), /assertion/);
});

test("the record may be any word of the largest arena", () => {
  setConnectionCount(building(), CONNECTION_COUNT_MAX);
  const last = arenaBytes() / 4 - 1;
  setConnectionCount(building(), 10);
  for (const [name, role] of roles) {
    channels.bindChannel(role, role, last);
    assert.is(channels.recordOf(role), last, name);
    assert.is(channels.roleOf(role), role, name);
  }
});

test.run();
