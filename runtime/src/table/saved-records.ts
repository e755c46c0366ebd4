/** Records kept while an operation that may be refused half way writes over them. */

/** A stack, because the data of one operation may come from code that starts another. */
export class SavedRecords {
  /** Bytes to a record. */
  readonly #size: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #top = 0;

  constructor(size: number) {
    this.#size = size;
  }

  push(from: Uint8Array, offset: number): void {
    const top = this.#top + this.#size;
    if (top > this.#bytes.length) {
      const larger = new Uint8Array(2 * top);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    copyBytes(from, offset, this.#bytes, this.#top, this.#size);
    this.#top = top;
  }

  /** Copies the record on top of the stack back. */
  restore(to: Uint8Array, offset: number): void {
    copyBytes(this.#bytes, this.#top - this.#size, to, offset, this.#size);
  }

  pop(): void {
    this.#top -= this.#size;
  }
}

/** Copies a record; for the common size, a loop beats the two views that a bulk copy needs. */
function copyBytes(from: Uint8Array, fromOffset: number, to: Uint8Array, toOffset: number, length: number): void {
  if (length > 64) to.set(from.subarray(fromOffset, fromOffset + length), toOffset);
  else for (let i = 0; i < length; i++) to[toOffset + i] = from[fromOffset + i] as number;
}
