/*
 * The page of a refusal.
 */
import { putDecimal } from "../wire/decimal";
import { putReason } from "../wire/status";
import { put } from "../wire/text";

/** A page that says the status, what it means, and the number to look up. Returns the end. */
export function putPage(at: i32, status: i32, refusal: i32): i32 {
  let end: i32 = put(at, '<!DOCTYPE html>\n<html lang="en">\n<title>');
  end = putTitle(end, status);
  end = put(end, "</title>\n<style>:root{color-scheme:light dark}");
  end = put(
    end,
    "body{font-family:system-ui,sans-serif;margin:3em auto;max-width:40em;padding:0 1em}",
  );
  end = put(end, "</style>\n<h1>");
  end = put(putTitle(end, status), "</h1>\n<p>microhttpd, refusal ");
  const number: i32 = -refusal;
  return put(putDecimal(end, number), "</p>\n</html>\n");
}

function putTitle(at: i32, status: i32): i32 {
  return putReason(put(putDecimal(at, status), " "), status);
}
