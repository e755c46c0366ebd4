/** Debug mode: compares the bytes of one table with a copy, to find and undo writes that no mark announces. */

import { BLOCK_BYTES, type Memory, type Region, type Side } from '../memory/index.js';
import type { StoreSide } from '../table/index.js';
import type { LoopTable } from './loop-source.js';

/**
 * The other side cannot replace the copy: it lacks the changes of the current group, and in an attached thread it can
 * change at any time.
 */
export class WatchedBytes {
  readonly #side: StoreSide;
  readonly #table: LoopTable;
  /** Absent if another thread owns the table. */
  readonly #owned: { readonly region: Region; readonly memory: Memory } | undefined;
  /** Bytes from one row to the next. */
  readonly #stride: number;
  readonly #bytesOf: () => Uint8Array;
  #bytes: Uint8Array = new Uint8Array(0);
  #before: Uint8Array = new Uint8Array(0);
  // State when the copy was made; shows whether blocks were marked, or a version published, since then.
  #placeCount = 0;
  #transaction = 0;
  /** The side that the loop runs over. */
  #shownSide: Side = 0;
  #turns = 0;

  /** `bytesOf` returns the bytes of the side that the loop runs over. */
  constructor(side: StoreSide, table: LoopTable, kind: 'records' | 'dense', stride: number, bytesOf: () => Uint8Array) {
    this.#side = side;
    this.#table = table;
    const region = side.regionsOf(table.table)?.[kind];
    const { memory } = side;
    this.#owned = region && memory && { region, memory };
    this.#stride = stride;
    this.#bytesOf = bytesOf;
    this.#copy();
  }

  /** Undoes unmarked writes in the current run, which has `count` rows, or in all rows. True if it found any. */
  undo(count?: number): boolean {
    const first = count === undefined ? 0 : this.#table.first * this.#stride;
    const end = count === undefined ? this.#before.length : first + count * this.#stride;
    const hasPublished = this.#hasPublished;
    let isFound = false;
    for (let start = first; start < end; ) {
      const block = Math.floor(start / BLOCK_BYTES);
      const next = Math.min((block + 1) * BLOCK_BYTES, end);
      if (!isEqual(this.#bytes, this.#before, start, next)) {
        const isUndone = hasPublished ? this.#undoPublished(block) : this.#undoBlock(block, start, next);
        isFound ||= isUndone;
      }
      start = next;
    }
    if (hasPublished) this.#copy();
    else this.#placeCount = this.#owned?.region.placeCount ?? 0;
    return isFound;
  }

  get #hasPublished(): boolean {
    if (this.#owned === undefined) return false;
    const { transaction, turns } = this.#owned.memory;
    return transaction !== this.#transaction || turns !== this.#turns;
  }

  #copy(): void {
    const { table, side } = this.#table;
    this.#side.prepareToLend(table);
    this.#bytes = this.#bytesOf();
    this.#before = this.#bytes.slice(0, side.count * this.#stride);
    if (this.#owned === undefined) return;
    const { memory, region } = this.#owned;
    this.#placeCount = region.placeCount;
    this.#transaction = memory.transaction;
    this.#turns = memory.turns;
    this.#shownSide = this.#side.isWorking ? memory.workingSide : memory.publishedSide;
  }

  #undoBlock(block: number, start: number, end: number): boolean {
    if (this.#isMarked(block)) {
      this.#before.set(this.#bytes.subarray(start, end), start);
      return false;
    }
    this.#bytes.set(this.#before.subarray(start, end), start);
    return true;
  }

  /** True if the transaction has marked the block and can have done so since the copy was made. */
  #isMarked(block: number): boolean {
    const region = this.#side.isWorking ? this.#owned?.region : undefined;
    if (region?.isTouched(block) !== true) return false;
    const { placeCount } = region;
    return placeCount < 0 || placeCount !== this.#placeCount;
  }

  /**
   * After a publication, the bytes can belong to any side, and can differ from the copy without an unmarked write. But
   * the sides of a clean block must be equal, so another side holds the right bytes. The spare side may lack blocks.
   */
  #undoPublished(block: number): boolean {
    if (this.#owned === undefined) return false;
    this.#side.prepareToLend(this.#table.table);
    const { region, memory } = this.#owned;
    const { workingSide, publishedSide } = memory;
    const side = this.#shownSide;
    const shown = region.viewsOf(side).u8;
    const other = region.viewsOf(side === publishedSide ? workingSide : publishedSide).u8;
    const isSpare = side !== publishedSide && side !== workingSide;
    const start = block * BLOCK_BYTES;
    const end = start + BLOCK_BYTES;
    if (!region.isClean(block) || (isSpare && region.isStale(block)) || isEqual(shown, other, start, end)) return false;
    shown.set(other.subarray(start, end), start);
    return true;
  }
}

function isEqual(a: Uint8Array, b: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (a[i] !== b[i]) return false;
  return true;
}
