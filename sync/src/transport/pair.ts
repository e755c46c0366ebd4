/** Two connected ends in one process, for tests. Frames arrive in later microtasks, in order. */

import type { Transport, TransportEvents } from './transport.js';

/** What a test does to one direction. */
export interface Wire {
  /** Frames wait while it is stalled. */
  isStalled: boolean;
  /** Bytes that were delivered. */
  delivered: number;
  /** The connection breaks when that many bytes were delivered; a frame of which a part is missing is lost. */
  cutAt: number;
}

export interface TransportPair {
  readonly client: Transport;
  readonly server: Transport;
  readonly toClient: Wire;
  readonly toServer: Wire;
  /** Breaks the connection; frames under way are lost. */
  cut(): void;
  /** Delivers what has waited, after a stall. */
  resume(): void;
}

const CUT = 1006;

class End implements Transport {
  readonly wire: Wire = { isStalled: false, delivered: 0, cutAt: Number.POSITIVE_INFINITY };
  other: End | undefined;
  #events: TransportEvents | undefined;
  /** Frames for this end. */
  #queue: Uint8Array[] = [];
  #isOpen = true;
  /** What is told as soon as there is a listener. */
  #ended: readonly [code: number, reason: string] | undefined;
  #isScheduled = false;

  listen(events: TransportEvents): void {
    this.#events = events;
    if (this.#ended === undefined) this.schedule();
    else this.#tellEnd(...this.#ended);
  }

  get pendingBytes(): number {
    return this.other === undefined ? 0 : this.other.#queue.reduce((sum, { length }) => sum + length, 0);
  }

  send(frame: Uint8Array): void {
    if (!this.#isOpen || this.other === undefined) return;
    this.other.#queue.push(frame.slice());
    this.other.schedule();
  }

  close(code: number, reason: string): void {
    if (!this.#isOpen) return;
    const { other } = this;
    // What was sent before arrives before.
    other?.deliver();
    this.end(code, reason);
    other?.end(code, reason);
  }

  end(code: number, reason: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#queue = [];
    if (this.#events === undefined) this.#ended = [code, reason];
    else this.#tellEnd(code, reason);
  }

  #tellEnd(code: number, reason: string): void {
    queueMicrotask(() => this.#events?.closed(code, reason));
  }

  /** Breaks the connection; frames under way are lost. */
  breakOff(): void {
    this.end(CUT, 'the connection was cut');
    this.other?.end(CUT, 'the connection was cut');
  }

  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.deliver();
    });
  }

  deliver(): void {
    if (this.#events === undefined) return;
    while (!this.wire.isStalled && this.#isOpen) {
      const frame = this.#queue.shift();
      if (frame === undefined) return;
      if (this.wire.delivered + frame.length > this.wire.cutAt) {
        this.breakOff();
        return;
      }
      this.wire.delivered += frame.length;
      this.#events.message(frame);
    }
  }
}

export function transportPair(): TransportPair {
  const client = new End();
  const server = new End();
  client.other = server;
  server.other = client;
  return {
    client,
    server,
    toClient: client.wire,
    toServer: server.wire,
    cut: () => client.breakOff(),
    resume: () => {
      client.schedule();
      server.schedule();
    },
  };
}
