/**
 * All watches of a database, in the thread that has added them.
 *
 *   a group is published  ->  changed rows of watched tables are noted (collect.ts)
 *   a microtask later     ->  update: what the notes mean for each watch  ->  listeners are called
 */

import type { Entity } from '../entity/index.js';
import type { OnError } from '../listener.js';
import type { WatchedLookup } from '../lookup/index.js';
import type { WatchedQuery } from '../query/index.js';
import type { StoreSide, TableReader } from '../table/index.js';
import { type EntityChanges, noChanges, type RowChanges } from './changes.js';
import { Delivery } from './delivery.js';
import { QueryWatches } from './query-watches.js';
import { TableWatches } from './table-watches.js';
import { type AnyWatch, Watch } from './watch.js';
import { visitConcerned } from './watched-entities.js';

type RowListener = (changes: RowChanges) => void;

export class Watches {
  readonly #side: StoreSide;
  /** By table id, for tables that were ever watched. */
  readonly #tables: (TableWatches | undefined)[] = [];
  readonly #queries: Map<object, QueryWatches> = new Map();
  /** Watches of all rows of an entity. */
  readonly #entities: Map<Entity, Set<Watch<string>>> = new Map();
  /** How many watches there are of each entity, and of its rows. */
  readonly #ofEntity: Map<Entity, number> = new Map();
  readonly #watches: Set<AnyWatch> = new Set();
  readonly #delivery: Delivery;
  readonly #catchUp: () => boolean;
  #destroyed: Entity[] = [];
  #hasNotes = false;
  #added = 0;

  /**
   * `side` is what is published. `catchUp` is called while it is held, before it is looked at: it notes what is not
   * noted yet, and returns true if that is anything.
   */
  constructor(side: StoreSide, onError: OnError, catchUp: () => boolean = nothing) {
    this.#side = side;
    this.#catchUp = catchUp;
    this.#delivery = new Delivery(() => this.#update(), onError);
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

  /** Entities that are watched, or of which a row is. */
  get ofEntity(): ReadonlyMap<Entity, number> {
    return this.#ofEntity;
  }

  /** Notes that a watched entity was destroyed. */
  noteDestroyed(entity: Entity): void {
    this.#destroyed.push(entity);
  }

  /** Calls listeners soon, because something was noted. */
  deliverSoon(): void {
    this.#hasNotes = true;
    this.#delivery.soon();
  }

  /** Calls listeners now. */
  deliver(): void {
    this.#delivery.now();
  }

  watchEntity(entity: Entity, listener: (changes: EntityChanges) => void): () => void {
    const watch = this.#newWatch<string>((report) => listener({ destroyed: false, ...report }), true);
    return this.#startOfEntity(entity, watch, addTo(this.#entities, entity, watch));
  }

  watchRow(entity: Entity, table: TableReader, listener: RowListener): () => void {
    const watch = this.#newWatch<Entity>(listener);
    return this.#startOfEntity(entity, watch, addTo(this.#tableOf(table).ofEntity, entity, watch));
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

  /** Notes are missing: the next delivery tells every listener to read the present state. */
  reset(): void {
    for (const table of this.#tables) table?.reset();
    this.#destroyed = [];
    for (const watch of this.#watches) {
      watch.addReset();
      this.#delivery.add(watch);
    }
  }

  /** Calls listeners with what was published, for the last time. */
  end(): void {
    this.#delivery.end();
  }

  #newWatch<Key>(listener: ConstructorParameters<typeof Watch<Key>>[1], isOfEntity = false): Watch<Key> {
    // What was noted before does not concern it.
    this.#update();
    return new Watch(this.#added++, listener, isOfEntity);
  }

  #startOfEntity(entity: Entity, watch: AnyWatch, remove: () => void): () => void {
    this.#ofEntity.set(entity, (this.#ofEntity.get(entity) ?? 0) + 1);
    return this.#start(watch, () => {
      remove();
      const others = (this.#ofEntity.get(entity) ?? 1) - 1;
      if (others > 0) this.#ofEntity.set(entity, others);
      else this.#ofEntity.delete(entity);
    });
  }

  #start(watch: AnyWatch, remove: () => void): () => void {
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

  /** Finds what the notes mean, and begins anew. The published side is the state after them. */
  #update(): void {
    const side = this.#side;
    side.store.hold();
    try {
      const hasNews = this.#catchUp();
      if (!hasNews && !this.#hasNotes) return;
      this.#hasNotes = false;
      for (const query of this.#queries.values()) {
        if (query.update(side)) query.watches.forEach(this.#delivery.add);
      }
      for (const table of this.#tables) if (table !== undefined && table.notes.count > 0) this.#updateTable(table);
      for (const entity of this.#destroyed) this.#endEntity(entity);
      this.#destroyed = [];
    } finally {
      side.store.release();
    }
  }

  #updateTable(table: TableWatches): void {
    const rows = this.#side.prepare(table.table);
    const { notes } = table;
    table.update(rows, this.#delivery.add);
    if (this.#entities.size > 0) {
      visitConcerned(this.#entities, rows, notes, (watches, change) => {
        for (const watch of watches) {
          watch.add({ ...noChanges(), [change]: [table.table.name] });
          this.#delivery.add(watch);
        }
      });
    }
    notes.clear();
  }

  /** A destroyed entity never lives again, so its watches have ended. */
  #endEntity(entity: Entity): void {
    for (const watch of this.#entities.get(entity) ?? []) {
      watch.addDestroyed();
      this.#delivery.add(watch);
      this.#watches.delete(watch);
    }
    this.#entities.delete(entity);
    this.#ofEntity.delete(entity);
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

function nothing(): boolean {
  return false;
}
