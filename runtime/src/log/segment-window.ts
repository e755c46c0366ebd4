/**
 * A piece of a file in memory, which moves forwards. A file may be longer than memory, but each frame is in the piece
 * as a whole.
 */

import { assert } from '../errors.js';
import { FileSystemError, type OpenFile, readFully } from '../fs/index.js';

/** Bytes per read: enough to keep the device busy, few enough for the cache. */
const PIECE_BYTES = 2 ** 20;

export class SegmentWindow {
  /** Begins where its buffer begins. */
  bytes: Uint8Array = new Uint8Array(0);
  /** The same bytes as words. */
  words: Int32Array = new Int32Array(0);
  /** Of the file, in bytes. */
  size = 0;
  #file: OpenFile | undefined;
  #path = '';
  /** The part of the file that is in `bytes`. */
  #start = 0;
  #end = 0;

  /** Starts at the beginning of a file. A window may be reused for several files. `path` is for errors. */
  open(file: OpenFile, path: string): void {
    this.#file = file;
    this.#path = path;
    this.size = file.size();
    this.#start = 0;
    this.#end = 0;
    const capacity = Math.min(PIECE_BYTES, this.size);
    // The memory for a very large frame is not kept.
    if (this.bytes.length < capacity || this.bytes.length > PIECE_BYTES) this.#allocate(capacity);
  }

  /**
   * Returns the position in `bytes` of the file's bytes from `offset` to `offset + length`, which must be within its
   * size. Aligned offsets give aligned positions. Earlier positions may become invalid.
   */
  locate(offset: number, length: number): number {
    if (offset >= this.#start && offset + length <= this.#end) return offset - this.#start;
    this.#read(offset, length);
    return offset - this.#start;
  }

  #read(offset: number, length: number): void {
    const file = this.#file;
    assert(file !== undefined && offset + length <= this.size, 'a window shows what is in its file');
    const before = this.bytes;
    // A start that is a multiple of 8 keeps the alignment of the file.
    const start = offset - (offset % 8);
    const needed = offset + length - start;
    if (needed > before.length) this.#allocate(needed);
    const isKept = start >= this.#start && start < this.#end;
    const kept = isKept ? this.#end - start : 0;
    if (isKept) this.bytes.set(before.subarray(start - this.#start, this.#end - this.#start));
    const wanted = Math.min(this.bytes.length, this.size - start);
    const came = readFully(file, this.bytes.subarray(kept, wanted), start + kept);
    if (kept + came < wanted) {
      throw new FileSystemError('EIO', 'read', this.#path, 'the file became shorter while it was read');
    }
    this.#start = start;
    this.#end = start + wanted;
  }

  #allocate(length: number): void {
    const words = Math.ceil(length / 4);
    this.bytes = new Uint8Array(words * 4);
    this.words = new Int32Array(this.bytes.buffer);
  }
}
