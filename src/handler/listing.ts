/*
 * A directory's entries as a page, directories first, in the order of their octets, in bounded
 * memory however many there are (src/core/sorted-names.ts).
 *
 * Rules of this file: one look through the directory for each event, so that a directory of a
 * hundred thousand entries holds up nobody else; names with a leading dot are not shown, as they
 * are not served.
 */
import { LENGTH_UNKNOWN, logAnswer } from "../core/access-log";
import { answerAt, putAnswerEnd, putAnswerStart, sendAnswer, sendSlot } from "../core/answer";
import { releaseListing } from "../core/connection";
import { Connection, connectionItem, Flag, hasFlag, setFlag } from "../core/connection-record";
import { Phase, setDeadline } from "../core/deadlines";
import { hasTrait, rulesFor, Trait } from "../core/field-rules";
import { PATH_AT } from "../core/layout";
import { SEND_SLOT_BYTES } from "../core/limits";
import {
  LISTED_PATH_BYTES_MAX,
  ListingField,
  listedPathAt,
  listingField,
  namesAt,
  setListingField,
} from "../core/listing-record";
import { isExhausted, NONE, Pool, take } from "../core/pool";
import { homeRoot } from "../core/settings";
import { isCut, nameCount } from "../core/sorted-names";
import { closeDirectory, openDirectory } from "../host/host";
import { Sent } from "../host/results";
import { setWord, word } from "../wire/arena";
import { REFUSE_NO_SLOT, REFUSE_PATH_LENGTH } from "../wire/refusal";
import { put, putOctets } from "../wire/text";
import { putAddedFields, putTypeOptions } from "./added-fields";
import { CHUNK_START_BYTES, putLastChunk, sealChunk } from "./chunk";
import { fillNames } from "./listing-names";
import { ENTRY_BYTES_MAX, putEntry, putPageEnd, putPageStart } from "./listing-page";
import { beginLongAnswer, refusalOfFailure, refuse } from "./refuse";
import { pathEnd, requestLineAt, requestLineEnd } from "./request";

/** Answers with the entries of the directory whose decoded path is that of the request. */
export function listDirectory(c: i32): void {
  const bytes: i32 = pathEnd - PATH_AT;
  if (bytes > LISTED_PATH_BYTES_MAX) {
    refuse(c, REFUSE_PATH_LENGTH);
    return;
  }
  if (isExhausted(Pool.Listings)) {
    refuse(c, REFUSE_NO_SLOT);
    return;
  }
  const directory: i32 = openDirectory(homeRoot, PATH_AT, bytes);
  if (directory < 0) {
    refuse(c, refusalOfFailure(directory));
    return;
  }
  if (beginLongAnswer(c) === NONE) closeDirectory(directory);
  else startListing(c, directory, bytes);
}

function startListing(c: i32, directory: i32, bytes: i32): void {
  const item: i32 = take(Pool.Listings, connectionItem(c));
  setWord(c + Connection.Listing, item);
  setListingField(item, ListingField.Directory, directory);
  setListingField(item, ListingField.PathBytes, bytes);
  setListingField(item, ListingField.LastRank, -1);
  setListingField(item, ListingField.LastBytes, 0);
  setListingField(item, ListingField.Next, -1);
  putOctets(listedPathAt(item), PATH_AT, pathEnd);
  beginListing(c, item);
}

function beginListing(c: i32, item: i32): void {
  // The length is not known before the end: chunked, and to 1.0 by the connection's end.
  if (hasFlag(c, Flag.Version10)) setFlag(c, Flag.Close);
  let end: i32 = putAnswerStart(answerAt(c), 200);
  const rules: i32 = rulesFor(PATH_AT, pathEnd);
  if (!hasTrait(rules, Trait.ContentType)) {
    end = put(end, "Content-Type: text/html; charset=utf-8\r\n");
  }
  end = putAddedFields(putTypeOptions(end, rules), 200, rules, 0);
  if (!hasFlag(c, Flag.Version10)) end = put(end, "Transfer-Encoding: chunked\r\n");
  end = putAnswerEnd(end, c);
  logAnswer(c, requestLineAt, requestLineEnd, 200, LENGTH_UNKNOWN);
  if (hasFlag(c, Flag.HeadOnly)) {
    releaseListing(c);
    sendAnswer(c, end);
    return;
  }
  const contentAt: i32 = startContent(c, end);
  const path: i32 = listedPathAt(item);
  end = putPageStart(contentAt, path, path + listingField(item, ListingField.PathBytes));
  sendEntries(c, item, contentAt, end);
}

/** The answer of a listing goes on: what was lent is sent, or it is its turn again. */
export function continueListing(c: i32): void {
  const item: i32 = word(c + Connection.Listing);
  const contentAt: i32 = startContent(c, answerAt(c));
  sendEntries(c, item, contentAt, contentAt);
}

function startContent(c: i32, at: i32): i32 {
  return hasFlag(c, Flag.Version10) ? at : at + CHUNK_START_BYTES;
}

/** Adds as many entries to the content from `contentAt` as there is room for, and sends. */
function sendEntries(c: i32, item: i32, contentAt: i32, from: i32): void {
  if (listingField(item, ListingField.Next) < 0) fillNames(item);
  const names: i32 = namesAt(item);
  const limit: i32 = answerAt(c) + SEND_SLOT_BYTES - ENTRY_BYTES_MAX;
  let next: i32 = listingField(item, ListingField.Next);
  let end: i32 = from;
  while (next < nameCount(names) && end < limit) {
    end = putEntry(end, names, next);
    next++;
  }
  const isBatchSent: bool = next === nameCount(names);
  setListingField(item, ListingField.Next, isBatchSent ? -1 : next);
  if (!isBatchSent || isCut(names)) {
    sendPart(c, contentAt, end);
    return;
  }
  releaseListing(c);
  end = putPageEnd(end);
  if (!hasFlag(c, Flag.Version10)) end = putLastChunk(sealChunk(contentAt, end));
  sendAnswer(c, end);
}

/** After a part that was sent at once it is the others' turn. */
function sendPart(c: i32, contentAt: i32, end: i32): void {
  const sealed: i32 = hasFlag(c, Flag.Version10) ? end : sealChunk(contentAt, end);
  if (sendSlot(c, sealed, false) === Sent.Done) setDeadline(c, Phase.Soon);
}
