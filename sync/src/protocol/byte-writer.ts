/** Writes numbers, texts and bytes one after the other, into memory that grows. */

/** Bytes of records. */
export interface RecordRange {
  /** Of the records in their table. */
  readonly places: Uint32Array;
  /** How many of the places are used. */
  readonly count: number;
  /** Bytes from one record to the next. */
  readonly stride: number;
  /** Of a record: the first byte, and how many. */
  readonly first: number;
  readonly length: number;
}

const FIRST_BYTES = 256;
/** Bytes that a loop copies faster than a call. */
const COPIED_ONE_BY_ONE_MAX = 32;
const UTF8 = new TextEncoder();

export class ByteWriter {
  #bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  #view: DataView = new DataView(this.#bytes.buffer);
  /** Where the next byte is written. */
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** A copy of what was written. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }

  /** What was written; valid until the next write. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  /** An integer from 0 to 2^53 - 1: seven bits in a byte, the lowest first; the highest bit says that more follow. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.length++] = rest;
  }

  /** The number of ascending integers, then each as its difference from the one before. */
  ascending(numbers: Uint32Array): void {
    this.varint(numbers.length);
    // A difference takes 5 bytes at most.
    this.#reserve(numbers.length * 5);
    const target = this.#bytes;
    let at = this.length;
    let before = 0;
    for (let i = 0; i < numbers.length; i++) {
      const number = numbers[i] as number;
      let rest = number - before;
      before = number;
      while (rest >= 0x80) {
        target[at++] = (rest & 0x7f) | 0x80;
        rest >>>= 7;
      }
      target[at++] = rest;
    }
    this.length = at;
  }

  f64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** Without their number. */
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** `length` bytes of `source` from each of the first `count` places on. Hot: records of a step are small. */
  records(source: Uint8Array, { places, count, stride, first, length }: RecordRange): void {
    this.#reserve(count * length);
    const target = this.#bytes;
    let to = this.length;
    for (let i = 0; i < count; i++) {
      let from = (places[i] as number) * stride + first;
      if (length > COPIED_ONE_BY_ONE_MAX) {
        target.set(source.subarray(from, from + length), to);
        to += length;
      } else for (const end = to + length; to < end; ) target[to++] = source[from++] as number;
    }
    this.length = to;
  }

  /** The number of bytes in UTF-8, then the bytes. */
  text(text: string): void {
    const bytes = UTF8.encode(text);
    this.varint(bytes.length);
    this.bytes(bytes);
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
