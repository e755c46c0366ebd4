/** The read interface, which is the same over the published state and inside a transaction. */

import { requireFunction } from '../arguments.js';
import { type AnyComponent, type DataOf, defineText, type RowOf, type Stored } from '../component/index.js';
import { type Entity, isAlive, requireAlive, requireId } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { Lookup } from '../lookup/index.js';
import {
  type DeclaredQuery,
  type Queries,
  type Query,
  type QueryHost,
  queryOver,
  type ReadTerm,
} from '../query/index.js';
import { rowOf, type StoreSide, type TableReader, type TableSide } from '../table/index.js';
import { EntityRecord } from './entity-record.js';
import { livingEntities } from './living-entities.js';

/** What a database and a transaction have in common. Use this type for functions that work with both. */
export abstract class Reader implements QueryHost {
  static {
    defineText(
      Reader.prototype,
      (reader) => JSON.stringify(reader.#side.store.descriptor.name),
      (reader) => {
        reader.assertOpen();
        return reader.$state;
      },
    );
  }

  // Private, so that inspecting the object does not print the memory of the database.
  readonly #side: StoreSide;
  readonly #queries: Queries;
  readonly #isHeld: boolean;
  /** Reads what `#hold` holds. */
  #held: Reader | undefined;

  /** `isHeld` says that what is read does not change during a call; otherwise each call holds it. */
  constructor(side: StoreSide, queries: Queries, isHeld: boolean) {
    this.#side = side;
    this.#queries = queries;
    this.#isHeld = isHeld;
  }

  /** @internal */
  get side(): StoreSide {
    return this.#side;
  }

  /** @internal */
  get queries(): Queries {
    return this.#queries;
  }

  /** @internal Throws if the transaction has ended or the database is closed. */
  abstract assertOpen(): void;

  /** @internal What is printed of it, beside its class and the name of the schema. */
  get $state(): string {
    return '';
  }

  /**
   * Calls `visit` with the entity's row, without a copy, and returns its result. The row is valid only until `visit`
   * returns.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`, or `COMPONENT_NOT_FOUND` if the entity has no row of the component
   */
  read<C extends AnyComponent, Result>(entity: Entity, component: C, visit: (row: RowOf<C>) => Result): Result {
    this.assertOpen();
    requireFunction('read', visit);
    requireId(entity, 'read');
    if (!this.#isHeld) {
      const held = this.#hold();
      try {
        return held.read(entity, component, visit);
      } finally {
        this.#release();
      }
    }
    const side = this.#side;
    const { store } = side;
    const table = store.tableOf(component, 'read');
    const rows = side.prepareToLend(table);
    const row = requireRow(table, rows, requireAlive(side.entities, entity, 'read'), entity);
    const pool = store.cursorsOf(table, component).rows;
    const open = pool.take();
    side.beginVisit(open, table);
    try {
      // The rows of the pool were created by this component's createRow.
      return visit(open.open(entity, rows.records, row * table.stride) as RowOf<C>);
    } finally {
      side.endVisit(open, table);
      pool.release(open);
    }
  }

  /**
   * Returns a copy of the entity's row as a plain object.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND` or `COMPONENT_NOT_FOUND`
   */
  get<C extends AnyComponent>(entity: Entity, component: C): Stored<DataOf<C>> {
    this.assertOpen();
    requireId(entity, 'get');
    if (!this.#isHeld) {
      const held = this.#hold();
      try {
        return held.get(entity, component);
      } finally {
        this.#release();
      }
    }
    const side = this.#side;
    const table = side.store.tableOf(component, 'get');
    const rows = side.prepare(table);
    const row = requireRow(table, rows, requireAlive(side.entities, entity, 'get'), entity);
    return this.#copy(table, component, rows, row);
  }

  /** Returns a copy of the entity's row, or `undefined` if the entity is not alive or has no row of the component. */
  tryGet<C extends AnyComponent>(entity: Entity, component: C): Stored<DataOf<C>> | undefined {
    this.assertOpen();
    requireId(entity, 'tryGet');
    if (!this.#isHeld) {
      const held = this.#hold();
      try {
        return held.tryGet(entity, component);
      } finally {
        this.#release();
      }
    }
    const side = this.#side;
    const table = side.store.tableOf(component, 'tryGet');
    if (!isAlive(side.entities, entity)) return undefined;
    const rows = side.prepare(table);
    const row = rowOf(rows, entity >>> 0);
    return row < 0 ? undefined : this.#copy(table, component, rows, row);
  }

  /** Returns true if the entity is alive and has a row of the component. */
  has(entity: Entity, component: AnyComponent): boolean {
    this.assertOpen();
    requireId(entity, 'has');
    if (!this.#isHeld) {
      const held = this.#hold();
      try {
        return held.has(entity, component);
      } finally {
        this.#release();
      }
    }
    const side = this.#side;
    const table = side.store.tableOf(component, 'has');
    return isAlive(side.entities, entity) && rowOf(side.prepare(table), entity >>> 0) >= 0;
  }

  /** Returns true if the entity was created and not destroyed. A destroyed entity never becomes alive again. */
  isAlive(entity: Entity): boolean {
    this.assertOpen();
    requireId(entity, 'isAlive');
    if (!this.#isHeld) {
      const held = this.#hold();
      try {
        return held.isAlive(entity);
      } finally {
        this.#release();
      }
    }
    return isAlive(this.#side.entities, entity);
  }

  /** Returns the number of rows of a component. Without a component, returns the number of living entities. */
  count(component?: AnyComponent): number {
    this.assertOpen();
    if (!this.#isHeld) {
      const held = this.#hold();
      try {
        return held.count(component);
      } finally {
        this.#release();
      }
    }
    const side = this.#side;
    if (component === undefined) return side.entities.alive;
    return side.prepare(side.store.tableOf(component, 'count')).count;
  }

  /**
   * Shows one entity: its index, generation and components, for tools that inspect a database.
   *
   * @throws EcsDbError `ENTITY_NOT_FOUND`
   */
  entity(entity: Entity): EntityRecord {
    this.$hold((side) => requireAlive(side.entities, entity, 'entity'));
    return new EntityRecord(this, entity);
  }

  /** As `entity`, but returns `undefined` if the entity is not alive. */
  tryEntity(entity: Entity): EntityRecord | undefined {
    requireId(entity, 'tryEntity');
    return this.isAlive(entity) ? new EntityRecord(this, entity) : undefined;
  }

  /**
   * Iterates over the living entities, in the order of their indexes. You can change anything meanwhile. An entity that
   * is destroyed before the loop reaches it is not visited; one that is created may be. Over a database, the loop
   * continues with the new state after a publication.
   */
  entities(): IterableIterator<Entity> {
    this.assertOpen();
    return livingEntities(this);
  }

  /** All entities that have the given components; see `Query`. */
  query<Terms extends readonly ReadTerm[]>(...terms: Terms): Query<Terms> {
    return queryOver(this, terms);
  }

  /**
   * Finds entities by value, through the index of this name: for each of its first fields a value, then options for the
   * next field. For work without generated code; with it, write `Player.by.name(db, 'ann')`.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH` for a value that the field cannot have, `INVALID_OPTION`, `SCHEMA_ERROR`
   * if there is no such index
   */
  lookup<C extends AnyComponent>(component: C, index: string, ...values: readonly unknown[]): Lookup<RowOf<C>> {
    this.assertOpen();
    const { store } = this.#side;
    store.tableOf(component, 'lookup');
    if (store.support === undefined) throw noIndex(component);
    // `find` returns a lookup, whose rows the component creates. Its class is loaded by schemas that have indexes.
    return store.support.find(this, component, index, values) as Lookup<RowOf<C>>;
  }

  /** @internal A loop of a query declared in the schema, for generated code. */
  $declared<ReadLoop, WriteLoop>(query: DeclaredQuery<ReadLoop, WriteLoop>): ReadLoop | WriteLoop {
    this.assertOpen();
    return this.#queries.declared(query, this);
  }

  /** @internal Calls `read` while what is visible does not change. Not for hot paths: see `#hold`. */
  $hold<Result>(read: (side: StoreSide) => Result): Result {
    this.assertOpen();
    const side = this.#side;
    side.store.hold();
    try {
      return read(side);
    } finally {
      side.store.release();
    }
  }

  /**
   * Holds what is visible now, until `#release`. The side of an attached thread asserts that it is held, so a new
   * method cannot forget it.
   *
   * Hot: only an attached database does this, and no callback is passed. V8 does not remove the allocation of a copy
   * that is returned from inside `try`, and it allocates arguments that a callback uses: `get` took 13.4 ns instead
   * of 10, `read` 24 ns instead of 17.
   */
  #hold(): Reader {
    this.#held ??= new HeldReader(this.#side, this.#queries, true);
    this.#side.store.hold();
    return this.#held;
  }

  #release(): void {
    this.#side.store.release();
  }

  #copy<C extends AnyComponent>(table: TableReader, component: C, rows: TableSide, row: number): Stored<DataOf<C>> {
    const { reader } = this.#side.store.cursorsOf(table, component);
    reader.$bind(rows.records);
    reader.$move(row * table.stride);
    // The reader was created by this component's createRow.
    return reader.toObject() as Stored<DataOf<C>>;
  }
}

/** Reads while its caller holds what is read. */
class HeldReader extends Reader {
  override assertOpen(): void {}
}

/** Returns the row of an entity, or throws `COMPONENT_NOT_FOUND`. */
export function requireRow(table: TableReader, side: TableSide, index: number, entity: Entity): number {
  const row = rowOf(side, index);
  if (row < 0) throw componentNotFound(table, entity);
  return row;
}

export function componentNotFound({ name }: TableReader, entity: Entity): EcsDbError {
  return new EcsDbError(
    'COMPONENT_NOT_FOUND',
    `entity ${entity} has no row of table "${name}"; insert one first, or check with has() or tryGet().`,
    { table: name, entity, expected: `a row of "${name}"`, got: 'none' },
  );
}

function noIndex({ TABLE_NAME: table }: AnyComponent): EcsDbError {
  const expected = 'a table with an index';
  const got = `table "${table}", which has none`;
  return new EcsDbError('SCHEMA_ERROR', `lookup() expects ${expected}, got ${got}.`, { table, expected, got });
}
