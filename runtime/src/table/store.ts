/** Everything that a database stores, and the changes that concern entities and tables together. */

import type { Schema } from '../component/index.js';
import { Entities, type Entity, type EntityList, NO_ENTITY } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import { Memory, ReusedList, type SideReaders } from '../memory/index.js';
import { Bulk } from './bulk.js';
import { PublishedSide, WorkingSide } from './owned-sides.js';
import { StoreReader } from './store-reader.js';
import { Table } from './table.js';
import { NO_GROUP, TableGroups } from './table-groups.js';

/** Shows the published side to other threads. */
export interface SharedStoreReaders extends SideReaders {
  /** Writes the counters of all sides for the first time. */
  beginCounters(version: number): void;
  /** Writes the counters of the working side before it is published. A group has changed the first `count` tables. */
  writeCounters(tables: readonly Table[], count: number, version: number): void;
}

export class Store extends StoreReader<Table> {
  readonly memory: Memory;
  readonly entities: Entities;
  readonly working: WorkingSide;
  readonly published: PublishedSide;
  readonly groups: TableGroups = new TableGroups();
  readonly bulk: Bulk = new Bulk(this);
  /** Tables that take part in the running transaction. */
  readonly joined: ReusedList<Table>;

  /** Brings the indexes of a table up to date with what the running transaction has changed. */
  updateIndexes: (table: Table) => void = nothing;

  /** Tables that changed since the last publication. */
  readonly #changed: ReusedList<Table> = new ReusedList();
  /** Readers in other threads, once the database is shared. */
  #remoteReaders: SharedStoreReaders | undefined;

  constructor(schema: Schema, isDebug = false) {
    const memory = new Memory();
    const entities = new Entities(memory);
    const joined: ReusedList<Table> = new ReusedList();
    super(
      schema,
      schema.components.map((component) => new Table(memory, component, joined, schema, isDebug)),
      isDebug,
    );
    this.memory = memory;
    this.entities = entities;
    this.joined = joined;
    this.working = new WorkingSide(this);
    this.published = new PublishedSide(this);
  }

  /** Tables that changed since the last publication. */
  get changed(): Readonly<ReusedList<Table>> {
    return this.#changed;
  }

  begin(): void {
    this.joined.clear();
    this.memory.begin();
  }

  /** Undoes everything that the running transaction did. */
  rollback(): void {
    this.memory.rollback();
    this.entities.rollback();
    const { items, count } = this.joined;
    for (let i = 0; i < count; i++) (items[i] as Table).rollback();
  }

  /** True if the running transaction has changed, or announced to change, anything. */
  get isTouched(): boolean {
    return this.memory.touched.count > 0;
  }

  /** Ends the running transaction and keeps its changes for the next publication. False if there are none. */
  endTransaction(): boolean {
    const { items, count } = this.joined;
    for (let i = 0; i < count; i++) {
      const table = items[i] as Table;
      if (table.hasChanged) continue;
      table.hasChanged = true;
      this.#changed.push(table);
    }
    return this.memory.endTransaction();
  }

  /** Undoes the whole group: every transaction since the last publication. */
  rollbackGroup(): void {
    this.memory.rollbackGroup();
    this.entities.rollbackGroup();
    const { items, count } = this.#changed;
    for (let i = 0; i < count; i++) (items[i] as Table).rollbackGroup();
    this.#changed.clear();
  }

  /** Publishes the group: makes it visible to readers, atomically, as the state of this version. */
  publish(version: number): void {
    const { items, count } = this.#changed;
    this.published.visits.interruptAll();
    this.published.iterations.interruptChanged();
    this.#remoteReaders?.writeCounters(items, count, version);
    this.memory.flip();
    this.entities.publish();
    for (let i = 0; i < count; i++) (items[i] as Table).publish();
    this.#changed.clear();
    this.catchUp();
  }

  /** Prepares a side for the next transaction. False while other threads read each one that it could be. */
  catchUp(): boolean {
    if (!this.memory.catchUp()) return false;
    // Transactions read the registry without joining it.
    this.entities.align();
    return true;
  }

  /** Called after regions have moved. */
  refresh(): void {
    this.entities.refresh();
    for (const table of this.tables) table.refresh();
  }

  /** Ends all iterators and releases all memory, when the database is closed. */
  close(): void {
    this.published.iterations.endAll();
    this.memory.release();
    this.entities.refresh();
    for (const table of this.tables) table.close();
  }

  /** From now on other threads read the published side, too. `version` is the published one. */
  share(readers: SharedStoreReaders, version: number): void {
    this.#remoteReaders = readers;
    readers.beginCounters(version);
    this.memory.share(readers);
  }

  /** Adds a row, whose record was already written into the table's reserved slot. */
  append(table: Table, entity: Entity, index: number): void {
    table.append(entity, index);
    this.entities.addGroup(index, this.groupOf(table));
  }

  /** The group of a table that gets its first row now or has rows; see `TableGroups`. */
  groupOf(table: Table): number {
    if (table.group === NO_GROUP) this.groups.add(table);
    return table.group;
  }

  remove(table: Table, entity: Entity, index: number): void {
    if (table.visits !== 0) this.announceRowChange(table, entity);
    table.remove(index);
  }

  /** Removes every row of a living entity, and the entity. */
  destroy(entity: Entity, index: number): void {
    const count = this.groups.find(this.entities, index);
    const { found } = this.groups;
    // Everything that may throw comes first, so that the entity is destroyed wholly or not at all.
    if (this.working.visits.innermost !== undefined) {
      for (let i = 0; i < count; i++) {
        const table = found[i] as Table;
        if (table.visits !== 0) this.#assertNotVisited(table, entity);
      }
    }
    for (let i = 0; i < count; i++) {
      const table = found[i] as Table;
      if (table.visits !== 0) this.#interrupt(table, entity);
      table.join();
      table.remove(index);
    }
    this.entities.destroy(index);
  }

  /**
   * Called before a row of `entity` is inserted into or deleted from `table`. Throws if a visit of that table is at
   * another entity; interrupts the visits that are at this one.
   */
  announceRowChange(table: Table, entity: Entity): void {
    this.#assertNotVisited(table, entity);
    this.#interrupt(table, entity);
  }

  /** As `announceRowChange`, for entities that are created. If it throws, nothing was announced. */
  announceNewRows(tables: readonly Table[]): void {
    for (const table of tables) {
      if (table.visits === 0) continue;
      for (let visit = this.working.visits.innermost; visit !== undefined; visit = visit.$below) {
        if (visit.involves(table)) throw structuralChange(table, NO_ENTITY, visit.entity);
      }
    }
    for (const table of tables) if (table.visits !== 0) this.working.iterations.interrupt(table);
  }

  /** As `announceRowChange`, for many entities. If it throws, nothing was announced. */
  announceRowChanges(table: Table, entities: EntityList): void {
    if (table.visits === 0) return;
    this.requireNoVisits(table, entities);
    for (let i = 0; i < entities.length; i++) this.#interrupt(table, entities.ids[i] as Entity);
  }

  /** Throws if a visit of the table is at another entity than one of these. */
  requireNoVisits(table: Table, entities: EntityList): void {
    if (table.visits === 0) return;
    for (let i = 0; i < entities.length; i++) this.#assertNotVisited(table, entities.ids[i] as Entity);
  }

  #assertNotVisited(table: Table, entity: Entity): void {
    for (let visit = this.working.visits.innermost; visit !== undefined; visit = visit.$below) {
      if (visit.entity !== entity && visit.involves(table)) throw structuralChange(table, entity, visit.entity);
    }
  }

  #interrupt(table: Table, entity: Entity): void {
    for (let visit = this.working.visits.innermost; visit !== undefined; visit = visit.$below) {
      if (visit.entity === entity && visit.involves(table)) visit.interrupt(table);
    }
    this.working.iterations.interrupt(table);
  }
}

function structuralChange(table: Table, entity: Entity, current: Entity): EcsDbError {
  const whose = entity === NO_ENTITY ? 'a new entity' : `entity ${entity}`;
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `a row of table "${table.name}" cannot be inserted or deleted for ${whose} while a loop or an open row ` +
      `of that table is at entity ${current}. Change the current entity only; collect the others and change them ` +
      'afterwards.',
    { table: table.name, entity },
  );
}

function nothing(): void {}
