/*
 * What other servers answer.
 */
import { Offset } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";

export const enum GatewayOption {
  Fastcgi = 64,
  Scgi,
  Authorizer,
  END,
}

/** Writes the row of one of them (src/config/options/options.ts). Returns the end. */
export function putGatewayRow(at: Offset, option: GatewayOption): Offset {
  switch (option) {
    case GatewayOption.Fastcgi:
      return put(at, "fastcgi||RULE|/PATH or *.EXT and its backends; repeatable");
    case GatewayOption.Scgi:
      return put(at, "scgi||RULE|the same for backends that speak SCGI");
    default:
      return put(at, "authorizer||RULE|/PATH and FastCGI backends that may refuse it");
  }
}
