/*
 * The states of a connection, and which may follow which.
 */

/** What a connection is doing. */
export const enum State {
  Free = 0,
  /** No octet of a next request has come. */
  Idle,
  /** A head has begun and lies in the head slot. */
  Head,
  /** An answer is on its way; nothing is read. */
  Responding,
  /** The answer is sent; content that nobody wants is read and thrown away. */
  Discarding,
  /** Chunked content for a script comes and is kept; the request's head is held. */
  Buffering,
  /** The request is held until a script may be started for it. */
  Waiting,
  /** A script answers. */
  Upstream,
  /** Half-closed; what comes is thrown away until the client closes too. */
  Lingering,
}

const ASKING: i32 =
  (1 << State.Idle) | (1 << State.Head) | (1 << State.Buffering) | (1 << State.Waiting);
const ANSWERING: i32 = (1 << State.Responding) | (1 << State.Upstream);

/** The states, a bit each, on which this one may follow. */
export function mayPrecede(state: State): i32 {
  switch (state) {
    case State.Free:
      return ASKING | ANSWERING | (1 << State.Discarding) | (1 << State.Lingering);
    case State.Idle:
      return (1 << State.Free) | ANSWERING | (1 << State.Discarding);
    case State.Head:
      return 1 << State.Idle;
    case State.Responding:
      return ASKING | ANSWERING;
    case State.Discarding:
      return ANSWERING;
    case State.Lingering:
      return (1 << State.Idle) | ANSWERING | (1 << State.Discarding);
    default:
      return ASKING | (1 << State.Upstream);
  }
}
