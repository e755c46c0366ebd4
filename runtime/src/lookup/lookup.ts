/** What a lookup finds: entities in the order of an index. */

import { requireFunction } from '../arguments.js';
import { type AnyComponent, defineText, type Row } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import {
  IndexList,
  type IndexReader,
  type RowPool,
  rowOf,
  type StoreReader,
  type StoreSide,
  type TableReader,
  type TableSide,
} from '../table/index.js';
import type { KeyRange } from './key-range.js';

/** Entries that are read at once. */
const CHUNK = 64;
/** Entities that are printed. */
const PRINTED_MAX = 10;

/** What a watch needs to know of a lookup. */
export interface WatchedLookup {
  readonly side: StoreSide;
  readonly table: TableReader;
  readonly range: KeyRange;
  readonly reverse: boolean;
  /** Infinity if there is none. */
  readonly limit: number;
  /** The entities that it finds now. */
  toArray(): Entity[];
}

/**
 * Entities in the order of an index. In a transaction, they are noted when an iteration starts, so the loop
 * can change anything meanwhile; those that were destroyed are skipped. Over a database, an iteration continues after
 * the entity that it has reached, also when a version was published.
 */
export class Lookup<R extends Row = Row> implements Iterable<Entity> {
  static {
    defineText(
      Lookup.prototype,
      (lookup) => `${lookup.#table.name}.by.${lookup.#range.shape.descriptor.name}`,
      (lookup) => lookup.#text(),
    );
  }

  readonly #host: IndexReader;
  readonly #table: TableReader;
  readonly #component: AnyComponent;
  readonly #range: KeyRange;
  readonly #reverse: boolean;
  readonly #limit: number;

  constructor(
    host: IndexReader,
    table: TableReader,
    component: AnyComponent,
    range: KeyRange,
    reverse: boolean,
    limit: number,
  ) {
    this.#host = host;
    this.#table = table;
    this.#component = component;
    this.#range = range;
    this.#reverse = reverse;
    this.#limit = limit;
  }

  /** The first entity, or `undefined`. */
  first(): Entity | undefined {
    return this.#take(Math.min(1, this.#limit), this.#newLast(), true)[0];
  }

  /** How many entities there are. Visits the leaves of the index, and not their entries. */
  count(): number {
    this.#host.assertOpen();
    return this.#hold((side) => Math.min(this.#range.count(this.#words(side), this.#limit), this.#limit));
  }

  toArray(): Entity[] {
    return this.#take(this.#limit, this.#newLast(), true);
  }

  /**
   * Calls `visit` with the row of each entity, which is valid until it returns, and the entity. As in a loop of a
   * query, `visit` cannot insert or delete other rows of the table.
   */
  rows(visit: (row: R, entity: Entity) => void): void {
    requireFunction('rows', visit);
    this.#host.assertOpen();
    const { rows } = this.#host.side.store.cursorsOf(this.#table, this.#component);
    const last = this.#newLast();
    let left = this.#limit;
    for (let isStart = true; left > 0; isStart = false) {
      const size = this.#chunkOf(left);
      const entities = this.#take(size, last, isStart);
      // The component creates rows of this class.
      for (let i = 0; i < entities.length; i++) this.#lend(entities[i] as Entity, rows as RowPool<R>, visit);
      if (entities.length < size) return;
      left -= entities.length;
    }
  }

  /** @internal As of queries: undefined if the lookup is of another store. */
  $entitiesIn(store: StoreReader): Entity[] | undefined {
    return this.#host.side.store === store ? this.toArray() : undefined;
  }

  /** @internal */
  get $watched(): WatchedLookup {
    return {
      side: this.#host.side,
      table: this.#table,
      range: this.#range,
      reverse: this.#reverse,
      limit: this.#limit,
      toArray: () => this.toArray(),
    };
  }

  *[Symbol.iterator](): IterableIterator<Entity> {
    const last = this.#newLast();
    let left = this.#limit;
    for (let isStart = true; left > 0; isStart = false) {
      const size = this.#chunkOf(left);
      const entities = this.#take(size, last, isStart);
      for (const entity of entities) if (this.#isThere(entity)) yield entity;
      if (entities.length < size) return;
      left -= entities.length;
    }
  }

  /** The first entities, for people. */
  #text(): string {
    const found = this.#take(Math.min(this.#limit, PRINTED_MAX + 1), this.#newLast(), true);
    if (found.length === 0) return 'no entity';
    return found.length > PRINTED_MAX ? `${found.slice(0, PRINTED_MAX).join(', ')} and more` : found.join(', ');
  }

  #chunkOf(left: number): number {
    return this.#host.side.isWorking ? left : Math.min(CHUNK, left);
  }

  /** The entity may have been destroyed, or may have lost its row, since it was noted. */
  #isThere(entity: Entity): boolean {
    this.#host.assertOpen();
    const { side } = this.#host;
    side.store.hold();
    try {
      const rows = side.prepare(this.#table);
      const row = rowOf(rows, entity >>> 0);
      return row >= 0 && rows.dense[row] === entity;
    } finally {
      side.store.release();
    }
  }

  /**
   * Calls `visit` with the row of the entity, if it still has one. Hot: as `Reader.read`, but checks nothing twice.
   */
  #lend(entity: Entity, pool: RowPool<R>, visit: (row: R, entity: Entity) => void): void {
    this.#host.assertOpen();
    const { side } = this.#host;
    const table = this.#table;
    side.store.hold();
    try {
      const rows = side.prepareToLend(table);
      const row = rowOf(rows, entity >>> 0);
      if (row < 0 || rows.dense[row] !== entity) return;
      const open = pool.take();
      side.beginVisit(open, table);
      try {
        visit(open.open(entity, rows.records, row * table.stride), entity);
      } finally {
        side.endVisit(open, table);
        pool.release(open);
      }
    } finally {
      side.store.release();
    }
  }

  #newLast(): Uint32Array {
    return new Uint32Array(this.#range.shape.entryWords);
  }

  #take(limit: number, last: Uint32Array, isStart: boolean): Entity[] {
    this.#host.assertOpen();
    return this.#hold((side) => {
      const words = this.#words(side);
      const rows = side.of(this.#table);
      found.clear();
      this.#range.take(words, this.#reverse, limit, last, isStart, found);
      const entities: Entity[] = [];
      for (let i = 0; i < found.count; i++)
        entities.push(rows.dense[rowOf(rows, found.indexes[i] as number)] as Entity);
      return entities;
    });
  }

  #words(side: StoreSide): Uint32Array {
    return indexWords(side.prepareIndexes(this.#table), this.#range);
  }

  #hold<Result>(read: (side: StoreSide) => Result): Result {
    const { side } = this.#host;
    side.store.hold();
    try {
      return read(side);
    } finally {
      side.store.release();
    }
  }
}

function indexWords({ indexes }: TableSide, { shape }: KeyRange): Uint32Array {
  return indexes[shape.position] ?? NO_WORDS;
}

/** Used by one search at a time. */
const found: IndexList = /*@__PURE__*/ new IndexList();
const NO_WORDS: Uint32Array = /*@__PURE__*/ new Uint32Array(0);
