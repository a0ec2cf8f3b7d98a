/*
 * What a rule can set for its scripts (src/core/rules/rules.ts), and what the words among it mean.
 */

/** How a gateway chooses among the backends of a rule. */
export const enum Balance {
  /** The one with the fewest requests. */
  Least = 0,
  /** Each in its turn. */
  Round,
  /** Always the same for a client's address. */
  Client,
}

/** What a client means that ends its side of the connection when its request is whole. */
export const enum Leave {
  /** That it has no more to ask: it still gets its answer. */
  Finish = 0,
  /** That it has left: its script is ended. */
  End,
}

/** What becomes of a request whose path has "%2F". */
export const enum EncodedSlash {
  Refuse = 0,
  /** It is a slash like any other, and as it was sent in REQUEST_URI. */
  Pass,
}

/** What a rule sets for its scripts: seconds, 0 for any time, and a number. */
export const enum RuleSetting {
  /** For the whole head of the answer. */
  Head = 0,
  /** Without an octet before the head is complete. */
  Silence,
  /** Without an octet after it. */
  Idle,
  /** From start to end. */
  Total,
  /** Scripts of this rule that may run at once, beside those of all other rules. */
  AtOnce,
  /** For a backend to be connected to. */
  Connect,
  /** Without an octet that the backend takes. */
  Send,
  /** Connections to each backend that are kept for further requests. */
  Keep,
  /** For which a backend that has failed is left out. */
  Down,
  /** A `Balance`. */
  Balance,
  /** Octets a second of a client while others wait; 0 for any. */
  Rate,
  /** Octets of content that are kept first; 0 for none. */
  Buffer,
  /** A `Leave`. */
  Leave,
  /** An `EncodedSlash`. */
  EncodedSlash,
  COUNT,
}
