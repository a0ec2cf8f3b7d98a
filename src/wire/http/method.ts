/*
 * Methods (RFC 9110 §9): those that files answer, those that are known and refused to files, and
 * the two that no server of this kind may answer.
 */
import { Offset, octet } from "../octets/arena";
import { isText } from "../octets/text";

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
export function identifyMethod(at: Offset, end: Offset): Method {
  switch (octet(at)) {
    case 71: // G
      return methodIf(isText(at, end, "GET"), Method.Get);
    case 72: // H
      return methodIf(isText(at, end, "HEAD"), Method.Head);
    case 79: // O
      return methodIf(isText(at, end, "OPTIONS"), Method.Options);
    case 80: // P
      return methodIf(isWritingP(at, end), Method.Writing);
    case 68: // D
      return methodIf(isText(at, end, "DELETE"), Method.Writing);
    case 84: // T
      return methodIf(isText(at, end, "TRACE"), Method.Refused);
    case 67: // C
      return methodIf(isText(at, end, "CONNECT"), Method.Refused);
    default:
      return Method.Unknown;
  }
}

function isWritingP(at: Offset, end: Offset): bool {
  return isText(at, end, "POST") || isText(at, end, "PUT") || isText(at, end, "PATCH");
}

function methodIf(isIt: bool, method: Method): Method {
  return isIt ? method : Method.Unknown;
}
