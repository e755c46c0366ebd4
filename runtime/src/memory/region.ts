/** A region: growable bytes with two sides or three. Readers see one side while the writer works on another. */

import { EcsDbError } from '../errors.js';
import { BLOCK_BYTES, BLOCK_SHIFT, copyChanged, copyItems } from './copy-blocks.js';
import { GrowableBytes, NO_BYTES } from './growable.js';
import type { Memory } from './memory.js';
import type { Shareable } from './move-to-shared.js';
import type { SharedBytes, Side } from './sides.js';
import { StaleBlocks } from './stale-blocks.js';
import type { ElementKinds, Views } from './views.js';

/**
 * States of a block. A state above `CHANGED` is the mark of one transaction of the group. The mark of the running
 * transaction means that the bytes from before it can be restored. The mark of an earlier one means that the block's
 * bytes exist on the working side only.
 */
const CLEAN = 0;
const CHANGED = 1;
const FIRST_MARK = 2;
const LAST_MARK = 255;

const NO_BLOCKS = /*@__PURE__*/ new Uint8Array(0);
const NO_NUMBERS = /*@__PURE__*/ new Uint32Array(0);

/** Places that are recorded per transaction and region. Beyond that, only blocks are; see `placeCount`. */
const PLACES_MAX = 16;
/** A value of `placeCount`: there are more places than were recorded. */
const MANY_PLACES = -1;

/** Bytes of items that take as long to copy, word by word, as a block. */
const ITEM_BYTES_PER_BLOCK = 128;

/** Larger than any number of a block. */
const NO_BLOCK = 2 ** 30 - 1;

/**
 * The only record of what changed. Every change marks its blocks first. The marks are used for:
 *
 *   undo         a block that was clean is copied back from the published side; a block that an earlier transaction of
 *                the group changed is copied back from the image that was saved when it was marked again
 *   publication  the blocks marked since the last publication are copied to the side that becomes the working side; of
 *                a group of one small transaction, only the items that it marked
 *   log          the blocks that a transaction marked are compared with their images from before it
 *
 *        published side   A B C D        dirty = [1, 3]: B was clean, so A B C D is its image from before;
 *        working side     A b C e        an earlier transaction of the group changed D to d,
 *                                                 so d was saved before it became e
 *
 * Invariant: outside a publication, where a block is CLEAN, both sides hold the same bytes.
 */
export class Region implements Shareable {
  /** The side that the writer works on. */
  working: Views;
  /** The side that readers see. It does not change until the next publication. */
  published: Views;
  /** The memory in which `locateBefore` found a block's image. */
  before: Views = NO_BYTES;

  readonly #memory: Memory;
  /** Length in bytes of what `mark` and `markItem` announce. */
  readonly #itemBytes: number;
  readonly #kinds: ElementKinds;
  /** By side. */
  readonly #bytes: [GrowableBytes, GrowableBytes, GrowableBytes?];
  /** The sides that `working` and `published` show. */
  #workingSide: Side = 0;
  #publishedSide: Side = 1;
  /** With three sides: what the spare one lacks, which is neither the working nor the published side. */
  #stale: StaleBlocks | undefined;
  #states: Uint8Array = NO_BLOCKS;
  /** The running transaction's mark. */
  #mark = FIRST_MARK;
  /** Blocks that are not clean, in the order in which they were first marked. */
  #dirty: Uint32Array = NO_NUMBERS;
  #dirtyCount = 0;
  /** The first and the last block that may be dirty. */
  #lowest = NO_BLOCK;
  #highest = -1;
  /** Where the running transaction's part of `#dirty` starts. */
  #dirtyStart = 0;
  /**
   * Blocks that the running transaction marked after an earlier one of the group had changed them, the first
   * `#savedCount` of the list, and their images.
   */
  readonly #savedBlocks: number[] = [];
  #savedCount = 0;
  #saved: Views = NO_BYTES;
  #savedBytes: GrowableBytes | undefined;
  /**
   * For each block that the running transaction touched: the number of its saved image plus one, or 0 if it was
   * clean.
   */
  #savedNumbers: Uint32Array = NO_NUMBERS;
  /** The first offsets that the running transaction marked, and how many it marked in all. */
  #places: Uint32Array = NO_NUMBERS;
  #placeCount = 0;
  /** How many of `#places` are all that changed since the last publication; `MANY_PLACES` if others did. */
  #groupPlaceCount = 0;
  /** True once the running transaction has marked anything. */
  #isTouched = false;
  /** True when something changed since the last publication. */
  #hasChanges = false;

  /**
   * `limit` caps the size of each side, in bytes. Items have `itemBytes` bytes. Views are made for these kinds, which
   * include u32. `isScattered` says that most bytes stay 0.
   */
  constructor(
    memory: Memory,
    colour: number,
    limit: number,
    itemBytes: number,
    kinds: ElementKinds = 'all',
    isScattered = false,
  ) {
    this.#memory = memory;
    this.#itemBytes = itemBytes;
    this.#kinds = kinds;
    this.#bytes = [
      new GrowableBytes(2 * colour, limit, kinds, isScattered),
      new GrowableBytes(2 * colour + 1, limit, kinds, isScattered),
    ];
    this.working = NO_BYTES;
    this.published = NO_BYTES;
  }

  /** Bytes of one side, used or not. */
  get capacity(): number {
    return this.working.length;
  }

  /** The memory of each side, for other threads to read. */
  get sides(): readonly SharedBytes[] {
    return this.#sides.map((bytes) => bytes.shared);
  }

  /** Adds a third side. It gets its bytes when the region is shared, which must follow. */
  addSide(colour: number): void {
    this.#bytes[2] = new GrowableBytes(colour, this.#bytes[0].limit, this.#kinds);
  }

  /** Removes it, if sharing has failed. */
  removeAddedSide(): void {
    this.#bytes.length = 2;
  }

  get buffersToShare(): number {
    return this.#sides.reduce((sum, bytes) => sum + bytes.buffersToShare, 0);
  }

  prepareSharing(reserved: number): boolean {
    return this.#sides.every((bytes) => bytes.prepareSharing(reserved, this.capacity));
  }

  abandonSharing(): void {
    for (const bytes of this.#sides) bytes.abandonSharing();
  }

  share(): void {
    const { capacity } = this;
    for (const bytes of this.#sides) bytes.share(capacity);
    this.align(this.#workingSide, this.#publishedSide);
    const third = this.#bytes[2];
    if (third === undefined) return;
    third.views.u8.set(this.published.u8);
    this.#stale = new StaleBlocks();
    this.#stale.grow(capacity >>> BLOCK_SHIFT);
  }

  get #sides(): readonly GrowableBytes[] {
    return this.#bytes.filter((bytes) => bytes !== undefined);
  }

  /** Releases all memory. The region must not be used afterwards. Views that are still referenced stay valid. */
  release(): void {
    for (const bytes of this.#sides) bytes.release();
    this.working = NO_BYTES;
    this.published = NO_BYTES;
    this.before = NO_BYTES;
    this.#savedBytes?.release();
    this.#savedBytes = undefined;
    this.#saved = NO_BYTES;
    this.#states = NO_BLOCKS;
    this.#dirty = NO_NUMBERS;
    this.#savedNumbers = NO_NUMBERS;
  }

  /** Grows all sides to at least `bytes`. True if the views were replaced. */
  reserve(bytes: number, table: string): boolean {
    if (bytes <= this.working.length) return false;
    const sides = this.#sides;
    const limit = Math.floor(Math.min(...sides.map((side) => side.limit)) / BLOCK_BYTES) * BLOCK_BYTES;
    if (bytes > limit) {
      throw new EcsDbError(
        'CAPACITY_EXCEEDED',
        `${table} cannot grow to ${bytes} bytes; its limit is ${limit} bytes.`,
        {
          table,
          expected: `at most ${limit} bytes`,
          got: `${bytes} bytes`,
        },
      );
    }
    const wanted = Math.max(bytes, this.working.length * 2);
    const capacity = Math.min(Math.ceil(wanted / BLOCK_BYTES) * BLOCK_BYTES, limit);
    // First, because it may throw: then all sides stay as they are.
    for (const side of sides) side.prepare(capacity);
    const blocks = capacity >>> BLOCK_SHIFT;
    this.#states = grown(this.#states, new Uint8Array(blocks));
    this.#dirty = grown(this.#dirty, new Uint32Array(blocks));
    this.#savedNumbers = grown(this.#savedNumbers, new Uint32Array(blocks));
    if (this.#places.length === 0) this.#places = new Uint32Array(PLACES_MAX);
    this.#stale?.grow(blocks);
    for (const side of sides) side.grow(capacity);
    this.align(this.#workingSide, this.#publishedSide);
    return true;
  }

  /**
   * Announces a change to the item at `offset`, which is in one block. The caller changes it afterwards.
   *
   * Hot: called for each record, map entry and entity slot that changes. The common case is one load and one
   * comparison.
   */
  mark(offset: number): void {
    const block = offset >>> BLOCK_SHIFT;
    if (this.#states[block] !== this.#mark) this.#touch(block);
    if (this.#placeCount < PLACES_MAX) this.#places[this.#placeCount] = offset;
    this.#placeCount++;
  }

  /** Announces a change to one item of `length` bytes at `offset`. */
  markItem(offset: number, length: number): void {
    this.#markBlocks(offset, length);
    if (this.#placeCount < PLACES_MAX) this.#places[this.#placeCount] = offset;
    this.#placeCount++;
  }

  /** Announces changes to many items, `length` bytes from `offset` on. */
  markRange(offset: number, length: number): void {
    this.#markBlocks(offset, length);
    this.#placeCount = PLACES_MAX + 1;
  }

  /** Announces changes in these blocks. Hot where a loop visits scattered rows. */
  markListed(blocks: Uint32Array): void {
    for (let i = 0; i < blocks.length; i++) {
      const block = blocks[i] as number;
      if (this.#states[block] !== this.#mark) this.#touch(block);
    }
    this.#placeCount = PLACES_MAX + 1;
  }

  #markBlocks(offset: number, length: number): void {
    if (length === 0) return;
    const first = offset >>> BLOCK_SHIFT;
    const last = (offset + length - 1) >>> BLOCK_SHIFT;
    if (first === last) {
      if (this.#states[first] !== this.#mark) this.#touch(first);
      return;
    }
    for (let block = first; block <= last; block++) {
      if (this.#states[block] !== this.#mark) this.#touch(block);
    }
  }

  /** Restores every byte that the running transaction changed. */
  restore(): void {
    this.#copy(this.published, this.working, this.placeCount, this.#dirtyStart, this.#mark);
    for (let i = this.#dirtyStart; i < this.#dirtyCount; i++) this.#states[this.#dirty[i] as number] = CLEAN;
    this.#dirtyCount = this.#dirtyStart;
    // The places of an earlier transaction were overwritten.
    this.#groupPlaceCount = MANY_PLACES;
    for (let i = 0; i < this.#savedCount; i++) {
      const block = this.#savedBlocks[i] as number;
      this.working.u8.set(this.#saved.u8.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES), block * BLOCK_BYTES);
      this.#states[block] = CHANGED;
    }
    this.#savedCount = 0;
    this.#placeCount = 0;
    this.#isTouched = false;
  }

  /** Ends the running transaction and keeps its changes. True if they are the first since the last publication. */
  endTransaction(): boolean {
    this.#groupPlaceCount = this.#hasChanges ? MANY_PLACES : this.placeCount;
    this.#dirtyStart = this.#dirtyCount;
    this.#savedCount = 0;
    this.#placeCount = 0;
    this.#isTouched = false;
    if (this.#mark === LAST_MARK) {
      for (let i = 0; i < this.#dirtyCount; i++) this.#states[this.#dirty[i] as number] = CHANGED;
      this.#mark = FIRST_MARK;
    } else {
      this.#mark++;
    }
    const isFirst = !this.#hasChanges;
    this.#hasChanges = true;
    return isFirst;
  }

  /** Restores every byte that the group changed. */
  rollbackGroup(): void {
    this.#copy(this.published, this.working, this.#groupPlaceCount, 0, CHANGED);
    this.#clearMarks();
  }

  /** Makes `working` and `published` show these sides. */
  align(working: Side, published: Side): void {
    this.#workingSide = working;
    this.#publishedSide = published;
    this.working = this.viewsOf(working);
    this.published = this.viewsOf(published);
  }

  /** The bytes of a side of this region. */
  viewsOf(side: Side): Views {
    return (this.#bytes[side] as GrowableBytes).views;
  }

  /** Called after a publication: copies what was published to the side that the writer works on next. */
  catchUp(working: Side, published: Side): void {
    this.#copy(this.viewsOf(published), this.viewsOf(working), this.#groupPlaceCount, 0, CHANGED);
    this.#stale?.add(this.#dirty, this.#dirtyCount);
    this.#clearMarks();
  }

  /**
   * As `catchUp`, when the writer works next on the side that was the spare one. The side that becomes the spare one
   * lacks what was just published, if that changed the region.
   */
  catchUpSpare(working: Side, published: Side): void {
    const stale = this.#stale as StaleBlocks;
    stale.add(this.#dirty, this.#dirtyCount);
    stale.copy(this.viewsOf(published), this.viewsOf(working));
    stale.add(this.#dirty, this.#dirtyCount);
    this.#clearMarks();
  }

  /** True if something was published, or will be, to which the working side has not caught up. */
  get hasChanged(): boolean {
    return this.#hasChanges;
  }

  /** Blocks that the spare side lacks. */
  get staleCount(): number {
    return this.#stale?.count ?? 0;
  }

  /** True if the spare side may hold other bytes than the published one. */
  isStale(block: number): boolean {
    return this.#stale?.has(block) === true;
  }

  /**
   * How many places the running transaction has marked; a place may be counted twice. If there are too many, -1: then
   * its blocks have to be compared instead. Comparing a block costs as much as looking at ten places.
   */
  get placeCount(): number {
    return this.#placeCount > PLACES_MAX ? MANY_PLACES : this.#placeCount;
  }

  /** The offset of the `i`-th place, or -1 if an earlier place has the same offset. */
  place(i: number): number {
    const offset = this.#places[i] as number;
    for (let earlier = 0; earlier < i; earlier++) if (this.#places[earlier] === offset) return -1;
    return offset;
  }

  /** How many blocks the running transaction has touched. */
  get touchedCount(): number {
    return this.#isTouched ? this.#dirtyCount - this.#dirtyStart + this.#savedCount : 0;
  }

  /** The `i`-th block that the running transaction has touched. */
  touchedBlock(i: number): number {
    const clean = this.#dirtyCount - this.#dirtyStart;
    return (i < clean ? this.#dirty[this.#dirtyStart + i] : this.#savedBlocks[i - clean]) as number;
  }

  /** True if both sides hold the same bytes, unless something was written without a mark. */
  isClean(block: number): boolean {
    return this.#states[block] === CLEAN;
  }

  /** How many places were marked since the last publication; -1 if only blocks are known. */
  get changedPlaces(): number {
    return this.#hasChanges ? this.#groupPlaceCount : 0;
  }

  /** The offset of the `i`-th of them. One can occur repeatedly. */
  changedPlace(i: number): number {
    return this.#places[i] as number;
  }

  /** How many blocks were marked since the last publication. */
  get changedCount(): number {
    return this.#dirtyCount;
  }

  /** The `i`-th of them. */
  changedBlock(i: number): number {
    return this.#dirty[i] as number;
  }

  isTouched(block: number): boolean {
    return this.#states[block] === this.#mark;
  }

  /**
   * Finds the image of a block from before the running transaction. Sets `before`, and returns the byte offset of the
   * image in it. Hot: called for each touched block of each logged transaction, so there is no object for the two
   * results.
   */
  locateBefore(block: number): number {
    if (this.#states[block] !== this.#mark) {
      this.before = this.working;
      return block * BLOCK_BYTES;
    }
    const number = this.#savedNumbers[block] as number;
    if (number === 0) {
      this.before = this.published;
      return block * BLOCK_BYTES;
    }
    this.before = this.#saved;
    return (number - 1) * BLOCK_BYTES;
  }

  /** A 32-bit word as it was before the running transaction. */
  wordBefore(index: number): number {
    const at = this.locateBefore(index >>> (BLOCK_SHIFT - 2)) >>> 2;
    return this.before.u32[at + (index & (BLOCK_BYTES / 4 - 1))] as number;
  }

  /** A double as it was before the running transaction. */
  doubleBefore(index: number): number {
    const at = this.locateBefore(index >>> (BLOCK_SHIFT - 3)) >>> 3;
    return this.before.f64[at + (index & (BLOCK_BYTES / 8 - 1))] as number;
  }

  #clearMarks(): void {
    for (let i = 0; i < this.#dirtyCount; i++) this.#states[this.#dirty[i] as number] = CLEAN;
    this.#dirtyCount = 0;
    this.#dirtyStart = 0;
    this.#lowest = NO_BLOCK;
    this.#highest = -1;
    this.#mark = FIRST_MARK;
    this.#hasChanges = false;
  }

  #touch(block: number): void {
    if (!this.#isTouched) {
      this.#isTouched = true;
      this.#memory.touched.push(this);
    }
    if (this.#states[block] === CLEAN) {
      this.#dirty[this.#dirtyCount++] = block;
      this.#savedNumbers[block] = 0;
      if (block < this.#lowest) this.#lowest = block;
      if (block > this.#highest) this.#highest = block;
    } else this.#save(block);
    this.#states[block] = this.#mark;
  }

  /** Saves the image of a block that an earlier transaction of the group has changed. */
  #save(block: number): void {
    const at = this.#savedCount * BLOCK_BYTES;
    if (this.#saved.length < at + BLOCK_BYTES) {
      this.#savedBytes ??= new GrowableBytes(0, this.#bytes[0].limit, this.#kinds);
      this.#saved = this.#savedBytes.grow(Math.min(Math.max(at * 2, 8 * BLOCK_BYTES), this.#savedBytes.limit));
    }
    const start = block * BLOCK_BYTES;
    this.#saved.u8.set(this.working.u8.subarray(start, start + BLOCK_BYTES), at);
    this.#savedBlocks[this.#savedCount++] = block;
    this.#savedNumbers[block] = this.#savedCount;
  }

  /**
   * Copies the first `places` places or, if that takes longer, the dirty blocks from position `first` of the list on.
   * Those have at least the state `state`. Other blocks may have it, too, if the caller restores them afterwards.
   */
  #copy(from: Views, to: Views, places: number, first: number, state: number): void {
    const count = this.#dirtyCount;
    if (places >= 0 && places * this.#itemBytes <= count * ITEM_BYTES_PER_BLOCK) {
      copyItems(from, to, this.#places, places, this.#itemBytes);
    } else {
      const { u8 } = from;
      copyChanged(u8, to.u8, this.#dirty, first, count, this.#states, state, this.#lowest, this.#highest);
    }
  }
}

function grown<Elements extends Uint8Array | Uint32Array>(old: Elements, larger: Elements): Elements {
  larger.set(old);
  return larger;
}
