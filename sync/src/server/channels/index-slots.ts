/**
 * Finds the slot of an entity index. Hot: each changed row is looked up, so this is a table with open addressing in
 * typed arrays, which takes half of the time of a `Map` and is cleared without garbage.
 */

const FIRST_CAPACITY = 16;
/** 2^32 divided by the golden ratio: spreads indexes that follow each other. */
const SPREAD = 0x9e3779b1;

export class IndexSlots {
  /** The index, plus one; 0 is free. */
  #keys: Uint32Array = new Uint32Array(FIRST_CAPACITY);
  #slots: Uint32Array = new Uint32Array(FIRST_CAPACITY);
  #shift = 32 - Math.log2(FIRST_CAPACITY);
  #count = 0;

  /** The slot of an index; -1 if it has none. */
  find(index: number): number {
    const place = this.#placeOf(index);
    return this.#keys[place] === 0 ? -1 : (this.#slots[place] as number);
  }

  /** Adds an index that has no slot. */
  add(index: number, slot: number): void {
    // At most half full, so that a search ends soon.
    if (this.#count * 2 >= this.#keys.length) this.#grow();
    const place = this.#placeOf(index);
    this.#keys[place] = index + 1;
    this.#slots[place] = slot;
    this.#count++;
  }

  clear(): void {
    this.#keys.fill(0);
    this.#count = 0;
  }

  /** Where an index is, or would be. */
  #placeOf(index: number): number {
    const keys = this.#keys;
    const last = keys.length - 1;
    let place = Math.imul(index, SPREAD) >>> this.#shift;
    for (;;) {
      const key = keys[place] as number;
      if (key === 0 || key === index + 1) return place;
      place = (place + 1) & last;
    }
  }

  #grow(): void {
    const keys = this.#keys;
    const slots = this.#slots;
    this.#keys = new Uint32Array(keys.length * 2);
    this.#slots = new Uint32Array(keys.length * 2);
    this.#shift--;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as number;
      if (key === 0) continue;
      const place = this.#placeOf(key - 1);
      this.#keys[place] = key;
      this.#slots[place] = slots[i] as number;
    }
  }
}
