/**
 * Where the frames of zstd end (RFC 8878, section 3.1.1). Node decompresses only the first of several frames in a
 * stream, and drops the others without an error.
 */

/** Bytes of the header of a frame up to the one that says how long the header is. */
const START_BYTES = 5;
const DESCRIPTOR_AT = 4;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
const RLE_BLOCK = 1;

type Part = 'start' | 'header' | 'block header' | 'block' | 'checksum';

export class ZstdFrames {
  #part: Part = 'start';
  /** Bytes of the part that are still to come. */
  #left = START_BYTES;
  /** The bytes of the start or of a block header, which may come in pieces. */
  readonly #head = new Uint8Array(START_BYTES);
  #headLength = 0;
  #hasChecksum = false;
  #isLastBlock = false;
  #isBetween = true;

  /** True before the first byte of a frame. */
  get isBetween(): boolean {
    return this.#isBetween;
  }

  /** Returns the end of the bytes from `at` on that belong to the current frame. */
  advance(bytes: Uint8Array, at: number): number {
    let position = at;
    while (position < bytes.length) {
      this.#isBetween = false;
      const end = Math.min(position + this.#left, bytes.length);
      if (this.#part === 'start' || this.#part === 'block header') this.#keep(bytes.subarray(position, end));
      this.#left -= end - position;
      position = end;
      while (this.#left === 0) {
        this.#next();
        if (this.#isBetween) return position;
      }
    }
    return position;
  }

  #keep(bytes: Uint8Array): void {
    this.#head.set(bytes, this.#headLength);
    this.#headLength += bytes.length;
  }

  /** The current part is complete. */
  #next(): void {
    const following = this.#following();
    this.#headLength = 0;
    this.#isBetween = following === undefined;
    [this.#part, this.#left] = following ?? ['start', START_BYTES];
  }

  /** The next part of the frame and its length; undefined at the end of the frame. */
  #following(): readonly [Part, number] | undefined {
    switch (this.#part) {
      case 'start':
        return ['header', this.#headerRest()];
      case 'header':
        return ['block header', BLOCK_HEADER_BYTES];
      case 'block header':
        return ['block', this.#blockBytes()];
      case 'block':
        if (!this.#isLastBlock) return ['block header', BLOCK_HEADER_BYTES];
        return this.#hasChecksum ? ['checksum', CHECKSUM_BYTES] : undefined;
      case 'checksum':
        return undefined;
    }
  }

  #headerRest(): number {
    const descriptor = this.#head[DESCRIPTOR_AT] as number;
    this.#hasChecksum = (descriptor & 4) !== 0;
    const isSingleSegment = (descriptor & 32) !== 0;
    const dictionaryId = [0, 1, 2, 4][descriptor & 3] as number;
    const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] as number;
    return (isSingleSegment ? 0 : 1) + dictionaryId + contentSize;
  }

  #blockBytes(): number {
    const [low = 0, middle = 0, high = 0] = this.#head;
    const header = low | (middle << 8) | (high << 16);
    this.#isLastBlock = (header & 1) !== 0;
    return ((header >>> 1) & 3) === RLE_BLOCK ? 1 : header >>> 3;
  }
}
