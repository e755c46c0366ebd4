/** The entities that an interrupted loop has yet to visit. */

import { type Entity, NO_ENTITY } from '../entity/index.js';

export class Rest {
  /** Used again by later loops. */
  #entities: Float64Array = new Float64Array(0);
  #count = 0;
  #next = 0;

  clear(): void {
    this.#count = 0;
    this.#next = 0;
  }

  /** Notes the entities of the rows from `first` to before `end`. */
  note(dense: Float64Array, first: number, end: number): void {
    if (end <= first) return;
    const count = this.#count + end - first;
    if (count > this.#entities.length) {
      const larger = new Float64Array(Math.max(count, this.#entities.length * 2));
      larger.set(this.#entities.subarray(0, this.#count));
      this.#entities = larger;
    }
    this.#entities.set(dense.subarray(first, end), this.#count);
    this.#count = count;
  }

  /** The next entity, or `NO_ENTITY` when all have been taken. */
  take(): Entity {
    return this.#next < this.#count ? (this.#entities[this.#next++] as Entity) : NO_ENTITY;
  }
}
