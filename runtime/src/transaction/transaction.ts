/** What a transaction may do. */

import { refusePromise } from '../arguments.js';
import type { AnyComponent, DataOf, RowMutOf } from '../component/index.js';
import { type Entity, requireAlive, requireId } from '../entity/index.js';
import { type Queries, type Query, type QueryTerm, queryOver } from '../query/index.js';
import { Reader, requireRow } from '../read/index.js';
import { rowOf, type Store, type Table } from '../table/index.js';
import {
  changedWhileReading,
  componentExists,
  requireChange,
  requireObject,
  rowsForCreate,
  transactionEnded,
} from './refusals.js';
import { ENDED, OPEN, READING_DATA } from './state.js';

/** The data argument of `insert` and `put`: may be left out where every field may be. */
export type InsertArguments<C extends AnyComponent> =
  Record<string, never> extends DataOf<C> ? [data?: DataOf<C>] : [data: DataOf<C>];

/** What `update` takes: a function that changes the row in place, or the fields to change. */
export type RowChange<C extends AnyComponent> = ((row: RowMutOf<C>) => void) | Partial<DataOf<C>>;

/**
 * The view inside `write`: reads see its own changes, nobody outside sees any before commit.
 *
 * An operation that throws has changed nothing, and when the function throws, nothing that it did has happened. Only
 * what a callback has set in its row before it threw stays set, should the function catch that error and go on.
 */
export class Transaction extends Reader {
  readonly #store: Store;
  #state: number = OPEN;

  constructor(store: Store, queries: Queries) {
    super(store.working, queries);
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

  /** @internal Throws when the transaction has ended, or reads data and may not be changed meanwhile. */
  $assertWritable(): void {
    if (this.#state !== OPEN) throw this.#state === ENDED ? transactionEnded() : changedWhileReading();
  }

  /** @internal Called when the function has returned or thrown. */
  $end(): void {
    this.#state = ENDED;
  }

  /** All entities that have the given components; rows named with `.mut` can be written. See `Query`. */
  override query<Terms extends readonly QueryTerm[]>(...terms: Terms): Query<Terms> {
    return queryOver(this, terms);
  }

  /** A new entity, without any rows. */
  create(): Entity;
  create(...unexpected: readonly unknown[]): Entity {
    this.$assertWritable();
    if (unexpected.length > 0) throw rowsForCreate(unexpected[0]);
    return this.#store.entities.create();
  }

  /**
   * Removes every row of the entity, and the entity.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`
   */
  destroy(entity: Entity): void {
    this.$assertWritable();
    this.#store.destroy(entity, requireAlive(this.#store.entities.working, entity, 'destroy'));
  }

  /**
   * Gives the entity a row; fields that are left out get their defaults.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`, `COMPONENT_EXISTS`, `FIELD_TYPE_MISMATCH`
   */
  insert<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): void;
  // One optional parameter, because a rest parameter would allocate an array for each call.
  insert(entity: Entity, component: AnyComponent, data?: object): void {
    this.$assertWritable();
    requireId(entity, 'insert');
    const table = this.#joined(component, 'insert');
    const index = requireAlive(this.#store.entities.working, entity, 'insert');
    if (rowOf(table.working, index) >= 0) throw componentExists(table, entity);
    this.#append(table, component, entity, index, data, 'insert');
  }

  /**
   * Gives the entity a row, replacing the one that it has.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`, `FIELD_TYPE_MISMATCH`
   */
  put<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): void;
  put(entity: Entity, component: AnyComponent, data?: object): void {
    this.$assertWritable();
    requireId(entity, 'put');
    const table = this.#joined(component, 'put');
    const index = requireAlive(this.#store.entities.working, entity, 'put');
    const row = rowOf(table.working, index);
    if (row < 0) {
      this.#append(table, component, entity, index, data, 'put');
      return;
    }
    this.#overwrite(table, component, row, data, false);
  }

  /**
   * Changes the entity's row: in place, by a function whose row is valid inside it only, or field by field from an
   * object.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`, `COMPONENT_NOT_FOUND`, `FIELD_TYPE_MISMATCH`
   */
  update<C extends AnyComponent>(entity: Entity, component: C, change: RowChange<C>): void {
    this.$assertWritable();
    requireId(entity, 'update');
    const table = this.#joined(component, 'update');
    const row = requireRow(table, table.working, requireAlive(this.#store.entities.working, entity, 'update'), entity);
    if (typeof change === 'function') {
      this.#visit(table, component, entity, row, change);
      return;
    }
    this.#overwrite(table, component, row, change, true);
  }

  /**
   * Removes the entity's row; false when it had none.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`
   */
  delete(entity: Entity, component: AnyComponent): boolean {
    this.$assertWritable();
    requireId(entity, 'delete');
    const table = this.#joined(component, 'delete');
    const index = requireAlive(this.#store.entities.working, entity, 'delete');
    if (rowOf(table.working, index) < 0) return false;
    this.#store.remove(table, entity, index);
    return true;
  }

  #joined(component: AnyComponent, call: string): Table {
    const table = this.#store.tableOf(component, call);
    table.join();
    return table;
  }

  #append(table: Table, component: AnyComponent, entity: Entity, index: number, data: unknown, call: string): void {
    if (table.visits !== 0) this.#store.announceRowChange(table, entity);
    table.reserve(index);
    const { writer } = this.#store.cursorsOf(table, component);
    this.#state = READING_DATA;
    try {
      const value = requireObject(table, data, call);
      // The slot lies beyond the last row: should the data be refused, nothing has happened.
      writer.$move(table.working.count * table.stride);
      writer.$assign(value);
    } finally {
      this.#state = OPEN;
    }
    // Code that ran while the data was read may have begun a loop over the table and left it open.
    if (table.visits !== 0) this.#store.announceRowChange(table, entity);
    this.#store.append(table, entity, index);
  }

  /** Writes data over a row. If the data is refused half way, the row is as it was. */
  #overwrite(table: Table, component: AnyComponent, row: number, data: unknown, isPatch: boolean): void {
    const { writer } = this.#store.cursorsOf(table, component);
    table.saveRecord(row);
    this.#state = READING_DATA;
    try {
      const value = isPatch ? requireChange(table, data) : requireObject(table, data, 'put');
      writer.$move(row * table.stride);
      if (isPatch) writer.$patch(value);
      else writer.$assign(value);
    } catch (error) {
      table.restoreRecord(row);
      throw error;
    } finally {
      this.#state = OPEN;
    }
  }

  #visit<C extends AnyComponent>(
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
      // The pool's rows come from this component's own createRowMut.
      const result: unknown = change(open.open(entity, table.working.records, row * table.stride) as RowMutOf<C>);
      if (result !== undefined) refusePromise('update', result);
    } finally {
      store.working.endVisit(open, table);
      pool.release(open);
    }
  }
}
