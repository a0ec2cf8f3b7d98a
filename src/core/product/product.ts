/*
 * What this server is called.
 *
 * Rule of this file: the version is that of package.json, which a test checks; the release's date
 * moves with it.
 */
import { Offset } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";

/** 2026-11-22T00:00:00Z: a wall clock before it cannot be right. */
export const RELEASE_SECONDS: f64 = 1795305600;

export function putName(at: Offset): Offset {
  return put(at, "microhttpd");
}

export function putVersion(at: Offset): Offset {
  return put(at, "0.1.0");
}
