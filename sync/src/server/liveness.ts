/** Whether a client is there, and takes what it gets. */

export class Liveness {
  #heardMs: number;
  #acceptedMs: number;
  #pendingBytes = 0;

  constructor(nowMs: number) {
    this.#heardMs = nowMs;
    this.#acceptedMs = nowMs;
  }

  /** A frame of the client has arrived. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  /** The client has confirmed a step. */
  accepted(nowMs: number): void {
    this.#acceptedMs = nowMs;
  }

  /** Called at each heartbeat, with what waits for the network and whether steps wait for their confirmation. */
  observe(nowMs: number, pendingBytes: number, isUnconfirmed: boolean): void {
    const isFlowing = pendingBytes < this.#pendingBytes || (pendingBytes === 0 && !isUnconfirmed);
    if (isFlowing) this.#acceptedMs = nowMs;
    this.#pendingBytes = pendingBytes;
  }

  /** Milliseconds since the client was there and took something. */
  silenceMs(nowMs: number): number {
    return nowMs - Math.min(this.#heardMs, this.#acceptedMs);
  }
}
