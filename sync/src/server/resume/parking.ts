/** What is kept of clients whose connection has broken, so that they continue where they were. */

import type { Clock } from '../../clock.js';
import type { HeldChannels } from '../clients/held-channels.js';

/** What the server has of a client that is gone. */
export interface Parked {
  /** Only this user may continue. */
  readonly user: unknown;
  readonly held: HeldChannels;
  /** The client has one of the versions from `acknowledged` to `sent`. */
  readonly acknowledged: number;
  readonly sent: number;
}

const KEPT_MS = 60_000;
const CLIENTS_MAX = 10_000;
/** Of all clients together, because each takes memory, and time in each step. */
const CHANNELS_MAX = 65_536;

export class Parking {
  readonly #clock: Clock;
  readonly #parked: Map<string, Parked & { readonly cancel: () => void }> = new Map();

  /** Of all clients together. */
  #channels = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Their channels. */
  *[Symbol.iterator](): Iterator<HeldChannels> {
    for (const { held } of this.#parked.values()) yield held;
  }

  get size(): number {
    return this.#parked.size;
  }

  get(clientId: string): Parked | undefined {
    return this.#parked.get(clientId);
  }

  park(clientId: string, parked: Parked): void {
    this.release(clientId);
    const { size } = parked.held;
    for (const oldest of this.#parked.keys()) {
      if (this.#parked.size < CLIENTS_MAX && this.#channels + size <= CHANNELS_MAX) break;
      this.release(oldest);
    }
    this.#channels += size;
    const cancel = this.#clock.after(KEPT_MS, () => this.release(clientId), true);
    this.#parked.set(clientId, { ...parked, cancel });
  }

  release(clientId: string): void {
    const parked = this.#parked.get(clientId);
    if (parked === undefined) return;
    parked.cancel();
    this.#channels -= parked.held.size;
    parked.held.end();
    this.#parked.delete(clientId);
  }

  stop(): void {
    for (const clientId of [...this.#parked.keys()]) this.release(clientId);
  }
}
