/** The record kept while an operation that may be refused half way writes over it. */

export class SavedRecord {
  readonly #bytes: Uint8Array;

  /** `size` is the record's, in bytes. */
  constructor(size: number) {
    this.#bytes = new Uint8Array(size);
  }

  save(from: Uint8Array, offset: number): void {
    copyBytes(from, offset, this.#bytes, 0, this.#bytes.length);
  }

  restore(to: Uint8Array, offset: number): void {
    copyBytes(this.#bytes, 0, to, offset, this.#bytes.length);
  }
}

/** Copies a record; for the common size, a loop beats the two views that a bulk copy needs. */
function copyBytes(from: Uint8Array, fromOffset: number, to: Uint8Array, toOffset: number, length: number): void {
  if (length > 64) to.set(from.subarray(fromOffset, fromOffset + length), toOffset);
  else for (let i = 0; i < length; i++) to[toOffset + i] = from[fromOffset + i] as number;
}
