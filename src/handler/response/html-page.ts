/*
 * The server's own pages: what they have in common, and the page of a refusal.
 *
 * Rules of this file: a page has no script and loads nothing; what it needs is in it. Colours keep
 * a contrast of 4.5 to 1 in light and in dark.
 */
import { Refusal } from "../../wire/http/refusal";
import { putReason } from "../../wire/http/status";
import { Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { put } from "../../wire/octets/text";

/** Writes the policy of a page that is made here: nothing in it can do anything. */
export function putPolicy(at: Offset): Offset {
  let end: i32 = put(at, "Content-Security-Policy: default-src 'none'; style-src ");
  end = put(end, "'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors ");
  return put(end, "'self'\r\n");
}

/** Writes the start of a page up to its title, which must follow. */
export function putPageStart(at: Offset): Offset {
  const end: i32 = put(
    at,
    '<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><meta name="viewport" ',
  );
  return put(end, 'content="width=device-width"><title>');
}

/** Writes the end of the title and what all pages look like; more style may follow. */
export function putStyle(at: Offset): Offset {
  let end: i32 = put(at, "</title>\n<style>:root{color-scheme:light dark;--a:#0a58ca;--m:#59636e}");
  end = put(
    end,
    "@media(prefers-color-scheme:dark){:root{--a:#7ab8ff;--m:#9aa4ae}}body{font:1rem/1.5 ",
  );
  end = put(end, "system-ui,sans-serif;max-width:56rem;margin:auto;padding:1rem;");
  end = put(
    end,
    "overflow-wrap:anywhere}h1{font-size:1.3rem}a{color:var(--a);text-decoration:none}",
  );
  return put(end, "a:hover{text-decoration:underline}p{color:var(--m)}");
}

/** A page that says the status, what it means, and the number to look up. Returns the end. */
export function putPage(at: Offset, status: i32, refusal: Refusal): Offset {
  expect(status >= 400 && refusal < 0);
  let end: i32 = putTitle(putPageStart(at), status);
  end = put(putStyle(end), "</style>\n<h1>");
  end = put(putTitle(end, status), "</h1>\n");
  end = put(putMeaning(end, status), "\n<p>microhttpd, refusal ");
  const number: i32 = -refusal;
  return put(putDecimal(end, number), "</p>\n");
}

function putTitle(at: Offset, status: i32): Offset {
  return putReason(put(putDecimal(at, status), " "), status);
}

/** What the status means for the one who reads it. */
function putMeaning(at: Offset, status: i32): Offset {
  switch (status) {
    case 403:
      return put(at, "This may not be seen.");
    case 404:
      return put(at, "There is nothing at this address.");
    case 405:
    case 501:
      return put(at, "That cannot be done here.");
    case 408:
      return put(at, "The request took too long to arrive.");
    case 413:
    case 414:
    case 431:
      return put(at, "The request is too large.");
    case 503:
      return put(at, "The server is busy; please try again in a moment.");
    default:
      return status < 500
        ? put(at, "The server cannot make sense of this request.")
        : put(at, "Something went wrong on the server.");
  }
}
