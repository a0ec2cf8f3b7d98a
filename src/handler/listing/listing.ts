/*
 * A directory's entries as a page or as JSON, directories first, in the order that was asked for,
 * in bounded memory however many there are (src/core/listing/sorted-names.ts).
 *
 * Rules of this file: each event does a bounded part of the work, and the next part is done after
 * all other events (Phase.Yield); either the set is being filled, or its entries are sent.
 */

import {
  ConnectionRef,
  connectionItem,
  Flag,
  hasFlag,
  listingOf,
  sendSlotOf,
  setFlag,
  setListing,
  stateOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { resetGauge } from "../../core/connection/gauge";
import {
  finishResponse,
  putResponseEnd,
  putResponseStart,
  responseAt,
  sendSlot,
} from "../../core/connection/response";
import {
  beginStreamed,
  logStreamed,
  offerStreamed,
  resetStreamed,
  takeStreamed,
} from "../../core/connection/streamed";
import { haveShortForms, openDirectoryNamed } from "../../core/files/look-up";
import { homeRoot } from "../../core/files/roots";
import {
  hasListingFlag,
  ListingFlag,
  listedBytes,
  listedLineAt,
  listedPathAt,
  listedUserAt,
  listingGauge,
  listingNext,
  listingStreamed,
  namesAt,
  sentEntries,
  setListedBytes,
  setListedDirectory,
  setListedLineBytes,
  setListedPathBytes,
  setListedUserBytes,
  setListingFlag,
  setListingNext,
  setListingSite,
  setSentEntries,
} from "../../core/listing/listing-record";
import { entryNameAt, entryNameEnd } from "../../core/listing/sorted-entry";
import { isCut, nameCount, sortedEntry } from "../../core/listing/sorted-names";
import { loggedBytes } from "../../core/log/access-log";
import { loggedUserAt, loggedUserEnd } from "../../core/log/logged-user";
import { PATH_AT } from "../../core/memory/layout";
import { NONE, Pool, take } from "../../core/memory/pool";
import { evictForListing } from "../../core/pace/listing-rate";
import { hasTrait, rulesFor, Trait } from "../../core/rules/field-rules";
import { hasSiteFlag, SiteFlag } from "../../core/settings/site-settings";
import { Phase, setDeadline } from "../../core/time/deadlines";
import { closeDirectory } from "../../seam/host";
import { Sent } from "../../seam/results";
import { REFUSE_NO_LISTING, REFUSE_NOT_FOUND } from "../../wire/http/refusal";
import { Offset } from "../../wire/octets/arena";
import { put, putCrlf, putOctets } from "../../wire/octets/text";
import { LISTED_PATH_BYTES_MAX, SEND_SLOT_BYTES } from "../../wire/sizes/sizes";
import { mustWaitForListing, waitForListing } from "../queue/listing-queue";
import {
  isDirectoryPath,
  pathEnd,
  requestLineAt,
  requestLineEnd,
  requestSite,
} from "../request/current-request";
import { isRequestOf } from "../request/entry-conditions";
import { noteRequestUser } from "../request/log-request";
import { CHUNK_START_BYTES, putLastChunk, sealChunk } from "../response/chunk-writer";
import { Choice, putAddedFields, putTypeOptions } from "../response/configured-fields";
import { putPolicy } from "../response/html-page";
import { beginLongResponse, refusalOfFailure, refuse } from "../response/refuse";
import { ALL_SENT, fillAgain, fillOn, inspectSorted, startFilling } from "./directory-entries";
import { putListingEnd, putListingStart, putRow } from "./listing-html";
import { putJsonEnd, putJsonEntry, putJsonStart } from "./listing-json";
import { noteAccept, noteQuery } from "./listing-query";

/** Most octets of an entry: its name of 255 encoded (3 x) and escaped (6 x), and what is around. */
const ENTRY_BYTES_MAX: i32 = 255 * 9 + 256;

/** Answers with the entries of the directory whose decoded path is that of the request. */
export function listDirectory(c: ConnectionRef): void {
  expect(isRequestOf(c) && isDirectoryPath() && listingOf(c) === NONE);
  const bytes: i32 = pathEnd() - PATH_AT;
  if (hasSiteFlag(requestSite(), SiteFlag.NoListing)) {
    refuse(c, REFUSE_NO_LISTING);
    return;
  }
  if (bytes > LISTED_PATH_BYTES_MAX) {
    refuse(c, REFUSE_NOT_FOUND);
    return;
  }
  if (mustWaitForListing(c)) {
    waitForListing(c);
    return;
  }
  evictForListing();
  const directory: i32 = openDirectoryNamed(
    requestSite(),
    homeRoot(requestSite()),
    PATH_AT,
    pathEnd(),
  );
  if (directory < 0) {
    refuse(c, refusalOfFailure(directory, PATH_AT, pathEnd()));
    return;
  }
  const hasShortForms: bool = haveShortForms();
  if (beginLongResponse(c) === NONE) closeDirectory(directory);
  else startListing(c, directory, bytes, hasShortForms);
}

function startListing(c: ConnectionRef, directory: i32, bytes: i32, hasShortForms: bool): void {
  expect(directory >= 0 && sendSlotOf(c) !== NONE);
  const item: i32 = take(Pool.Listings, connectionItem(c));
  expect(item !== NONE);
  setListing(c, item);
  setListedDirectory(item, directory);
  setListedPathBytes(item, bytes);
  setListingSite(item, requestSite());
  setSentEntries(item, 0);
  setListedBytes(item, 0);
  resetGauge(listingGauge(item));
  resetStreamed(listingStreamed(item));
  const lineBytes: i32 = loggedBytes(requestLineAt(), requestLineEnd());
  setListedLineBytes(item, lineBytes);
  putOctets(listedLineAt(item), requestLineAt(), requestLineAt() + lineBytes);
  noteRequestUser();
  setListedUserBytes(item, loggedUserEnd - loggedUserAt);
  putOctets(listedUserAt(item), loggedUserAt, loggedUserEnd);
  setListingFlag(item, ListingFlag.ShortForms, hasShortForms);
  putOctets(listedPathAt(item), PATH_AT, pathEnd());
  noteQuery(item);
  noteAccept(item);
  startFilling(item);
  beginListing(c, item);
}

function beginListing(c: ConnectionRef, item: i32): void {
  expect(listingOf(c) === item && stateOf(c) === State.Responding);
  const isJson: bool = hasListingFlag(item, ListingFlag.Json);
  // The length is not known before the end: chunked, and to 1.0 by the connection's end.
  if (hasFlag(c, Flag.Version10)) setFlag(c, Flag.Close);
  let end: i32 = putResponseStart(responseAt(c), 200);
  const rules: i32 = rulesFor(requestSite(), PATH_AT, pathEnd());
  if (!hasTrait(requestSite(), rules, Trait.ContentType)) {
    end = put(end, "Content-Type: ");
    end = isJson ? put(end, "application/json") : put(end, "text/html; charset=utf-8");
    end = putCrlf(end);
  }
  if (!isJson) end = putPolicy(end);
  end = putAddedFields(putTypeOptions(end, rules), 200, rules, Choice.Type);
  if (!hasFlag(c, Flag.Version10)) end = put(end, "Transfer-Encoding: chunked\r\n");
  end = putResponseEnd(end, c);
  beginStreamed(listingStreamed(item), 200, 0);
  if (hasFlag(c, Flag.HeadOnly)) {
    sendLast(c, item, end, 0);
    return;
  }
  const contentAt: i32 = startContent(c, end);
  end = isJson ? putJsonStart(contentAt) : putListingStart(contentAt, item);
  if (fillOn(item)) sendEntries(c, item, contentAt, end);
  else sendPart(c, contentAt, end);
}

/** The answer of a listing goes on: what was lent is sent, or it is its turn again. */
export function continueListing(c: ConnectionRef): void {
  expect(listingOf(c) !== NONE && !hasFlag(c, Flag.Lent));
  const item: i32 = listingOf(c);
  const next: i32 = listingNext(item);
  takeStreamed(listingStreamed(item));
  if (next === ALL_SENT) {
    conclude(c);
    return;
  }
  if (next < 0 && !fillOn(item)) {
    setDeadline(c, Phase.Yield);
    return;
  }
  const contentAt: i32 = startContent(c, responseAt(c));
  sendEntries(c, item, contentAt, contentAt);
}

function startContent(c: ConnectionRef, at: Offset): i32 {
  return hasFlag(c, Flag.Version10) ? at : at + CHUNK_START_BYTES;
}

/** Adds as many entries to the content from `contentAt` as there is room for, and sends. */
function sendEntries(c: ConnectionRef, item: i32, contentAt: Offset, from: i32): void {
  expect(listingNext(item) >= 0 && contentAt <= from);
  const names: i32 = namesAt(item);
  const total: i32 = nameCount(names);
  const isJson: bool = hasListingFlag(item, ListingFlag.Json);
  const limit: i32 = responseAt(c) + SEND_SLOT_BYTES - ENTRY_BYTES_MAX;
  let next: i32 = listingNext(item);
  let count: i32 = sentEntries(item);
  let end: i32 = from;
  for (; next < total && end < limit; next++) {
    const entry: i32 = sortedEntry(names, next);
    if (!inspectSorted(item, entry)) continue;
    const nameAt: i32 = entryNameAt(entry);
    const nameEnd: i32 = entryNameEnd(entry);
    end = isJson ? putJsonEntry(end, nameAt, nameEnd, count === 0) : putRow(end, nameAt, nameEnd);
    count++;
  }
  setListingNext(item, next);
  setSentEntries(item, count);
  if (next < total || isCut(names)) {
    if (next === total) fillAgain(item);
    sendPart(c, contentAt, end);
    return;
  }
  end = isJson ? putJsonEnd(end) : putListingEnd(end, count);
  const bytes: i32 = end - contentAt;
  if (!hasFlag(c, Flag.Version10)) end = putLastChunk(sealChunk(contentAt, end));
  sendLast(c, item, end, bytes);
}

/** Sends what is composed up to `end`, with so many octets of content, as the answer's last. */
function sendLast(c: ConnectionRef, item: i32, end: Offset, bytes: i32): void {
  expect(listingOf(c) === item && bytes >= 0);
  setListingNext(item, ALL_SENT);
  if (sendCounted(c, item, end, bytes) === Sent.Done) conclude(c);
}

function conclude(c: ConnectionRef): void {
  expect(listingNext(listingOf(c)) === ALL_SENT);
  logStreamed(c);
  finishResponse(c);
}

/** After a part that was sent at once it is the others' turn. */
function sendPart(c: ConnectionRef, contentAt: Offset, end: Offset): void {
  expect(listingOf(c) !== NONE && contentAt <= end);
  // All entries may have gone since they were found.
  if (end === contentAt) {
    setDeadline(c, Phase.Yield);
    return;
  }
  const sealed: i32 = hasFlag(c, Flag.Version10) ? end : sealChunk(contentAt, end);
  const item: i32 = listingOf(c);
  if (sendCounted(c, item, sealed, end - contentAt) === Sent.Done) setDeadline(c, Phase.Yield);
}

/** Sends what is composed up to `end`, with so many octets of content. Returns a `Sent`. */
function sendCounted(c: ConnectionRef, item: i32, end: Offset, bytes: i32): i32 {
  expect(listingOf(c) === item && bytes >= 0 && !hasFlag(c, Flag.Lent));
  const given: i32 = end - responseAt(c);
  setListedBytes(item, listedBytes(item) + given);
  offerStreamed(listingStreamed(item), bytes);
  const sent: i32 = sendSlot(c, end, false);
  if (sent === Sent.Done) takeStreamed(listingStreamed(item));
  return sent;
}
