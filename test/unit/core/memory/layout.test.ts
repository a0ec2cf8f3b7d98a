import { test } from "uvu";
import * as assert from "uvu/assert";
import * as layout from "../../../../src/core/memory/layout";
import { HEAD_SLOT_BYTES } from "../../../../src/core/memory/sizes";
import { Spawned, Stat } from "../../../../src/seam/results";
import { HEAD_WORDS } from "../../../../src/wire/http/head-record";
import { DATE_BYTES } from "../../../../src/wire/http/http-date";
import { LINE_BYTES_MAX, READ_BYTES, RECENT_FILES_COUNT } from "../../../../src/wire/sizes/sizes";

/** Regions by their first octet and their octets. */
const REGIONS: Record<string, [number, number]> = {
  settings: [layout.SETTINGS_AT, layout.SETTINGS_COUNT * layout.SETTINGS_BYTES],
  scratch: [layout.SCRATCH_AT, layout.SCRATCH_BYTES],
  read: [layout.READ_AT, READ_BYTES],
  head: [layout.HEAD_AT * 4, HEAD_WORDS * 4],
  request: [layout.REQUEST_AT * 4, layout.REQUEST_WORDS * 4],
  "head of a script": [layout.SCRIPT_AT * 4, layout.SCRIPT_WORDS * 4],
  "table of pools": [layout.POOL_TABLE_AT * 4, layout.POOL_TABLE_WORDS * 4],
  deadlines: [layout.DEADLINES_AT * 4, layout.DEADLINES_WORDS * 4],
  "stat record": [layout.STAT_AT * 8, Stat.LENGTH * 8],
  "small records": [layout.RECORD_AT * 4, layout.RECORD_WORDS * 4],
  "recent files": [layout.RECENT_FILES_AT * 4, RECENT_FILES_COUNT * 4],
  "script share": [layout.SCRIPT_SHARE_AT * 4, layout.SCRIPT_SHARE_WORDS * 4],
  "free roots": [layout.FREE_ROOTS_AT * 4, layout.FREE_ROOTS_WORDS * 4],
  date: [layout.DATE_AT, layout.DATE_BYTES],
};

const SCRATCH_REGIONS: Record<string, [number, number]> = {
  path: [layout.PATH_AT, layout.PATH_BYTES],
  "second path": [layout.SECOND_PATH_AT, layout.SECOND_PATH_BYTES],
  name: [layout.NAME_AT, layout.NAME_BYTES],
  block: [layout.BLOCK_AT, layout.BLOCK_END - layout.BLOCK_AT],
};

function assertWithin(regions: typeof REGIONS, begin: number, end: number): void {
  let free = begin;
  for (const [name, [at, bytes]] of Object.entries(regions).sort((a, b) => a[1][0] - b[1][0])) {
    assert.ok(Number.isInteger(at) && bytes > 0, name);
    assert.ok(at >= free, `${name} begins at ${at}, where ${free} is free`);
    free = at + bytes;
  }
  assert.ok(free <= end, `the last region ends at ${free}, behind ${end}`);
}

test("the regions of fixed size do not overlap", () => {
  assertWithin(REGIONS, 0, layout.FIXED_END);
  assert.is(layout.FIXED_END % 4096, 0);
});

test("the boot arena begins with the settings, which are copied, and has the scratch room", () => {
  assert.is(layout.SETTINGS_AT, 0);
  assert.ok(layout.BOOT_ARENA_BYTES >= layout.SCRATCH_AT + layout.SCRATCH_BYTES);
  // The configuration file is opened in it, which fills the stat record.
  assert.ok(layout.BOOT_ARENA_BYTES >= (layout.STAT_AT + Stat.LENGTH) * 8);
  assert.is(layout.BOOT_ARENA_BYTES % 8, 0);
});

test("the scratch room is divided without overlap", () => {
  const end = layout.SCRATCH_AT + layout.SCRATCH_BYTES;
  assertWithin(SCRATCH_REGIONS, layout.SCRATCH_AT, end);
});

test("what must fit fits", () => {
  // A path is not longer than its request-line, a second one longer by a name of 255 octets.
  assert.ok(layout.PATH_BYTES >= LINE_BYTES_MAX);
  assert.ok(layout.SECOND_PATH_BYTES >= LINE_BYTES_MAX + 255 + 1);
  // What is left over of one read fits one head slot.
  assert.ok(READ_BYTES <= HEAD_SLOT_BYTES);
  assert.ok(layout.RECORD_WORDS >= Spawned.LENGTH);
  assert.ok(layout.DATE_BYTES >= DATE_BYTES);
});

test.run();
