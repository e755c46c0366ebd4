/** What clients may do, and how much of it. */

export interface Limits {
  /** Connected at the same time. A client above it is closed with 4503. */
  readonly clients: number;
  /**
   * From the connection to the welcome, in milliseconds, including `authenticate`; then for `authenticate` of a new
   * token, and between the frames in which a client that continues says what it holds. Closed with 4408.
   */
  readonly handshakeMs: number;
  /** Without a sign that the client takes what it gets, in milliseconds; at least 15,000. Closed with 4408. */
  readonly silenceMs: number;
  /** Of a frame of a client, in bytes; at least 65,536, and 8 for each of `channels`. Closed with 1009. */
  readonly frameBytes: number;
  /**
   * Of one client; five times as many in a burst. Confirmations of steps are not counted, nor what a client sends again
   * after each connection: as many subscriptions as it can have, and what it holds. Closed with 4429.
   */
  readonly framesPerSecond: number;
  /** Of one client. Above it, `subscribe` rejects with `CAPACITY_EXCEEDED`. */
  readonly subscriptions: number;
  /** Of all subscriptions of one client. Above it, `subscribe` rejects with `CAPACITY_EXCEEDED`. */
  readonly channels: number;
  /** Bytes that wait for the network; above it, a client gets no further step. */
  readonly pendingBytes: number;
  /** Content of channels that is sent with the step that shows them. What is more is sent in slices before. */
  readonly stateBytes: number;
}

export const DEFAULT_LIMITS: Limits = {
  clients: 10_000,
  handshakeMs: 10_000,
  silenceMs: 30_000,
  frameBytes: 65_536,
  framesPerSecond: 100,
  subscriptions: 256,
  channels: 4096,
  pendingBytes: 1_048_576,
  stateBytes: 262_144,
};
