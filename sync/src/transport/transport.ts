/** A connection that carries frames in order: a WebSocket, or two ends in one process. */

export interface TransportEvents {
  /** One whole frame. Its bytes are valid until this returns. */
  message(bytes: Uint8Array): void;
  /** Called once, whichever side closes, and also if the connection breaks. */
  closed(code: number, reason: string): void;
}

export interface Transport {
  /** Sets who gets frames. Frames that came before are delivered then. */
  listen(events: TransportEvents): void;
  send(frame: Uint8Array): void;
  /** Bytes that were sent and not yet handed to the network. */
  readonly pendingBytes: number;
  close(code: number, reason: string): void;
}
