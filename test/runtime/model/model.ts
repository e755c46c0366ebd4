/** The expected contents of the database, as plain maps, and the expected outcome of each operation. */

import { type DynamicData, type Entity, type ErrorCode, NO_ENTITY } from '@ecsdb/runtime';
import { TABLE_NAMES, TABLES, type TableName } from './tables.js';

export type Outcome = 'done' | ErrorCode;

/** A loop or an open row, and its current entity. */
export interface ModelVisit {
  entity: Entity;
  readonly tables: ReadonlySet<TableName>;
  /** An iterator allows all changes. An insert or delete for any entity closes its rows. */
  readonly isIterator?: boolean;
  /** Tables whose row of the entity was deleted or replaced meanwhile. Their cursors must throw. */
  closed: Set<TableName>;
}

/** Whether a transaction gets a version. `maybe` if only a refused operation touched a record. */
export type Changed = 'no' | 'maybe' | 'yes';

export class Model {
  readonly alive: Set<Entity>;
  /** Ids that were issued and not rolled back. */
  readonly issued: Set<Entity>;
  readonly rows: ReadonlyMap<TableName, Map<Entity, DynamicData>>;
  changed: Changed = 'no';
  /** Innermost last. */
  visits: ModelVisit[] = [];

  constructor(from?: Model) {
    this.alive = new Set(from?.alive);
    this.issued = new Set(from?.issued);
    this.rows = new Map(TABLE_NAMES.map((table) => [table, new Map(from?.rows.get(table))]));
  }

  of(table: TableName): Map<Entity, DynamicData> {
    return this.rows.get(table) as Map<Entity, DynamicData>;
  }

  create(entity: Entity): void {
    this.alive.add(entity);
    this.issued.add(entity);
    this.changed = 'yes';
  }

  destroy(entity: Entity): Outcome {
    if (!this.alive.has(entity)) return 'ENTITY_NOT_FOUND';
    const tables = TABLE_NAMES.filter((table) => this.of(table).has(entity));
    if (tables.some((table) => this.#isDisturbed(table, entity))) return 'TRANSACTION_ERROR';
    for (const table of tables) this.#remove(table, entity);
    this.alive.delete(entity);
    return this.#recordChange();
  }

  /** `isRefused`: the data contains a value that does not fit. */
  insert(table: TableName, entity: Entity, data: DynamicData, isRefused: boolean): Outcome {
    if (!this.alive.has(entity)) return 'ENTITY_NOT_FOUND';
    if (this.of(table).has(entity)) return 'COMPONENT_EXISTS';
    return this.#add(table, entity, data, isRefused);
  }

  put(table: TableName, entity: Entity, data: DynamicData, isRefused: boolean): Outcome {
    if (!this.alive.has(entity)) return 'ENTITY_NOT_FOUND';
    if (!this.of(table).has(entity)) return this.#add(table, entity, data, isRefused);
    return this.#write(table, entity, { ...TABLES[table].defaults, ...data }, isRefused);
  }

  patch(table: TableName, entity: Entity, data: DynamicData, isRefused: boolean): Outcome {
    const missing = this.missing(table, entity);
    if (missing !== undefined) return missing;
    return this.#write(table, entity, { ...this.of(table).get(entity), ...data }, isRefused);
  }

  delete(table: TableName, entity: Entity): Outcome {
    if (!this.alive.has(entity)) return 'ENTITY_NOT_FOUND';
    if (!this.of(table).has(entity)) return 'done';
    if (this.#isDisturbed(table, entity)) return 'TRANSACTION_ERROR';
    this.#remove(table, entity);
    return this.#recordChange();
  }

  /** The error of creating entities with rows in these tables, or undefined. */
  canCreateMany(tables: readonly TableName[]): ErrorCode | undefined {
    return this.#changeTables(tables.map((table) => [table, NO_ENTITY]));
  }

  canInsertMany(table: TableName, entities: readonly Entity[]): ErrorCode | undefined {
    return (
      this.#findDead(entities) ??
      this.#findRefused(entities, (entity) => (this.of(table).has(entity) ? 'COMPONENT_EXISTS' : undefined)) ??
      this.#changeTables(entities.map((entity) => [table, entity]))
    );
  }

  deleteMany(table: TableName, entities: readonly Entity[]): Outcome {
    const refused =
      this.#findDead(entities) ??
      this.#findRefused(entities, (entity) => (this.of(table).has(entity) ? undefined : 'COMPONENT_NOT_FOUND')) ??
      this.#changeTables(entities.map((entity) => [table, entity]));
    if (refused !== undefined) return refused;
    for (const entity of entities) this.delete(table, entity);
    return 'done';
  }

  destroyMany(entities: readonly Entity[]): Outcome {
    const isDead = (entity: Entity): ErrorCode | undefined => (this.alive.has(entity) ? undefined : 'ENTITY_NOT_FOUND');
    const rows = entities.flatMap((entity) =>
      TABLE_NAMES.filter((table) => this.of(table).has(entity)).map((table): [TableName, Entity] => [table, entity]),
    );
    const refused = this.#findRefused(entities, isDead) ?? this.#changeTables(rows);
    if (refused !== undefined) {
      this.recordPossibleChange();
      return refused;
    }
    for (const entity of entities) this.destroy(entity);
    return 'done';
  }

  #findDead(entities: readonly Entity[]): ErrorCode | undefined {
    return entities.every((entity) => this.alive.has(entity)) ? undefined : 'ENTITY_NOT_FOUND';
  }

  /** The error for the first entity that is repeated, or for which `check` returns an error. */
  #findRefused(entities: readonly Entity[], check: (entity: Entity) => ErrorCode | undefined): ErrorCode | undefined {
    for (const [i, entity] of entities.entries()) {
      const refused = entities.indexOf(entity) < i ? 'FIELD_TYPE_MISMATCH' : check(entity);
      if (refused === undefined) continue;
      this.recordPossibleChange();
      return refused;
    }
    return undefined;
  }

  /** Closes rows of the tables, if no loop is at another entity. */
  #changeTables(rows: readonly (readonly [TableName, Entity])[]): ErrorCode | undefined {
    if (rows.some(([table, entity]) => this.#isDisturbed(table, entity))) {
      this.recordPossibleChange();
      return 'TRANSACTION_ERROR';
    }
    for (const [table] of rows) this.#close(table);
    return undefined;
  }

  /** The error for reading the row, or undefined if it exists. */
  missing(table: TableName, entity: Entity): ErrorCode | undefined {
    if (!this.alive.has(entity)) return 'ENTITY_NOT_FOUND';
    return this.of(table).has(entity) ? undefined : 'COMPONENT_NOT_FOUND';
  }

  matches(required: readonly TableName[], excluded: readonly TableName[]): Set<Entity> {
    const entities = [...this.alive].filter(
      (entity) =>
        required.every((table) => this.of(table).has(entity)) && !excluded.some((table) => this.of(table).has(entity)),
    );
    return new Set(entities);
  }

  recordPossibleChange(): void {
    if (this.changed === 'no') this.changed = 'maybe';
  }

  #add(table: TableName, entity: Entity, data: DynamicData, isRefused: boolean): Outcome {
    if (this.#isDisturbed(table, entity)) return 'TRANSACTION_ERROR';
    this.#close(table);
    return this.#write(table, entity, { ...TABLES[table].defaults, ...data }, isRefused);
  }

  #write(table: TableName, entity: Entity, row: DynamicData, isRefused: boolean): Outcome {
    if (isRefused) {
      this.recordPossibleChange();
      return 'FIELD_TYPE_MISMATCH';
    }
    const isNew = !this.of(table).has(entity);
    this.of(table).set(entity, row);
    // A row of a tag has no bytes to write.
    return isNew || Object.keys(TABLES[table].fields).length > 0 ? this.#recordChange() : 'done';
  }

  #remove(table: TableName, entity: Entity): void {
    this.of(table).delete(entity);
    this.#close(table);
  }

  #isDisturbed(table: TableName, entity: Entity): boolean {
    return this.visits.some((visit) => !visit.isIterator && visit.tables.has(table) && visit.entity !== entity);
  }

  #close(table: TableName): void {
    for (const visit of this.visits) if (visit.tables.has(table)) visit.closed.add(table);
  }

  #recordChange(): Outcome {
    this.changed = 'yes';
    return 'done';
  }
}
