/** The owner's archetypes, as a list in shared memory that only grows. */

import type { Archetypes } from '../../entity/index.js';
import { EcsDbError } from '../../errors.js';
import { GrowableBytes, moveToShared, NO_BYTES, type SharedBytes, viewsOver } from '../../memory/index.js';
import { ARCHETYPES, WORD_BYTES } from './layout.js';
import { requireShared } from './shared-memory.js';

/** Size limit of the list, in bytes. An entry is a word for the number of tables, then a word for each table. */
const LIST_BYTES_MAX = 2 ** 28;
const FIRST_CAPACITY = 4096;
/** The list grows by this factor. */
const GROWTH = 4;
/** Lengths of views are multiples of this, in bytes. */
const VIEW_BYTES = 8;

/**
 * The owner's end. An entry is written (A1) before it is counted (A2). A reader that finds an archetype in a published
 * registry has pinned a side that was published after the entity got the archetype, and so after A2. So it finds the
 * entry.
 */
export class ArchetypeWriter {
  readonly #bytes: GrowableBytes = new GrowableBytes(0, LIST_BYTES_MAX);
  readonly #words: Int32Array;
  #list: Uint32Array;
  #next = 0;

  constructor(words: Int32Array, archetypes: Archetypes) {
    moveToShared([this.#bytes]);
    this.#list = this.#bytes.grow(FIRST_CAPACITY).u32;
    this.#words = words;
    archetypes.watch(({ tableIds }) => this.#add(tableIds));
  }

  get shared(): SharedBytes {
    return this.#bytes.shared;
  }

  /** Releases the list. Called when the database is closed. */
  release(): void {
    this.#bytes.release();
    this.#list = NO_BYTES.u32;
  }

  #add(tableIds: Uint16Array): void {
    const end = this.#next + 1 + tableIds.length;
    if (end > this.#list.length) this.#grow(end);
    this.#list[this.#next] = tableIds.length; // A1
    this.#list.set(tableIds, this.#next + 1);
    this.#next = end;
    Atomics.add(this.#words, ARCHETYPES, 1); // A2
  }

  #grow(words: number): void {
    const { limit } = this.#bytes;
    if (words * WORD_BYTES > limit) throw tooManyArchetypes(limit);
    const bytes = Math.min(Math.max(this.#list.length * GROWTH, words) * WORD_BYTES, limit);
    this.#list = this.#bytes.grow(Math.floor(bytes / VIEW_BYTES) * VIEW_BYTES).u32;
  }
}

function tooManyArchetypes(limit: number): EcsDbError {
  return new EcsDbError(
    'CAPACITY_EXCEEDED',
    `the list of archetypes that other threads read is full at ${limit} bytes. Use fewer different sets of tables.`,
    { expected: `at most ${limit} bytes` },
  );
}

/** The attached thread's end. */
export class ArchetypeReader {
  #shared: SharedBytes | undefined;
  readonly #words: Int32Array;
  readonly #archetypes: Archetypes;
  readonly #isTable: (id: number) => boolean;
  #known = 0;
  #next = 0;

  constructor(shared: SharedBytes, words: Int32Array, archetypes: Archetypes, isTable: (id: number) => boolean) {
    this.#shared = shared;
    this.#words = words;
    this.#archetypes = archetypes;
    this.#isTable = isTable;
  }

  /**
   * Reads what the owner has added.
   *
   * @throws EcsDbError `SERIALIZATION_ERROR` if the list was overwritten
   */
  learn(): void {
    const count = Atomics.load(this.#words, ARCHETYPES);
    if (count !== this.#known) this.#read(count);
  }

  /** Releases the list. Called when the thread closes its access. */
  release(): void {
    this.#shared = undefined;
  }

  /**
   * Whatever the list contains, it is read within its bounds. Each archetype that is read must be new, so the loop
   * ends.
   */
  #read(count: number): void {
    if (this.#shared === undefined) return;
    const { buffer, start } = this.#shared;
    const list = viewsOver(buffer, start, buffer.byteLength - start, 'u32').u32;
    requireShared(count > this.#known, 'number of archetypes', `more than ${this.#known}`, count);
    for (; this.#known < count; this.#known++) {
      const first = this.#next + 1;
      const left = list.length - first;
      requireShared(left >= 0, 'number of archetypes', `the ${this.#known} in the list`, count);
      const length = list[this.#next] as number;
      requireShared(length <= left, 'length of an archetype', `at most ${left}`, length);
      const tableIds = this.#tableIds(list.subarray(first, first + length));
      const { id } = this.#archetypes.ensure(tableIds);
      requireShared(id === this.#known, 'list of archetypes', 'each archetype once', `archetype ${id} again`);
      this.#next = first + length;
    }
  }

  /** Checks all ids before they are used. */
  #tableIds(ids: Uint32Array): Uint16Array {
    let last = -1;
    for (const id of ids) {
      requireShared(id > last && this.#isTable(id), 'table of an archetype', 'ascending ids of tables', id);
      last = id;
    }
    return Uint16Array.from(ids);
  }
}
