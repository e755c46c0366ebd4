/**
 * The newest commits, in a ring of bytes. A new commit overwrites the oldest ones. Each one is in one piece:
 *
 *   u32   bytes of the entry, with this header
 *   u32   bytes of the transaction
 *   f64   version; 0 for the bytes that are left over before the end of the ring
 *   f64   when it was published, in milliseconds since the Unix epoch
 *   u32   1 if it contains old rows
 *   u32   0
 *         the commit; see recording.ts
 */

import { copyBytes, HAS_SHARED_MEMORY, makeSharedBuffer, type Views, viewsOver } from '../memory/index.js';
import type { CommitBytes } from './recording.js';

const HEADER_BYTES = 32;
const F64_BYTES = 8;

export interface KeptCommit {
  readonly version: number;
  readonly at: number;
  readonly bytes: CommitBytes;
}

export class Ring {
  readonly #views: Views;
  /** Where the oldest entry begins, and where the newest one ends. They only grow. */
  #tail = 0;
  #head = 0;
  /** The version that was read last, and where it is. */
  #lastRead = 0;
  #lastPosition = 0;
  /** Version of the oldest kept commit; of the next commit if none is kept. */
  oldest: number;

  /** `bytes` is a multiple of 8. `version` is that of the last commit, which is not recorded. */
  constructor(bytes: number, version: number) {
    const buffer = HAS_SHARED_MEMORY ? makeSharedBuffer(bytes) : new ArrayBuffer(bytes);
    this.#views = viewsOver(buffer, 0, bytes);
    this.oldest = version + 1;
  }

  /** Adds the next commit. If it does not fit into the ring, nothing is kept. */
  append(version: number, at: number, { views, start, operationsEnd, end, hasOld }: CommitBytes): void {
    const size = this.#views.length;
    const length = HEADER_BYTES + end - start;
    if (length > size) {
      this.#tail = this.#head;
      this.oldest = version + 1;
      return;
    }
    const left = size - (this.#head % size);
    if (left < length) this.#skip(left);
    this.#free(length);
    const offset = this.#head % size;
    const { u32, f64 } = this.#views;
    u32[offset >>> 2] = length;
    u32[(offset >>> 2) + 1] = operationsEnd - start;
    f64[(offset >>> 3) + 1] = version;
    f64[(offset >>> 3) + 2] = at;
    u32[(offset >>> 2) + 6] = hasOld ? 1 : 0;
    u32[(offset >>> 2) + 7] = 0;
    copyBytes(views, start, this.#views, offset + HEADER_BYTES, end - start);
    this.#head += length;
  }

  /** A copy of a kept commit. */
  read(version: number): KeptCommit {
    const { length, u32, f64 } = this.#views;
    const isKnown = this.#lastRead <= version && this.#lastPosition >= this.#tail;
    let at = isKnown ? this.#lastPosition : this.#tail;
    while (f64[((at % length) >>> 3) + 1] !== version) at += u32[(at % length) >>> 2] as number;
    this.#lastRead = version;
    this.#lastPosition = at;
    return this.#copy(version, at);
  }

  #copy(version: number, position: number): KeptCommit {
    const { length: size, u32, f64 } = this.#views;
    const offset = position % size;
    const length = (u32[offset >>> 2] as number) - HEADER_BYTES;
    const views = viewsOver(new ArrayBuffer(length), 0, length);
    copyBytes(this.#views, offset + HEADER_BYTES, views, 0, length);
    const operationsEnd = u32[(offset >>> 2) + 1] as number;
    const hasOld = u32[(offset >>> 2) + 6] === 1;
    return {
      version,
      at: f64[(offset >>> 3) + 2] as number,
      bytes: { views, start: 0, operationsEnd, end: length, hasOld },
    };
  }

  /** Marks the bytes up to the end of the ring as unused. */
  #skip(bytes: number): void {
    this.#free(bytes);
    const offset = this.#head % this.#views.length;
    this.#views.u32[offset >>> 2] = bytes;
    if (bytes > F64_BYTES) this.#views.f64[(offset >>> 3) + 1] = 0;
    this.#head += bytes;
  }

  /** Drops the oldest commits until `bytes` more fit. */
  #free(bytes: number): void {
    const { length, u32, f64 } = this.#views;
    while (this.#head + bytes - this.#tail > length) {
      const offset = this.#tail % length;
      if ((f64[(offset >>> 3) + 1] ?? 0) !== 0) this.oldest++;
      this.#tail += u32[offset >>> 2] as number;
    }
  }
}
