/** Reads what `ByteWriter` has written. Each length is checked before it is used, because the bytes are untrusted. */

import { CLOSE } from './close-codes.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** A frame that is not as docs/protocol.md says. */
export class ProtocolError extends Error {
  /** The code to close the connection with. */
  readonly closeCode: number;

  constructor(message: string, closeCode: number = CLOSE.protocol) {
    super(message);
    this.closeCode = closeCode;
  }
}

export class ByteReader {
  readonly bytes: Uint8Array;
  /** Where the next byte is read. */
  at: number;
  readonly end: number;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.at >= this.end;
  }

  u8(): number {
    this.require(1);
    return this.bytes[this.at++] as number;
  }

  /** At most 2^53 - 1, in its shortest form. */
  varint(): number {
    let value = 0;
    let unit = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.u8();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) {
        if ((byte === 0 && i > 0) || value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      unit *= 0x80;
    }
    throw new ProtocolError('a number is not in its shortest form, or too large');
  }

  /** A varint up to `max`. */
  limited(max: number, what: string): number {
    const value = this.varint();
    if (value > max) throw new ProtocolError(`${what} is ${value}; at most ${max} is allowed`);
    return value;
  }

  f64(): number {
    this.require(8);
    const value = this.#view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  /** `count` bytes, not copied. */
  take(count: number): Uint8Array {
    this.require(count);
    const start = this.at;
    this.at += count;
    return this.bytes.subarray(start, this.at);
  }

  /** A text of at most `max` bytes. */
  text(max: number, what: string): string {
    const bytes = this.take(this.limited(max, `the length of ${what}`));
    try {
      return UTF8.decode(bytes);
    } catch {
      throw new ProtocolError(`${what} is not UTF-8`);
    }
  }

  require(count: number): void {
    if (this.at + count > this.end) throw new ProtocolError(`the frame ends ${this.at + count - this.end} bytes early`);
  }

  requireEnd(): void {
    if (this.at !== this.end) throw new ProtocolError(`${this.end - this.at} bytes are left over`);
  }
}
