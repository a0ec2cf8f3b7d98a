/*
 * What a request says of the listing that it wants: the order by its query, and JSON by Accept.
 *
 * Rule of this file: what is not understood is as if it were not there.
 */

import {
  ListingFlag,
  Sort,
  setListingFlag,
  setListingSort,
} from "../../core/listing/listing-record";
import { HEAD_AT } from "../../core/memory/layout";
import { prefersJson, readAccept, startAccept } from "../../wire/http/accept";
import { Field } from "../../wire/http/field";
import {
  fieldValueAt,
  fieldValueEnd,
  findField,
  queryAt,
  queryEnd,
} from "../../wire/http/head-record";
import { findOctet, Offset } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isText } from "../../wire/octets/text";

/** Notes what the request says in the listing's slot. */
export function noteQuery(item: i32): void {
  setListingSort(item, Sort.Name);
  setListingFlag(item, ListingFlag.Descending, false);
  let from: i32 = queryAt(HEAD_AT);
  while (from < queryEnd(HEAD_AT)) {
    const until: i32 = findOctet(Octet.Ampersand, from, queryEnd(HEAD_AT));
    noteParameter(item, from, until);
    from = until + 1;
  }
}

function noteParameter(item: i32, at: Offset, end: Offset): void {
  if (isText(at, end, "sort=name")) setListingSort(item, Sort.Name);
  else if (isText(at, end, "sort=size")) setListingSort(item, Sort.Size);
  else if (isText(at, end, "sort=time")) setListingSort(item, Sort.Time);
  else if (isText(at, end, "order=asc")) setListingFlag(item, ListingFlag.Descending, false);
  else if (isText(at, end, "order=desc")) setListingFlag(item, ListingFlag.Descending, true);
}

/** Notes whether the client would rather have JSON. */
export function noteAccept(item: i32): void {
  startAccept();
  let record: i32 = findField(HEAD_AT, Field.Accept, 0);
  while (record >= 0) {
    readAccept(fieldValueAt(HEAD_AT, record), fieldValueEnd(HEAD_AT, record));
    record = findField(HEAD_AT, Field.Accept, record + 1);
  }
  setListingFlag(item, ListingFlag.Json, prefersJson());
}
