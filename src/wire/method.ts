/*
 * Methods (RFC 9110 §9): those that files answer, those that are known and refused to files, and
 * the two that no server of this kind may answer.
 */
import { octet } from "./arena";
import { isText } from "./text";

export const enum Method {
  /** A token that this server does not know: scripts may, files answer 501. */
  Unknown = 0,
  Get,
  Head,
  Options,
  /** POST, PUT, DELETE, PATCH: known, and not allowed on files. */
  Writing,
  /** CONNECT and TRACE: never answered. */
  Refused,
}

/** Which method the token `at` to `end` is. Methods are case-sensitive (9110 §9.1). */
export function identifyMethod(at: i32, end: i32): Method {
  switch (octet(at)) {
    case 71: // G
      return isText(at, end, "GET") ? Method.Get : Method.Unknown;
    case 72: // H
      return isText(at, end, "HEAD") ? Method.Head : Method.Unknown;
    case 79: // O
      return isText(at, end, "OPTIONS") ? Method.Options : Method.Unknown;
    case 80: // P
      if (isText(at, end, "POST") || isText(at, end, "PUT")) return Method.Writing;
      return isText(at, end, "PATCH") ? Method.Writing : Method.Unknown;
    case 68: // D
      return isText(at, end, "DELETE") ? Method.Writing : Method.Unknown;
    case 84: // T
      return isText(at, end, "TRACE") ? Method.Refused : Method.Unknown;
    case 67: // C
      return isText(at, end, "CONNECT") ? Method.Refused : Method.Unknown;
    default:
      return Method.Unknown;
  }
}
