/** A list of entity indexes that grows, and is used again. */

const FIRST_LENGTH = 16;

export class IndexList {
  #items: Uint32Array = new Uint32Array(FIRST_LENGTH);
  #length = 0;
  #isSorted = true;

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
    this.#isSorted = true;
  }

  add(index: number): void {
    const length = this.#length;
    if (length === this.#items.length) {
      const grown = new Uint32Array(length * 2);
      grown.set(this.#items);
      this.#items = grown;
    }
    // Most lists are filled in ascending order.
    if (length > 0 && index < (this.#items[length - 1] as number)) this.#isSorted = false;
    this.#items[length] = index;
    this.#length = length + 1;
  }

  at(place: number): number {
    return this.#items[place] as number;
  }

  /** The indexes, ascending; valid until the next change. */
  sorted(): Uint32Array {
    const items = this.#items.subarray(0, this.#length);
    if (!this.#isSorted) items.sort();
    this.#isSorted = true;
    return items;
  }
}
