/** What the indexes of a table have of the entities that lookups in the running transaction brought up to date. */

import { KeyBuffer } from './key-buffer.js';

/** Flat, because an object and an array for each row are a third of the time of a lookup after an insert. */
export class KnownRows {
  /** The positions of entity indexes. */
  readonly #positions: Map<number, number> = new Map();
  readonly #indexes: number[] = [];
  readonly #ids: number[] = [];
  /** For each index of the table: the entries of the rows. */
  readonly #entries: readonly KeyBuffer[];

  constructor(entryWords: readonly number[]) {
    this.#entries = entryWords.map((words) => new KeyBuffer(words));
  }

  get count(): number {
    return this.#indexes.length;
  }

  /** The position of an entity index, or -1. */
  find(index: number): number {
    return this.#positions.get(index) ?? -1;
  }

  indexAt(position: number): number {
    return this.#indexes[position] as number;
  }

  /** The entity that has a row in the indexes, or 0. */
  idAt(position: number): number {
    return this.#ids[position] as number;
  }

  /** Copies the entry that the `k`-th index has. */
  read(position: number, k: number, entry: Uint32Array): void {
    (this.#entries[k] as KeyBuffer).read(position, entry);
  }

  /** Stores what the indexes have of an entity now, which is at `position`, or nowhere yet if that is -1. */
  set(position: number, index: number, id: number, entries: readonly Uint32Array[]): void {
    const to = position < 0 ? this.#indexes.length : position;
    if (position < 0) {
      this.#positions.set(index, to);
      this.#indexes.push(index);
    }
    this.#ids[to] = id;
    for (let k = 0; k < entries.length; k++) (this.#entries[k] as KeyBuffer).write(to, entries[k] as Uint32Array);
  }

  clear(): void {
    if (this.#indexes.length === 0) return;
    this.#positions.clear();
    this.#indexes.length = 0;
    this.#ids.length = 0;
    for (const entries of this.#entries) entries.clear();
  }
}
