/** The blocks in which a side lacks what was published while it was not written. */

import { copyChanged } from './copy-blocks.js';
import type { Views } from './views.js';

const STALE = 1;

export class StaleBlocks {
  /** How many they are. */
  count = 0;
  #states: Uint8Array = new Uint8Array(0);
  #list: Uint32Array = new Uint32Array(0);
  #lowest = Number.MAX_SAFE_INTEGER;
  #highest = -1;

  /** Called when the region has grown to so many blocks. New ones are the same on all sides. */
  grow(blocks: number): void {
    const states = new Uint8Array(blocks);
    states.set(this.#states);
    const list = new Uint32Array(blocks);
    list.set(this.#list);
    this.#states = states;
    this.#list = list;
  }

  has(block: number): boolean {
    return this.#states[block] === STALE;
  }

  /** Adds the first `count` blocks of a list. */
  add(blocks: Uint32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const block = blocks[i] as number;
      if (this.#states[block] === STALE) continue;
      this.#states[block] = STALE;
      this.#list[this.count++] = block;
      if (block < this.#lowest) this.#lowest = block;
      if (block > this.#highest) this.#highest = block;
    }
  }

  /** Copies them, after which none is left. */
  copy(from: Views, to: Views): void {
    copyChanged(from.u8, to.u8, this.#list, 0, this.count, this.#states, STALE, this.#lowest, this.#highest);
    for (let i = 0; i < this.count; i++) this.#states[this.#list[i] as number] = 0;
    this.count = 0;
    this.#lowest = Number.MAX_SAFE_INTEGER;
    this.#highest = -1;
  }
}
