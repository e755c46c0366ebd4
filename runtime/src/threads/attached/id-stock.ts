/** The ids that a thread may give to entities that it creates. */

import type { Entity } from '../../entity/index.js';
import { type Bell, type RingConsumer, RingFault } from '../lane/index.js';

const ID_BYTES = 8;

export class IdStock {
  readonly #ring: RingConsumer;
  readonly #owner: Bell;
  readonly #sleepUntil: (isDone: () => boolean) => void;
  readonly #ids: Entity[] = [];

  /** `sleepUntil` blocks the thread until the function that it is given holds. */
  constructor(ring: RingConsumer, owner: Bell, sleepUntil: (isDone: () => boolean) => void) {
    this.#ring = ring;
    this.#owner = owner;
    this.#sleepUntil = sleepUntil;
  }

  /** An id that nobody else has. Blocks while the owner has reserved none. */
  take(): Entity {
    return this.#ids.pop() ?? this.#takeMore();
  }

  /** Takes back ids that were not used. */
  giveBack(ids: readonly Entity[]): void {
    this.#ids.push(...ids);
  }

  #takeMore(): Entity {
    if (!this.#receive()) {
      this.#owner.ring();
      this.#sleepUntil(() => this.#receive());
    }
    return this.#ids.pop() as Entity;
  }

  /** Fetches what the owner has sent, and tells it when that was the last. */
  #receive(): boolean {
    const ring = this.#ring;
    if (!ring.next()) return false;
    if (ring.length % ID_BYTES !== 0) throw new RingFault(`${ring.length} bytes of ids`);
    const first = ring.start / ID_BYTES;
    for (let i = ring.length / ID_BYTES - 1; i >= 0; i--) this.#ids.push(ring.f64[first + i] as Entity);
    ring.release();
    if (!ring.hasNext) this.#owner.ring();
    return true;
  }
}
