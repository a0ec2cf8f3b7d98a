/*
 * What of the sizes must fit into what, whichever they are: nothing that is composed in the scratch
 * block, a send slot or the read buffer looks at their ends.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { definePools } from "../../src/core/budget/memory-plan";
import { PART_START_BYTES_MAX } from "../../src/core/connection/byteranges-record";
import { listedPathAt, setListedPathBytes } from "../../src/core/listing/listing-record";
import { ENTRY_BYTES_MAX } from "../../src/core/listing/sorted-entry";
import {
  addName,
  candidateNameAt,
  isCut,
  nameCount,
  SORTED_NAMES_BYTES,
  startNames,
} from "../../src/core/listing/sorted-names";
import * as layout from "../../src/core/memory/layout";
import { FIXED_END } from "../../src/core/memory/layout";
import { Pool, take } from "../../src/core/memory/pool";
import { ORIGIN_BYTES_MAX } from "../../src/core/settings/cors-origins";
import { building, givenTextLimit, textStart } from "../../src/core/settings/generations";
import { setConnectionCount } from "../../src/core/settings/server-settings";
import { putListingStart } from "../../src/handler/listing/listing-html";
import { putPage } from "../../src/handler/response/html-page";
import { ENTITY_TAG_BYTES_MAX } from "../../src/wire/http/entity-tag";
import { REFUSE_SCRIPTS_FULL } from "../../src/wire/http/refusal";
import { word } from "../../src/wire/octets/arena";
import { LOG_OCTET_BYTES_MAX } from "../../src/wire/octets/escape";
import * as sizes from "../../src/wire/sizes/sizes";
import { putBytes } from "./arena";
import { zeroArena } from "./zero-arena";

const NAME_BYTES_MAX = 255;
/** Of an answer's head: its own fields, and those for pages of another origin. */
const OWN_FIELDS_BYTES = 700 + ORIGIN_BYTES_MAX;
/** A sentence of the server's own in a message. */
const SENTENCE_BYTES = 400;
const BLOCK_BYTES = layout.BLOCK_END - layout.BLOCK_AT;

export function testSizes(): void {
  test("a request-line that a redirect makes fits the read buffer", testLines);
  test("paths fit the regions for them", testPaths);
  test("messages fit the scratch block, below the rows of options", testMessages);
  test("an answer's head fits a send slot, whatever it has", testHeads);
  test("the start of the longest listing fits a send slot, and an entry does", testListing);
  test("the names of a directory stay in the room for them, however long they are", testSorted);
  test("a refusal's page fits a send slot behind the room for its head", testPage);
  test("the variables of a script fit the block, and a gateway's slot", testVariables);
  test("there is room for text among the settings", testSettings);
  test("regions are multiples of eight octets, and kept files a power of two", testMultiples);
}

function testLines(): void {
  assert.ok(sizes.LINE_BYTES_MAX + "HEAD  HTTP/1.1\r\n".length <= sizes.READ_BYTES);
}

function testPaths(): void {
  assert.ok(layout.PATH_BYTES >= sizes.LINE_BYTES_MAX);
  assert.ok(layout.SECOND_PATH_BYTES >= sizes.LINE_BYTES_MAX + NAME_BYTES_MAX + 1);
  assert.ok(layout.SECOND_PATH_BYTES >= sizes.LISTED_PATH_BYTES_MAX + NAME_BYTES_MAX);
  assert.ok(layout.NAME_BYTES > NAME_BYTES_MAX);
}

function testMessages(): void {
  const logged = LOG_OCTET_BYTES_MAX * sizes.LOGGED_LINE_BYTES_MAX;
  assert.ok(logged + SENTENCE_BYTES <= BLOCK_BYTES);
  const quoted = LOG_OCTET_BYTES_MAX * sizes.QUOTED_BYTES_MAX;
  // A place and a word; src/config/options has rows and words in the last two kilobytes.
  assert.ok(2 * quoted + SENTENCE_BYTES <= BLOCK_BYTES - 2048);
  assert.ok(LOG_OCTET_BYTES_MAX * sizes.HOME_PATH_BYTES + SENTENCE_BYTES <= BLOCK_BYTES);
}

function testHeads(): void {
  const others = OWN_FIELDS_BYTES + sizes.FIELD_RULE_BYTES_MAX;
  assert.ok(sizes.SEND_SLOT_BYTES >= sizes.READ_BYTES + "4000\r\n\r\n0\r\n\r\n".length);
  assert.ok(sizes.SEND_SLOT_BYTES >= sizes.UPSTREAM_HEAD_BYTES_MAX + others);
  assert.ok(sizes.SEND_SLOT_BYTES >= sizes.LOCATION_BYTES_MAX + others);
  // The names of a preflight are repeated.
  assert.ok(sizes.SEND_SLOT_BYTES >= sizes.LINE_BYTES_MAX + OWN_FIELDS_BYTES);
  assert.ok(sizes.SEND_SLOT_BYTES - sizes.BYTERANGES_BYTES >= others);
  const part = "\r\n--\r\nContent-Type: ; charset=utf-8\r\nContent-Range: bytes ".length;
  assert.ok(part + ENTITY_TAG_BYTES_MAX + sizes.FIELD_RULE_BYTES_MAX <= PART_START_BYTES_MAX);
}

function testListing(): void {
  zeroArena(FIXED_END + (8 << 20));
  setConnectionCount(building(), 4);
  definePools();
  const item = take(Pool.Listings, 0);
  const at = FIXED_END + (7 << 20);
  for (const text of ['"', '"/', '""""/', "a/", '"""""""/']) {
    const path = `${text.repeat(sizes.LISTED_PATH_BYTES_MAX).slice(0, sizes.LISTED_PATH_BYTES_MAX - 1)}/`;
    setListedPathBytes(item, putBytes(listedPathAt(item), path) - listedPathAt(item));
    const start = putListingStart(at, item) - at;
    const end = "1234567890 entries\n".length + 64;
    const all = OWN_FIELDS_BYTES + sizes.FIELD_RULE_BYTES_MAX + start + end;
    assert.ok(all <= sizes.SEND_SLOT_BYTES, `${text}: ${all}`);
  }
  assert.ok(sizes.SEND_SLOT_BYTES > NAME_BYTES_MAX * 9 + 256 + 64);
}

function testPage(): void {
  zeroArena();
  const at = layout.BLOCK_AT;
  const page = putPage(at, 503, REFUSE_SCRIPTS_FULL) - at;
  assert.ok(OWN_FIELDS_BYTES <= 2048 && 2048 + page <= sizes.SEND_SLOT_BYTES, `${page}`);
}

function testVariables(): void {
  // What is no target is fields; it is told in six forms at most, in three below the home directory.
  const target = sizes.LINE_BYTES_MAX;
  const fields = sizes.READ_BYTES - target + 8 * sizes.FIELD_COUNT_MAX;
  const given = sizes.SCRIPT_VARIABLE_BYTES_MAX + sizes.AUTHORIZER_BYTES_MAX;
  const all = fields + 6 * target + 3 * sizes.HOME_PATH_BYTES + given + 1024;
  if (sizes.BACKENDS_MAX > 0)
    assert.ok(all <= sizes.SCRATCH_REGION_BYTES - layout.BLOCK_AT + layout.SCRATCH_AT);
  assert.ok(sizes.GATEWAY_REQUEST_BYTES >= all);
}

function testSettings(): void {
  zeroArena();
  const text = givenTextLimit(building()) - textStart(building());
  assert.ok(text >= 1024, `${text}`);
}

function testMultiples(): void {
  const { SETTINGS_BYTES, SCRATCH_BYTES } = layout;
  for (const bytes of [SETTINGS_BYTES, SCRATCH_BYTES, sizes.READ_BYTES, sizes.SEND_SLOT_BYTES]) {
    assert.is(bytes % 8, 0);
  }
  for (const bytes of [
    sizes.BYTERANGES_BYTES,
    sizes.LISTED_PATH_BYTES_MAX,
    sizes.LOGGED_LINE_BYTES_MAX,
  ]) {
    assert.is(bytes % 8, 0);
  }
  assert.is(sizes.RECENT_FILES_COUNT & (sizes.RECENT_FILES_COUNT - 1), 0);
}

function testSorted(): void {
  // A set that is full is a heap.
  assert.ok(sizes.ORDERED_NAME_COUNT_MAX < sizes.SORTED_NAME_COUNT_MAX);
  for (const length of [5, 100, 247, NAME_BYTES_MAX]) {
    zeroArena(FIXED_END + 2 * SORTED_NAMES_BYTES);
    startNames(FIXED_END >> 2, false);
    const behind = FIXED_END + SORTED_NAMES_BYTES;
    const count = 2 * sizes.SORTED_NAME_COUNT_MAX;
    for (let i = 0; i < count; i++) {
      // Each comes before all that are there: none is passed over.
      const name = String(count - i).padStart(length, "0");
      putBytes(candidateNameAt(FIXED_END >> 2), name);
      addName(FIXED_END >> 2, 0, 0, 0, name.length);
      for (let at = behind; at < behind + ENTRY_BYTES_MAX; at += 4) {
        assert.is(word(at >> 2), 0, `${i} names of ${length} octets`);
      }
    }
    assert.ok(nameCount(FIXED_END >> 2) > 1 && isCut(FIXED_END >> 2));
  }
}
