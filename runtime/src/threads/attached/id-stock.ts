/** The ids that the owner has reserved for the entities that this thread creates. */

import type { Entity } from '../../entity/index.js';
import { type Bell, ID_BYTES, type RingConsumer, RingFault } from '../lane/index.js';

/** Provides ids for new entities. */
export interface IdSource {
  take(): Entity;
  /** Returns ids that were not used. */
  putBack(ids: readonly Entity[]): void;
}

export class IdStock implements IdSource {
  readonly #ring: RingConsumer;
  readonly #owner: Bell;
  readonly #blockUntil: (isDone: () => boolean) => void;
  readonly #ids: Entity[] = [];

  /** `blockUntil` blocks the thread until the function that it is given returns true. */
  constructor(ring: RingConsumer, owner: Bell, blockUntil: (isDone: () => boolean) => void) {
    this.#ring = ring;
    this.#owner = owner;
    this.#blockUntil = blockUntil;
  }

  /** Takes an id that no other thread has. Blocks while the owner has reserved none. */
  take(): Entity {
    return this.#ids.pop() ?? this.#takeMore();
  }

  putBack(ids: readonly Entity[]): void {
    this.#ids.push(...ids);
  }

  #takeMore(): Entity {
    if (!this.#receive()) {
      this.#owner.ring();
      this.#blockUntil(() => this.#receive());
    }
    return this.#ids.pop() as Entity;
  }

  /** Receives one message of ids. Rings the owner's bell if it was the last one. */
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
