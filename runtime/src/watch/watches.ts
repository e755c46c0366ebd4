/**
 * All watches of a database, in the thread that has added them.
 *
 *   a group is published  ->  changed rows of watched tables are noted (collect.ts)
 *   a microtask later     ->  update: what the notes mean for each watch  ->  listeners are called
 */

import { runMicrotask, runNextTurn } from '../clock.js';
import type { Entity } from '../entity/index.js';
import { callListener, type OnError } from '../listener.js';
import type { WatchedLookup } from '../lookup/index.js';
import type { WatchedQuery } from '../query/index.js';
import type { StoreSide, TableReader } from '../table/index.js';
import { type EntityChanges, noChanges, type RowChanges } from './changes.js';
import { QueryWatches } from './query-watches.js';
import { TableWatches } from './table-watches.js';
import { Watch } from './watch.js';
import { visitConcerned } from './watched-entities.js';

/**
 * Deliveries, each caused by a listener of the one before, until the event loop turns once. So a listener that changes
 * what it watches does not keep timers and sockets waiting.
 */
const CHAIN_MAX = 100;

type RowListener = (changes: RowChanges) => void;

export class Watches {
  readonly #side: StoreSide;
  readonly #onError: OnError;
  /** By table id, for tables that were ever watched. */
  readonly #tables: (TableWatches | undefined)[] = [];
  readonly #queries: Map<object, QueryWatches> = new Map();
  /** Watches of all rows of an entity. */
  readonly #entities: Map<Entity, Set<Watch<string>>> = new Map();
  readonly #watches: Set<Watch<Entity> | Watch<string>> = new Set();
  #due: (Watch<Entity> | Watch<string>)[] = [];
  #destroyed: Entity[] = [];
  #hasNotes = false;
  #isScheduled = false;
  #isDelivering = false;
  /** Deliveries so far that were caused by the one before. */
  #chain = 0;
  #added = 0;
  #isEnded = false;

  /** `side` is what is published. */
  constructor(side: StoreSide, onError: OnError) {
    this.#side = side;
    this.#onError = onError;
  }

  get isEmpty(): boolean {
    return this.#watches.size === 0;
  }

  /** The entities of which all rows are watched. */
  get entities(): ReadonlyMap<Entity, unknown> {
    return this.#entities;
  }

  /** The watches of a table, if changes of it have to be noted. */
  ofTable(table: TableReader): TableWatches | undefined {
    const found = this.#tables[table.id];
    if (this.#entities.size > 0) return found ?? this.#makeTable(table);
    return found !== undefined && (found.needsAll || found.ofEntity.size > 0) ? found : undefined;
  }

  /** True if rows of single entities are watched, which can be destroyed. */
  get hasEntities(): boolean {
    return this.#entities.size > 0 || this.#tables.some((table) => table !== undefined && table.ofEntity.size > 0);
  }

  /** True if the destruction of an entity was noted. */
  get hasDestroyed(): boolean {
    return this.#destroyed.length > 0;
  }

  /** Notes that an entity was destroyed. */
  noteDestroyed(entity: Entity): void {
    if (!this.#entities.has(entity) && !this.#tables.some((table) => table?.ofEntity.has(entity) === true)) return;
    this.#destroyed.push(entity);
  }

  /** Calls listeners soon, because something was noted. */
  deliverSoon(): void {
    this.#hasNotes = true;
    if (this.#isScheduled || this.#isEnded) return;
    this.#isScheduled = true;
    this.#chain = this.#isDelivering ? (this.#chain + 1) % CHAIN_MAX : 0;
    if (this.#isDelivering && this.#chain === 0) runNextTurn(this.#deliver);
    else runMicrotask(this.#deliver);
  }

  watchEntity(entity: Entity, listener: (changes: EntityChanges) => void): () => void {
    const watch = this.#newWatch<string>((report) => listener({ destroyed: false, ...report }), true);
    return this.#start(watch, addTo(this.#entities, entity, watch));
  }

  watchRow(entity: Entity, table: TableReader, listener: RowListener): () => void {
    const watch = this.#newWatch<Entity>(listener);
    return this.#start(watch, addTo(this.#tableOf(table).ofEntity, entity, watch));
  }

  watchTable(table: TableReader, listener: RowListener): () => void {
    const watch = this.#newWatch<Entity>(listener);
    const { all } = this.#tableOf(table);
    all.add(watch);
    return this.#start(watch, () => all.delete(watch));
  }

  watchLookup(lookup: WatchedLookup, listener: RowListener): () => void {
    const watch = this.#newWatch<Entity>(listener);
    return this.#start(watch, this.#tableOf(lookup.table).addLookup(watch, lookup));
  }

  watchQuery(query: WatchedQuery, listener: RowListener): () => void {
    const watch = this.#newWatch<Entity>(listener);
    let watches = this.#queries.get(query.identity);
    if (watches === undefined) {
      watches = new QueryWatches(query, (table) => this.#tableOf(table).notes);
      for (const table of watches.tables) this.#tableOf(table).queries++;
      this.#queries.set(query.identity, watches);
    }
    watches.watches.add(watch);
    return this.#start(watch, () => this.#removeQuery(query, watch));
  }

  /** Notes are missing: every listener is told to read the present state. */
  reset(): void {
    for (const table of this.#tables) table?.reset();
    this.#destroyed = [];
    for (const watch of this.#watches) {
      watch.addReset();
      this.#addDue(watch);
    }
    this.deliverSoon();
  }

  /** Calls listeners with what was published, for the last time. */
  end(): void {
    this.#deliver();
    this.#isEnded = true;
  }

  #newWatch<Key>(listener: ConstructorParameters<typeof Watch<Key>>[1], isOfEntity = false): Watch<Key> {
    // What was noted before does not concern it.
    this.#update();
    return new Watch(this.#added++, listener, isOfEntity);
  }

  #start(watch: Watch<Entity> | Watch<string>, remove: () => void): () => void {
    this.#watches.add(watch);
    return () => {
      if (watch.isStopped) return;
      watch.isStopped = true;
      this.#watches.delete(watch);
      remove();
    };
  }

  #removeQuery({ identity }: WatchedQuery, watch: Watch<Entity>): void {
    const found = this.#queries.get(identity);
    if (found === undefined || !found.watches.delete(watch) || found.watches.size > 0) return;
    for (const table of found.tables) this.#tableOf(table).queries--;
    this.#queries.delete(identity);
  }

  #tableOf(table: TableReader): TableWatches {
    return this.#tables[table.id] ?? this.#makeTable(table);
  }

  #makeTable(table: TableReader): TableWatches {
    const made = new TableWatches(table);
    this.#tables[table.id] = made;
    return made;
  }

  readonly #deliver = (): void => {
    this.#isScheduled = false;
    if (this.#isEnded) return;
    this.#update();
    const due = this.#due.sort((a, b) => a.order - b.order);
    this.#due = [];
    this.#isDelivering = true;
    for (const watch of due) {
      const call = watch.isStopped ? undefined : watch.take();
      if (call !== undefined) callListener(call, this.#onError);
    }
    this.#isDelivering = false;
  };

  readonly #addDue = (watch: Watch<Entity> | Watch<string>): void => {
    if (watch.isDue) return;
    watch.isDue = true;
    this.#due.push(watch);
  };

  /** Finds what the notes mean, and begins anew. The published side is the state after them. */
  #update(): void {
    if (!this.#hasNotes) return;
    this.#hasNotes = false;
    const side = this.#side;
    side.store.hold();
    try {
      for (const query of this.#queries.values()) {
        if (query.update(side)) query.watches.forEach(this.#addDue);
      }
      for (const table of this.#tables) if (table !== undefined && table.notes.count > 0) this.#updateTable(table);
      for (const entity of this.#destroyed) this.#endEntity(entity);
    } finally {
      side.store.release();
    }
    this.#destroyed = [];
  }

  #updateTable(table: TableWatches): void {
    const rows = this.#side.prepare(table.table);
    const { notes } = table;
    table.update(rows, this.#addDue);
    if (this.#entities.size > 0) {
      visitConcerned(this.#entities, rows, notes, (watches, change) => {
        for (const watch of watches) {
          watch.add({ ...noChanges(), [change]: [table.table.name] });
          this.#addDue(watch);
        }
      });
    }
    notes.clear();
  }

  /** A destroyed entity never lives again, so its watches have ended. */
  #endEntity(entity: Entity): void {
    for (const watch of this.#entities.get(entity) ?? []) {
      watch.addDestroyed();
      this.#addDue(watch);
      this.#watches.delete(watch);
    }
    this.#entities.delete(entity);
    for (const table of this.#tables) {
      for (const watch of table?.ofEntity.get(entity) ?? []) this.#watches.delete(watch);
      table?.ofEntity.delete(entity);
    }
  }
}

/** Adds to the set of a key. Returns a function that removes it. */
function addTo<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): () => void {
  const set = sets.get(key) ?? new Set();
  sets.set(key, set.add(value));
  return () => {
    set.delete(value);
    if (set.size === 0 && sets.get(key) === set) sets.delete(key);
  };
}
