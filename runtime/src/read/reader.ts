/** The read interface, the same over the published state and inside a transaction. */

import { requireFunction } from '../arguments.js';
import type { AnyComponent, DataOf, RowOf, Stored } from '../component/index.js';
import { type EntitiesSide, type Entity, isAlive, requireAlive, requireId } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import { type DeclaredQuery, type Queries, type Query, type QueryHost, queryOver } from '../query/index.js';
import { rowOf, type Store, type Table, type TableSide, type Visit } from '../table/index.js';

/** What a database and a transaction have in common; name it where a function works with either. */
export abstract class Reader implements QueryHost {
  // Private, so that looking at the object does not show the memory of the database.
  readonly #store: Store;
  readonly #queries: Queries;
  readonly #working: boolean;
  readonly #entities: EntitiesSide;

  constructor(store: Store, queries: Queries, working: boolean) {
    this.#store = store;
    this.#queries = queries;
    this.#working = working;
    this.#entities = working ? store.entities.working : store.entities.published;
  }

  /** @internal */
  get store(): Store {
    return this.#store;
  }

  /** @internal */
  get queries(): Queries {
    return this.#queries;
  }

  /** @internal True inside a transaction. */
  get working(): boolean {
    return this.#working;
  }

  /** @internal Throws when the transaction or the database is not usable any more. */
  abstract assertOpen(): void;

  /**
   * Calls `visit` with the entity's row, without copying, and gives back what it returns. The row is valid inside the
   * function only.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`, or `COMPONENT_NOT_FOUND` when the entity has no such row
   */
  read<C extends AnyComponent, Result>(entity: Entity, component: C, visit: (row: RowOf<C>) => Result): Result {
    this.assertOpen();
    requireFunction('read', visit);
    const { store, working } = this;
    requireId(entity, 'read');
    const table = store.tableOf(component, 'read');
    if (working) table.join();
    else table.align();
    const side = working ? table.working : table.published;
    const row = requireRow(table, side, requireAlive(this.#entities, entity, 'read'), entity);
    const pool = store.cursorsOf(table, component).rows;
    const open = pool.take();
    const visits = working ? store.visits : store.readers;
    visits.begin(open);
    if (working) table.visits++;
    try {
      // The pool's rows come from this component's own createRow.
      return visit(open.open(entity, side.records, row * table.stride) as RowOf<C>);
    } finally {
      if (working) table.visits--;
      visits.end(open);
      pool.release(open);
    }
  }

  /**
   * A plain copy of the entity's row, which stays valid.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND` or `COMPONENT_NOT_FOUND`
   */
  get<C extends AnyComponent>(entity: Entity, component: C): Stored<DataOf<C>> {
    this.assertOpen();
    requireId(entity, 'get');
    const table = this.store.tableOf(component, 'get');
    const side = this.#sideOf(table);
    const row = requireRow(table, side, requireAlive(this.#entities, entity, 'get'), entity);
    return this.#copy(table, component, side, row);
  }

  /** A plain copy of the entity's row, or `undefined` when the entity is dead or has no such row. */
  tryGet<C extends AnyComponent>(entity: Entity, component: C): Stored<DataOf<C>> | undefined {
    this.assertOpen();
    requireId(entity, 'tryGet');
    const table = this.store.tableOf(component, 'tryGet');
    if (!isAlive(this.#entities, entity)) return undefined;
    const side = this.#sideOf(table);
    const row = rowOf(side, entity >>> 0);
    return row < 0 ? undefined : this.#copy(table, component, side, row);
  }

  /** True when the entity is alive and has a row of the component. */
  has(entity: Entity, component: AnyComponent): boolean {
    this.assertOpen();
    requireId(entity, 'has');
    const table = this.store.tableOf(component, 'has');
    return isAlive(this.#entities, entity) && rowOf(this.#sideOf(table), entity >>> 0) >= 0;
  }

  /** True when the id was created and not destroyed. A stale id never comes alive again. */
  isAlive(entity: Entity): boolean {
    this.assertOpen();
    requireId(entity, 'isAlive');
    return isAlive(this.#entities, entity);
  }

  /** Rows of a component, or living entities when none is named. */
  count(component?: AnyComponent): number {
    this.assertOpen();
    return component === undefined ? this.#entities.alive : this.#sideOf(this.store.tableOf(component, 'count')).count;
  }

  /** All entities that have the given components; see `Query`. */
  query<Terms extends readonly AnyComponent[]>(...terms: Terms): Query<Terms> {
    return queryOver(this, terms);
  }

  /** @internal The loop of a query declared in the schema, for generated code. */
  $declared<ReadLoop extends Visit, WriteLoop extends Visit>(
    query: DeclaredQuery<ReadLoop, WriteLoop>,
  ): ReadLoop | WriteLoop {
    this.assertOpen();
    return this.queries.declared(query, this);
  }

  #sideOf(table: Table): TableSide {
    if (!this.working) return table.published;
    table.join();
    return table.working;
  }

  #copy<C extends AnyComponent>(table: Table, component: C, side: TableSide, row: number): Stored<DataOf<C>> {
    const { reader } = this.store.cursorsOf(table, component);
    reader.$bind(side.records);
    reader.$move(row * table.stride);
    // The reader comes from this component's own createRow.
    return reader.toObject() as Stored<DataOf<C>>;
  }
}

/** The row of an entity, or `COMPONENT_NOT_FOUND`. */
export function requireRow(table: Table, side: TableSide, index: number, entity: Entity): number {
  const row = rowOf(side, index);
  if (row < 0) throw componentNotFound(table, entity);
  return row;
}

function componentNotFound({ name }: Table, entity: Entity): EcsDbError {
  return new EcsDbError(
    'COMPONENT_NOT_FOUND',
    `entity ${entity} has no row of table "${name}"; insert one first, or ask with has() or tryGet().`,
    { table: name, entity, expected: `a row of "${name}"`, got: 'none' },
  );
}
