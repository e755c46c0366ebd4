/**
 * Reads the ring of another thread, which overwrites it meanwhile: F4 to F6 of ring.ts. Whatever the memory contains,
 * nothing outside of it is read, and each call ends.
 */

import { copyBytes, NO_BYTES, type Views, viewsOver } from '../memory/index.js';
import { ReplayError } from '../operation/index.js';
import type { CommitBytes } from './recording.js';
import {
  ENTRY_ALIGNMENT,
  ENTRY_HEADER_BYTES,
  entriesOf,
  HEAD,
  LAST_VERSION,
  positionsOf,
  TAIL,
} from './ring-memory.js';

/** What `next` has found. */
export const NOTHING = 0;
export const COMMIT = 1;
/** The entry at the position of the reader was overwritten. */
export const OVERRUN = 2;

const COPY_BYTES_MIN = 4096;
/** A larger copy is released when the next one is made. */
const KEPT_BYTES_MAX = 2 ** 20;

/** Where the entry after the commit with this version begins. */
export interface RingPlace {
  readonly version: number;
  readonly position: number;
}

/** Before the oldest entry, wherever that is. No commit has this version. */
const OLDEST: RingPlace = { version: -1, position: 0 };

export class RingReader {
  /** What `next` or `skip` has read last. */
  version = 0;
  at = 0;
  /** The copy that `next` has made. */
  bytes: CommitBytes = { views: NO_BYTES, start: 0, operationsEnd: 0, end: 0, hasOld: false };
  /** Where the next entry begins. */
  position = 0;
  readonly #positions: BigInt64Array;
  readonly #entries: Views;
  readonly #reusesCopy: boolean;
  #copy: Views = NO_BYTES;
  /** What else the header at `position` says. */
  #length = 0;
  #operationsBytes = 0;
  #hasOld = false;

  /** `reusesCopy` says that `bytes` is valid until the next call only. */
  constructor(memory: SharedArrayBuffer, reusesCopy: boolean) {
    this.#reusesCopy = reusesCopy;
    this.#positions = positionsOf(memory);
    this.#entries = entriesOf(memory);
  }

  /** True once the owner records commits. */
  get isStarted(): boolean {
    return this.#load(HEAD) > 0;
  }

  /**
   * Moves to the first commit after `version`, or behind the newest one. Returns false if commits after `version` are
   * missing. Searches from the place of an earlier commit, if one is given, otherwise from the oldest one.
   */
  moveAfter(version: number, known: RingPlace = OLDEST): boolean {
    const head = this.#load(HEAD);
    // While the owner appends a group, TAIL may be after HEAD.
    this.position = Math.max(head, this.#load(TAIL));
    if (this.#load(LAST_VERSION) <= version) return true;
    this.position = Math.max(known.position, this.#load(TAIL));
    let before = known.version;
    for (;;) {
      const { position } = this;
      const found = this.skip(Number.POSITIVE_INFINITY);
      if (found === NOTHING) return before === version;
      if (found === OVERRUN) this.position = this.#load(TAIL);
      else if (this.version > version) {
        this.position = position;
        return this.version === version + 1;
      } else before = this.version;
    }
  }

  /** Version of the oldest kept commit; `undefined` if none is kept. Moves to it. */
  oldest(): number | undefined {
    for (;;) {
      const position = this.#load(TAIL);
      this.position = position;
      const found = this.skip(Number.POSITIVE_INFINITY);
      this.position = position;
      if (found !== OVERRUN) return found === COMMIT ? this.version : undefined;
    }
  }

  /**
   * Copies the next entry, if its version is at most `limit`. Otherwise, and if there is none, returns `NOTHING`.
   *
   * @throws ReplayError if no owner writes what is there
   */
  next(limit: number): number {
    const found = this.#find(limit);
    if (found !== COMMIT) return found;
    const length = this.#length - ENTRY_HEADER_BYTES;
    const views = this.#reserve(length);
    copyBytes(this.#entries, (this.position % this.#entries.length) + ENTRY_HEADER_BYTES, views, 0, length); // F5
    if (this.#isOverwritten) return OVERRUN; // F6
    this.position += this.#length;
    this.bytes = { views, start: 0, operationsEnd: this.#operationsBytes, end: length, hasOld: this.#hasOld };
    return COMMIT;
  }

  /** As `next`, but reads the header alone. */
  skip(limit: number): number {
    const found = this.#find(limit);
    if (found === COMMIT) this.position += this.#length;
    return found;
  }

  /** Finds the next entry that is no filler, and reads its header. */
  #find(limit: number): number {
    for (;;) {
      const available = this.#load(HEAD) - this.position; // F4
      // Where `toEnd` has moved to, TAIL may be before HEAD is.
      if (available === 0 || (available < 0 && this.#load(TAIL) >= this.position)) return NOTHING;
      const { length: size, u32, f64 } = this.#entries;
      const offset = this.position % size;
      this.#length = u32[offset >>> 2] as number; // F5
      this.#operationsBytes = u32[(offset >>> 2) + 1] as number;
      this.version = f64[(offset >>> 3) + 1] as number;
      this.at = f64[(offset >>> 3) + 2] as number;
      this.#hasOld = u32[(offset >>> 2) + 6] === 1;
      if (this.#isOverwritten) return OVERRUN; // F6
      const isFiller = this.#operationsBytes === 0;
      this.#requirePossible(offset, available, isFiller);
      if (!isFiller) return this.version > limit ? NOTHING : COMMIT;
      this.position += this.#length;
    }
  }

  /** Lengths that were not overwritten are used only if an owner can have written them. */
  #requirePossible(offset: number, available: number, isFiller: boolean): void {
    const size = this.#entries.length;
    const length = this.#length;
    const isWithin = available <= size && length <= available && offset + length <= size;
    const isEntry = isFiller
      ? length >= ENTRY_ALIGNMENT && offset + length === size
      : this.#operationsBytes <= length - ENTRY_HEADER_BYTES && Number.isSafeInteger(this.version) && this.version > 0;
    if (isWithin && isEntry && length % ENTRY_ALIGNMENT === 0 && this.#operationsBytes % ENTRY_ALIGNMENT === 0) return;
    throw new ReplayError(
      `an entry of ${length} bytes, with ${this.#operationsBytes} bytes of operations, at byte ${offset} of ${size}, ` +
        `where ${available} bytes can be read`,
    );
  }

  /** Reads the word by an access that also writes it; see ring.ts. */
  get #isOverwritten(): boolean {
    return Number(Atomics.add(this.#positions, TAIL, 0n)) > this.position; // F6
  }

  #load(index: number): number {
    return Number(Atomics.load(this.#positions, index));
  }

  #reserve(bytes: number): Views {
    if (!this.#reusesCopy) return viewsOver(new ArrayBuffer(bytes), 0, bytes);
    const isKept = bytes <= this.#copy.length && (this.#copy.length <= KEPT_BYTES_MAX || bytes > KEPT_BYTES_MAX);
    if (isKept) return this.#copy;
    const length = bytes > KEPT_BYTES_MAX ? bytes : Math.max(COPY_BYTES_MIN, 2 ** Math.ceil(Math.log2(bytes)));
    this.#copy = viewsOver(new ArrayBuffer(length), 0, length);
    return this.#copy;
  }
}
