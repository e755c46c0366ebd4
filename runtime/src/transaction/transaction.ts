/** What a transaction can do. */

import { refusePromise } from '../arguments.js';
import type { AnyComponent, DataOf, RowMutOf } from '../component/index.js';
import { type Entity, requireAlive, requireId } from '../entity/index.js';
import { type Queries, type Query, type QueryTerm, queryOver } from '../query/index.js';
import { Reader, requireRow } from '../read/index.js';
import { rowOf, type Store, type Table } from '../table/index.js';
import { BulkOperations } from './bulk-operations.js';
import type { CreateRows, Entities, ManyRows } from './many-types.js';
import {
  changedWhileFilling,
  changedWhileReading,
  componentExists,
  ENDED,
  FILLING_ROWS,
  OPEN,
  READING_DATA,
  requireChange,
  requireObject,
  rowsForCreate,
  transactionEnded,
} from './refusals.js';

/** The data argument of `insert` and `put`. It is optional if every field is optional. */
export type InsertArguments<C extends AnyComponent> =
  Record<string, never> extends DataOf<C> ? [data?: DataOf<C>] : [data: DataOf<C>];

/** The last argument of `update`: a function that changes the row in place, or the fields to change. */
export type RowChange<C extends AnyComponent> = ((row: RowMutOf<C>) => void) | Partial<DataOf<C>>;

/**
 * The argument of the callback of `write`. Its reads see its own changes. Other readers see them after the commit.
 *
 * An operation that throws changes nothing, with one exception: fields that a callback of `update` set before it threw
 * stay set. If the callback of `write` throws, all its changes are undone.
 */
export class Transaction extends Reader {
  readonly #store: Store;
  #state: number = OPEN;
  #bulk: BulkOperations | undefined;

  constructor(store: Store, queries: Queries) {
    super(store.working, queries, true);
    this.#store = store;
  }

  /** @internal */
  get store(): Store {
    return this.#store;
  }

  /** @internal */
  override assertOpen(): void {
    if (this.#state === ENDED) throw transactionEnded();
  }

  /** @internal Throws if the transaction has ended, or reads the data of an operation. */
  $assertWritable(): void {
    if (this.#state === OPEN) return;
    if (this.#state === ENDED) throw transactionEnded();
    throw this.#state === FILLING_ROWS ? changedWhileFilling() : changedWhileReading();
  }

  /** @internal Called after the callback has returned or thrown. */
  $end(): void {
    this.#state = ENDED;
  }

  /** All entities that have the given components. Rows of terms with `.mut` can be written. See `Query`. */
  override query<Terms extends readonly QueryTerm[]>(...terms: Terms): Query<Terms> {
    return queryOver(this, terms);
  }

  /** Creates an entity without rows. */
  create(): Entity;
  create(...unexpected: readonly unknown[]): Entity {
    this.$assertWritable();
    if (unexpected.length > 0) throw rowsForCreate(unexpected[0]);
    return this.#store.entities.create();
  }

  /**
   * Deletes the entity and all its rows.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`
   */
  destroy(entity: Entity): void {
    this.$assertWritable();
    this.#store.destroy(entity, requireAlive(this.#store.entities.working, entity, 'destroy'));
  }

  /**
   * Inserts a row for the entity. Absent fields get their defaults.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`, `COMPONENT_EXISTS`, `FIELD_TYPE_MISMATCH`
   */
  insert<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): void;
  // One optional parameter, because a rest parameter allocates an array for each call.
  insert(entity: Entity, component: AnyComponent, data?: object): void {
    this.$assertWritable();
    requireId(entity, 'insert');
    const table = this.#joinTable(component, 'insert');
    const index = requireAlive(this.#store.entities.working, entity, 'insert');
    if (rowOf(table.working, index) >= 0) throw componentExists(table, entity);
    this.#append(table, component, entity, index, data, 'insert');
  }

  /**
   * Inserts or replaces the entity's row. Absent fields get their defaults.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`, `FIELD_TYPE_MISMATCH`
   */
  put<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): void;
  put(entity: Entity, component: AnyComponent, data?: object): void {
    this.$assertWritable();
    requireId(entity, 'put');
    const table = this.#joinTable(component, 'put');
    const index = requireAlive(this.#store.entities.working, entity, 'put');
    const row = rowOf(table.working, index);
    if (row < 0) {
      this.#append(table, component, entity, index, data, 'put');
      return;
    }
    this.#overwrite(table, component, row, data, false);
  }

  /**
   * Changes the entity's row. `change` is an object with the fields to set, or a function that changes the row in
   * place. The row is valid only until that function returns.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`, `COMPONENT_NOT_FOUND`, `FIELD_TYPE_MISMATCH`
   */
  update<C extends AnyComponent>(entity: Entity, component: C, change: RowChange<C>): void {
    this.$assertWritable();
    requireId(entity, 'update');
    const table = this.#joinTable(component, 'update');
    const row = requireRow(table, table.working, requireAlive(this.#store.entities.working, entity, 'update'), entity);
    if (typeof change === 'function') {
      this.#updateInPlace(table, component, entity, row, change);
      return;
    }
    this.#overwrite(table, component, row, change, true);
  }

  /**
   * Deletes the entity's row. Returns false if it had none.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`
   */
  delete(entity: Entity, component: AnyComponent): boolean {
    this.$assertWritable();
    requireId(entity, 'delete');
    const table = this.#joinTable(component, 'delete');
    const index = requireAlive(this.#store.entities.working, entity, 'delete');
    if (rowOf(table.working, index) < 0) return false;
    this.#store.remove(table, entity, index);
    return true;
  }

  /**
   * Creates `count` entities, each with a row of each of the components. `rows` is a function that fills the rows of
   * one entity, or an array with the data of each component, the same for all entities. Returns the ids.
   *
   * The function gets rows with defaults; required fields are zero, false or empty. It cannot change anything else. If
   * it throws, nothing was created.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH`
   */
  createMany(count: number): Entity[];
  createMany<Components extends readonly AnyComponent[]>(
    count: number,
    components: readonly [...Components],
    ...rows: CreateRows<Components>
  ): Entity[];
  createMany(count: number, components: readonly AnyComponent[] = [], rows?: unknown): Entity[] {
    this.$assertWritable();
    return this.#bulkOperations.create(count, components, rows);
  }

  /**
   * Inserts a row for each of the entities. `data` is the data of all rows, an array with the data of each row, or a
   * function that fills them one by one; see `createMany`. If one row cannot be inserted, none is.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`, `COMPONENT_EXISTS`, `FIELD_TYPE_MISMATCH`
   */
  insertMany<C extends AnyComponent>(entities: Entities, component: C, ...data: ManyRows<C>): void;
  insertMany(entities: Entities, component: AnyComponent, data?: unknown): void {
    this.$assertWritable();
    this.#bulkOperations.insert(entities, component, data);
  }

  /**
   * Deletes the row of each of the entities. If one of them has none, no row is deleted. Returns how many rows were
   * deleted.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`, `COMPONENT_NOT_FOUND`
   */
  deleteMany(entities: Entities, component: AnyComponent): number {
    this.$assertWritable();
    return this.#bulkOperations.delete(entities, component);
  }

  /**
   * Deletes the entities and all their rows. If one of them is not alive, none is deleted. Returns how many entities
   * were deleted.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`
   */
  destroyMany(entities: Entities): number {
    this.$assertWritable();
    return this.#bulkOperations.destroy(entities);
  }

  get #bulkOperations(): BulkOperations {
    this.#bulk ??= new BulkOperations(this.#store, (state) => {
      this.#state = state;
    });
    return this.#bulk;
  }

  #joinTable(component: AnyComponent, call: string): Table {
    const table = this.#store.tableOf(component, call);
    table.join();
    return table;
  }

  #append(table: Table, component: AnyComponent, entity: Entity, index: number, data: unknown, call: string): void {
    if (table.visits !== 0) this.#store.announceRowChange(table, entity);
    table.reserve(index);
    // A tag has no bytes. Rows of 64 tags are of 64 classes, so the calls below would take a third of the time.
    if (data === undefined && table.stride === 0) {
      this.#store.append(table, entity, index);
      return;
    }
    const { writer } = this.#store.cursorsOf(table, component);
    this.#state = READING_DATA;
    try {
      const value = requireObject(table, data, call);
      // The slot is after the last row. If the data is refused, no row has changed.
      writer.$move(table.working.count * table.stride);
      writer.$assign(value);
    } finally {
      this.#state = OPEN;
    }
    // Code that ran while the data was read can have begun an iteration over the table that is still unfinished.
    if (table.visits !== 0) this.#store.announceRowChange(table, entity);
    this.#store.append(table, entity, index);
  }

  /** Writes data over a row. If part of the data is refused, restores the row. */
  #overwrite(table: Table, component: AnyComponent, row: number, data: unknown, isPatch: boolean): void {
    const { writer } = this.#store.cursorsOf(table, component);
    table.saveRecord(row);
    this.#state = READING_DATA;
    try {
      const value = isPatch ? requireChange(table, data) : requireObject(table, data, 'put');
      writer.$move(row * table.stride);
      if (isPatch) writer.$patch(value);
      else writer.$assign(value);
      // Code that ran while the data was read may have looked something up.
      table.note(row);
    } catch (error) {
      table.restoreRecord(row);
      throw error;
    } finally {
      this.#state = OPEN;
    }
  }

  #updateInPlace<C extends AnyComponent>(
    table: Table,
    component: C,
    entity: Entity,
    row: number,
    change: (row: RowMutOf<C>) => void,
  ): void {
    const store = this.#store;
    const pool = store.cursorsOf(table, component).rowsMut;
    const open = pool.take();
    table.markRecord(row);
    store.working.beginVisit(open, table);
    try {
      // The rows of the pool were created by this component's createRowMut.
      const result: unknown = change(open.open(entity, table.working.records, row * table.stride) as RowMutOf<C>);
      if (result !== undefined) refusePromise('update', result);
    } finally {
      store.working.endVisit(open, table);
      pool.release(open);
    }
  }
}
