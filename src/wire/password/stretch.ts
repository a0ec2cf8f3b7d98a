/*
 * What MD5-crypt and SHA-crypt have in common: many digests in a row of the password, the salt and
 * the digest before.
 */
import { moveOctets } from "../octets/arena";
import { addOctets, beginDigest, ContextRef, DigestKind, digestBytes, endDigest } from "./digest";

/** Adds so many octets of a digest that is repeated. */
export function addRepeated(context: ContextRef, digestAt: i32, size: i32, bytes: i32): void {
  let rest: i32 = bytes;
  while (rest > size) {
    addOctets(context, digestAt, digestAt + size);
    rest -= size;
  }
  addOctets(context, digestAt, digestAt + rest);
}

/** Writes so many octets of a digest that is repeated. Returns the end. */
export function putRepeated(to: i32, digestAt: i32, size: i32, bytes: i32): i32 {
  for (let done: i32 = 0; done < bytes; done += size) {
    moveOctets(to + done, digestAt, bytes - done < size ? bytes - done : size);
  }
  return to + bytes;
}

/**
 * Digests the digest at `digestAt`, in its place, in so many rounds, with the password's and the
 * salt's octets.
 */
export function stretch(
  context: ContextRef,
  kind: DigestKind,
  digestAt: i32,
  rounds: i32,
  passwordAt: i32,
  passwordEnd: i32,
  saltAt: i32,
  saltEnd: i32,
): void {
  const digestEnd: i32 = digestAt + digestBytes(kind);
  for (let round: i32 = 0; round < rounds; round++) {
    const isOdd: bool = (round & 1) !== 0;
    beginDigest(context);
    if (isOdd) addOctets(context, passwordAt, passwordEnd);
    else addOctets(context, digestAt, digestEnd);
    if (round % 3 !== 0) addOctets(context, saltAt, saltEnd);
    if (round % 7 !== 0) addOctets(context, passwordAt, passwordEnd);
    if (isOdd) addOctets(context, digestAt, digestEnd);
    else addOctets(context, passwordAt, passwordEnd);
    endDigest(context, digestAt);
  }
}
