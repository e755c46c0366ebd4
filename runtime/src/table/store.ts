/** Everything that a database stores, and the changes that concern entities and tables together. */

import type { Schema } from '../component/index.js';
import { EMPTY_ARCHETYPE, Entities, type Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import { Memory, type Side, type SideReaders } from '../memory/index.js';
import { PublishedSide, WorkingSide } from './owned-sides.js';
import { StoreReader } from './store-reader.js';
import { Table } from './table.js';

/** Shows the published side to other threads. */
export interface SharedStoreReaders extends SideReaders {
  /** Takes down for the readers of a side the counters that the writer has now: the registry's, and those of some tables. */
  countersOf(side: Side, tables: readonly Table[], version: number): void;
}

export class Store extends StoreReader<Table> {
  readonly memory: Memory;
  readonly entities: Entities;
  readonly working: WorkingSide;
  readonly published: PublishedSide;
  /** Tables that take part in the running transaction. */
  readonly joined: Table[];

  /** Tables that changed since the last publication. */
  #changed: Table[] = [];
  /** Tables that the last publication changed, until the working side has caught up. */
  #behind: Table[] = [];
  #version = 0;
  /** Readers in other threads, once the database is shared. */
  #remoteReaders: SharedStoreReaders | undefined;

  constructor(schema: Schema, isDebug = false) {
    const memory = new Memory();
    const entities = new Entities(memory);
    const joined: Table[] = [];
    super(
      schema,
      schema.components.map((component) => new Table(memory, component, joined, isDebug)),
      isDebug,
    );
    this.memory = memory;
    this.entities = entities;
    this.joined = joined;
    this.working = new WorkingSide(this);
    this.published = new PublishedSide(this);
  }

  begin(): void {
    this.joined.length = 0;
    this.memory.begin();
  }

  /** Undoes everything that the running transaction did. */
  rollback(): void {
    this.memory.rollback();
    this.entities.rollback();
    for (const table of this.joined) table.rollback();
  }

  /** True when the running transaction has changed, or announced to change, anything. */
  get isTouched(): boolean {
    return this.memory.touched.length > 0;
  }

  /** Ends the running transaction, its changes kept for the next publication; false if there are none. */
  endTransaction(): boolean {
    for (let i = 0; i < this.joined.length; i++) {
      const table = this.joined[i] as Table;
      if (table.changed) continue;
      table.changed = true;
      this.#changed.push(table);
    }
    return this.memory.endTransaction();
  }

  /** Undoes everything that was settled since the last publication: the whole group. */
  rollbackGroup(): void {
    this.memory.rollbackGroup();
    this.entities.rollbackGroup();
    for (const table of this.#changed) table.rollbackGroup();
    this.#changed.length = 0;
  }

  /** Makes everything settled visible to readers, atomically, as the state of this version. */
  publish(version: number): void {
    const changed = this.#changed;
    this.published.visits.interruptAll();
    this.published.iterations.interruptChanged();
    this.#version = version;
    this.#remoteReaders?.countersOf(this.memory.workingSide, changed, version);
    this.memory.flip();
    this.entities.publish();
    for (let i = 0; i < changed.length; i++) (changed[i] as Table).publish();
    this.#changed = this.#behind;
    this.#behind = changed;
    this.catchUp();
  }

  /** Makes the working side ready for the next transaction; false while another thread still reads there. */
  catchUp(): boolean {
    if (!this.memory.catchUp()) return false;
    if (this.#behind.length === 0) return true;
    this.#remoteReaders?.countersOf(this.memory.workingSide, this.#behind, this.#version);
    this.#behind.length = 0;
    return true;
  }

  /**
   * Moves everything to where other threads can be shown it. Not to be called while a transaction runs.
   *
   * @throws EcsDbError `CAPACITY_EXCEEDED`
   */
  makeShareable(): void {
    this.memory.makeShareable();
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

  /** From now on other threads read the published side, too. To be called when nothing is settled that is not published. */
  share(readers: SharedStoreReaders, version: number): void {
    this.#remoteReaders = readers;
    for (const side of [0, 1] as const) readers.countersOf(side, this.tables, version);
    this.memory.share(readers);
  }

  /** Adds a row, its record already written in the table's reserved slot. */
  append(table: Table, entity: Entity, index: number): void {
    // First, because it may be refused.
    const archetype = this.archetypes.toggle(this.entities.archetypeOf(index), table.id);
    table.append(entity, index);
    this.entities.setArchetype(index, archetype);
  }

  remove(table: Table, entity: Entity, index: number): void {
    const archetype = this.archetypes.toggle(this.entities.archetypeOf(index), table.id);
    if (table.visits !== 0) this.disturb(table, entity);
    table.remove(index);
    this.entities.setArchetype(index, archetype);
  }

  /** Removes every row of a living entity, and the entity. */
  destroy(entity: Entity, index: number): void {
    const archetype = this.entities.archetypeOf(index);
    if (archetype !== EMPTY_ARCHETYPE) {
      const tableIds = this.tableIdsOf(archetype);
      // All that could refuse comes first, so that a refusal leaves nothing half destroyed.
      for (let i = 0; i < tableIds.length; i++) {
        const table = this.tableWithId(tableIds[i] as number) as Table;
        if (table.visits !== 0) this.#refuse(table, entity);
      }
      for (let i = 0; i < tableIds.length; i++) {
        const table = this.tableWithId(tableIds[i] as number) as Table;
        if (table.visits !== 0) this.#interrupt(table, entity);
        table.join();
        table.remove(index);
      }
    }
    this.entities.destroy(index);
  }

  /** Tells the visits that a row of `entity` is about to come or go in `table`; refuses if it is not theirs. */
  disturb(table: Table, entity: Entity): void {
    this.#refuse(table, entity);
    this.#interrupt(table, entity);
  }

  #refuse(table: Table, entity: Entity): void {
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
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `a row of table "${table.name}" cannot come or go for entity ${entity} while a loop or an open row over that table ` +
      `stands on entity ${current}. Inside, change the current entity only; collect the others and change them afterwards.`,
    { table: table.name, entity },
  );
}
