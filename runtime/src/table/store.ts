/** Everything that a database stores, and the changes that concern entities and tables together. */

import { shown } from '../arguments.js';
import type { AnyComponent, Schema } from '../component/index.js';
import { Archetypes, EMPTY_ARCHETYPE, Entities, type Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import { Memory, type Side, type SideReaders } from '../memory/index.js';
import type { SchemaDescriptor } from '../schema/index.js';
import type { Cursors } from './cursors.js';
import { Iterations } from './iterations.js';
import { Table } from './table.js';
import { Visits } from './visit.js';

/** Shows the published side to other threads. */
export interface StoreReaders extends SideReaders {
  /** Takes down for the readers of a side the counters that the writer has now: the registry's, and those of some tables. */
  countersOf(side: Side, tables: readonly Table[], version: number): void;
}

export class Store {
  readonly descriptor: SchemaDescriptor;
  readonly memory: Memory;
  readonly entities: Entities;
  readonly archetypes: Archetypes;
  readonly tables: readonly Table[];
  /** Visits on the working side. */
  readonly visits: Visits = new Visits();
  /** Visits on the published side. */
  readonly readers: Visits = new Visits();
  readonly workingIterations: Iterations = new Iterations(true);
  readonly publishedIterations: Iterations = new Iterations(false);

  /** True when each use of a row gets cursors of its own, and runs are checked. */
  readonly isDebug: boolean;
  readonly #byId: (Table | undefined)[];
  #byName: ReadonlyMap<string, Table> | undefined;
  /** Tables that take part in the running transaction. */
  readonly joined: Table[] = [];

  /** Tables that changed since the last publication. */
  #changed: Table[] = [];
  /** Tables that the last publication concerned, until the working side has caught up. */
  #behind: Table[] = [];
  #version = 0;
  #readers: StoreReaders | undefined;

  constructor(schema: Schema, isDebug = false) {
    this.memory = new Memory();
    this.entities = new Entities(this.memory);
    this.isDebug = isDebug;
    this.descriptor = schema.descriptor;
    this.tables = schema.components.map((component) => new Table(this.memory, component, this.joined, isDebug));
    const idLimit = 1 + this.tables.reduce((highest, table) => Math.max(highest, table.id), -1);
    this.#byId = new Array<Table | undefined>(idLimit).fill(undefined);
    for (const table of this.tables) this.#byId[table.id] = table;
    this.archetypes = new Archetypes(idLimit);
  }

  /** The table of a component, or `SCHEMA_ERROR` when the component is not of this database's schema. */
  tableOf(component: AnyComponent, call: string): Table {
    const table = this.#byId[component?.TABLE_ID];
    if (table !== undefined && (table.component === component || table.cursorsFor(component))) return table;
    throw this.#foreign(component, call);
  }

  /** The cursors of a component over the table that `tableOf` gave for it. */
  cursorsOf(table: Table, component: AnyComponent): Cursors {
    return component === table.component ? table.cursors : (table.cursorsFor(component) as Cursors);
  }

  /** Ids of the tables in which entities of an archetype have rows, ascending. */
  tableIdsOf(archetype: number): Uint16Array {
    return this.archetypes.get(archetype).tableIds;
  }

  tableWithId(id: number): Table | undefined {
    return this.#byId[id];
  }

  tableNamed(name: string): Table | undefined {
    this.#byName ??= new Map(this.tables.map((table) => [table.name, table]));
    return this.#byName.get(name);
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
    this.readers.interruptAll();
    this.publishedIterations.interruptChanged();
    this.#version = version;
    this.#readers?.countersOf(this.memory.workingSide, changed, version);
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
    this.#readers?.countersOf(this.memory.workingSide, this.#behind, this.#version);
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

  /** Ends what is still open, and lets go of all memory; the database is closed. */
  release(): void {
    this.publishedIterations.endAll();
    this.memory.release();
    this.entities.refresh();
    for (const table of this.tables) table.release();
  }

  /** From now on other threads read the published side, too. To be called when nothing is settled that is not published. */
  share(readers: StoreReaders, version: number): void {
    this.#readers = readers;
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
        const table = this.#byId[tableIds[i] as number] as Table;
        if (table.visits !== 0) this.#refuse(table, entity);
      }
      for (let i = 0; i < tableIds.length; i++) {
        const table = this.#byId[tableIds[i] as number] as Table;
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
    for (let visit = this.visits.innermost; visit !== undefined; visit = visit.$below) {
      if (visit.entity !== entity && visit.involves(table)) throw structuralChange(table, entity, visit.entity);
    }
  }

  #interrupt(table: Table, entity: Entity): void {
    for (let visit = this.visits.innermost; visit !== undefined; visit = visit.$below) {
      if (visit.entity === entity && visit.involves(table)) visit.interrupt(table);
    }
    this.workingIterations.interrupt(table);
  }

  #foreign(component: unknown, call: string): EcsDbError {
    const name = (component as Partial<AnyComponent> | null | undefined)?.TABLE_NAME;
    if (component === undefined) return missingComponent(this.descriptor.name, call);
    const got = typeof name === 'string' ? `component "${name}"` : `${shown(component)}, which is no component,`;
    return new EcsDbError(
      'SCHEMA_ERROR',
      `${call}(): ${got} is not of the schema "${this.descriptor.name}" that this database was opened with. ` +
        'Take the component from the code generated from that schema, of the same run, or from component() of this database.',
      {
        ...(typeof name === 'string' ? { table: name } : {}),
        expected: `a component of "${this.descriptor.name}"`,
        got,
      },
    );
  }
}

function missingComponent(schema: string, call: string): EcsDbError {
  return new EcsDbError(
    'SCHEMA_ERROR',
    `${call}() expects a component, got undefined. Is the import misspelt, or do two modules import each other in a circle?`,
    { expected: `a component of "${schema}"`, got: 'undefined' },
  );
}

function structuralChange(table: Table, entity: Entity, current: Entity): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `a row of table "${table.name}" cannot come or go for entity ${entity} while a loop or an open row over that table ` +
      `stands on entity ${current}. Inside, change the current entity only; collect the others and change them afterwards.`,
    { table: table.name, entity },
  );
}
