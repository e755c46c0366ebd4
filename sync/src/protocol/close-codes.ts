/** Why a connection is closed: docs/protocol.md, "Close codes", which says what a client does at each. */

export const CLOSE = {
  /** The client has closed. */
  normal: 1000,
  /** The server is closing. */
  goingAway: 1001,
  /** No side has said why: the connection broke. */
  broken: 1006,
  /** A message was longer than the receiver accepts. */
  tooLong: 1009,
  /** A frame is not as the protocol says. */
  protocol: 4400,
  unauthenticated: 4401,
  /** The token is of another user than before. */
  forbidden: 4403,
  /** The other side speaks another version of the protocol. */
  version: 4406,
  /** The other side has sent nothing, or accepted nothing, for too long. */
  timeout: 4408,
  schema: 4409,
  /** The same client has connected again. */
  replaced: 4410,
  /** The client sends more than it may. */
  tooMany: 4429,
  /** A function of the server has failed. */
  failed: 4500,
  /** The server has too many clients. */
  busy: 4503,
} as const;

/** A WebSocket takes that many bytes of text with a code. */
const REASON_BYTES = 123;

/** The text of a close, shortened to what fits. */
export function closeReason(text: string): string {
  const encoder = new TextEncoder();
  const target = new Uint8Array(REASON_BYTES);
  const { read } = encoder.encodeInto(text, target);
  return text.slice(0, read);
}
