/** Reads what frames of sync consist of, without any code of sync, and notes where their numbers are. */

export interface NumberPlace {
  /** A count or a length says how much follows. */
  readonly kind: 'count' | 'length' | 'number';
  readonly at: number;
  readonly end: number;
  readonly value: number;
}

const TEXT = new TextDecoder();

export class FrameReader {
  readonly bytes: Uint8Array;
  readonly places: NumberPlace[] = [];
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error('a frame ends early');
    return byte;
  }

  skip(count: number): void {
    this.at += count;
    if (this.at > this.bytes.length) throw new Error('a frame ends early');
  }

  number(kind: NumberPlace['kind'] = 'number'): number {
    const { at } = this;
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.byte();
      value += (byte % 128) * unit;
      if (byte >= 128) continue;
      this.places.push({ kind, at, end: this.at, value });
      return value;
    }
  }

  text(): string {
    const length = this.number('length');
    this.skip(length);
    return TEXT.decode(this.bytes.subarray(this.at - length, this.at));
  }

  /** A count, and that many items. */
  list<Item>(read: () => Item): Item[] {
    return Array.from({ length: this.number('count') }, read);
  }

  /** Of entities: each is the difference from the one before. */
  indexes(): number[] {
    let index = 0;
    return this.list(() => {
      index += this.number();
      return index;
    });
  }
}
