/** Which rows of a watched table have changed since watches were last brought up to date. */

import { type Entity, NO_ENTITY } from '../entity/index.js';

const FIRST_CAPACITY = 64;

export class TableNotes {
  /** Entity indexes, each once. The first `count` are valid. */
  indexes: Uint32Array = new Uint32Array(FIRST_CAPACITY);
  count = 0;
  /** For each of them: the entity that had the row before, or 0. */
  #before: Float64Array = new Float64Array(FIRST_CAPACITY);
  /** By entity index: the position in `indexes` plus one, or 0. */
  #positions: Uint32Array = new Uint32Array(FIRST_CAPACITY);

  /**
   * Notes that the row of an entity index has changed, come or gone; `before` is the entity that had it until now, 0 if
   * there was none. Hot: called for each changed row.
   */
  note(index: number, before: number): void {
    if (index >= this.#positions.length) this.#growPositions(index);
    if (this.#positions[index] !== 0) return;
    if (this.count === this.indexes.length) this.#growList();
    this.indexes[this.count] = index;
    this.#before[this.count] = before;
    this.#positions[index] = ++this.count;
  }

  has(index: number): boolean {
    return index < this.#positions.length && this.#positions[index] !== 0;
  }

  /** The entity that had the row of a noted index. */
  before(index: number): Entity {
    // Only ids are noted.
    return (this.#before[(this.#positions[index] as number) - 1] ?? NO_ENTITY) as Entity;
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.#positions[this.indexes[i] as number] = 0;
    this.count = 0;
  }

  #growPositions(index: number): void {
    const larger = new Uint32Array(Math.max(index + 1, this.#positions.length * 2));
    larger.set(this.#positions);
    this.#positions = larger;
  }

  #growList(): void {
    const indexes = new Uint32Array(this.count * 2);
    indexes.set(this.indexes);
    this.indexes = indexes;
    const before = new Float64Array(this.count * 2);
    before.set(this.#before);
    this.#before = before;
  }
}
