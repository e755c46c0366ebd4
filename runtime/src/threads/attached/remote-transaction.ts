/** A transaction of an attached thread: the thread records it, and the owner applies it. */

import { refuseCalls, wrongArgument } from '../../arguments.js';
import type { AnyComponent, DataOf } from '../../component/index.js';
import { type Entity, entityNotFound, isEntityId, NO_ENTITY, requireId } from '../../entity/index.js';
import { EcsDbError } from '../../errors.js';
import {
  DELETE,
  DESPAWN,
  INSERT,
  OPERATION_HEADER_BYTES,
  type OperationWriter,
  REPLACE,
  SPAWN,
} from '../../operation/index.js';
import type { TableReader } from '../../table/index.js';
import {
  type CreateData,
  changedWhileReading,
  ENDED,
  type InsertArguments,
  type ManyData,
  OPEN,
  READING_DATA,
  readEntities,
  repeatedEntity,
  requireChange,
  requireComponents,
  requireCount,
  requireObject,
  requireRowsOf,
  rowsForCreate,
  transactionEnded,
} from '../../transaction/index.js';
import type { Draft, Drafts } from './draft.js';
import type { IdSource } from './id-stock.js';

/**
 * The argument of the function that is given to `write` in an attached thread. It cannot read: what it would read may
 * have changed when the owner applies the transaction. Data is checked at once. The owner checks whether entities and
 * rows exist; if one does not, the promise rejects with the owner's error.
 */
export class RemoteTransaction {
  readonly #writer: OperationWriter;
  readonly #drafts: Drafts;
  readonly #ids: IdSource;
  readonly #taken: Entity[];
  #state: number = OPEN;

  /** @internal */
  constructor(writer: OperationWriter, drafts: Drafts, ids: IdSource, taken: Entity[]) {
    this.#writer = writer;
    this.#drafts = drafts;
    this.#ids = ids;
    this.#taken = taken;
  }

  /** @internal Called once the function has returned or thrown. */
  $end(): void {
    this.#state = ENDED;
  }

  /** @internal For lookups and declared queries, which are given this transaction. */
  $unreadable(call: string): EcsDbError {
    return cannotRead(call);
  }

  /**
   * Creates an entity without rows. It is alive once the transaction is committed.
   *
   * @throws EcsDbError `TIMEOUT` if the owner is too busy to reserve ids
   */
  create(): Entity;
  create(...unexpected: readonly unknown[]): Entity {
    this.#assertOpen();
    if (unexpected.length > 0) throw rowsForCreate(unexpected[0]);
    // Reserves space first: if that fails, no id was taken.
    this.#writer.reserve(OPERATION_HEADER_BYTES);
    const entity = this.#ids.take();
    this.#taken.push(entity);
    this.#writer.plain(SPAWN, 0, entity);
    return entity;
  }

  /** Deletes the entity and all its rows. The owner may reject it with `ENTITY_NOT_FOUND`. */
  destroy(entity: Entity): void {
    this.#assertOpen();
    requireEntityId(entity, 'destroy');
    this.#writer.plain(DESPAWN, 0, entity);
  }

  /**
   * Inserts a row for the entity; absent fields get their defaults. The owner may reject it with `ENTITY_NOT_FOUND` or
   * `COMPONENT_EXISTS`.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH`
   */
  insert<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): void;
  insert(entity: Entity, component: AnyComponent, data?: object): void {
    this.#record(INSERT, entity, component, data, 'insert');
  }

  /**
   * Inserts or replaces the entity's row. The owner may reject it with `ENTITY_NOT_FOUND`.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH`
   */
  put<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): void;
  put(entity: Entity, component: AnyComponent, data?: object): void {
    this.#record(REPLACE, entity, component, data, 'put');
  }

  /**
   * Sets those fields of the entity's row that `change` contains. The owner may reject it with `ENTITY_NOT_FOUND` or
   * `COMPONENT_NOT_FOUND`.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH`; `TRANSACTION_ERROR` if `change` is a function
   */
  update<C extends AnyComponent>(entity: Entity, component: C, change: Partial<DataOf<C>>): void {
    this.#assertOpen();
    requireId(entity, 'update');
    const draft = this.#drafts.of(component, 'update');
    requireEntityId(entity, 'update');
    const { table } = draft;
    if (typeof change === 'function') throw functionGiven(table);
    this.#state = READING_DATA;
    try {
      draft.patch(requireChange(table, change));
    } finally {
      this.#state = OPEN;
    }
    const { first, length, views, masks } = draft;
    if (draft.isWhole) this.#writer.update(table.id, entity, views, 0, first, length);
    else {
      const end = first + length;
      this.#writer.patch(table.id, entity, first, views.u8.subarray(first, end), masks.subarray(first, end));
    }
  }

  /** Deletes the entity's row, if it has one. The owner may reject it with `ENTITY_NOT_FOUND`. */
  delete(entity: Entity, component: AnyComponent): void {
    this.#assertOpen();
    requireId(entity, 'delete');
    const { id } = this.#drafts.of(component, 'delete').table;
    requireEntityId(entity, 'delete');
    this.#writer.plain(DELETE, id, entity);
  }

  /**
   * Creates `count` entities, each with a row of each of the components. `rows` has the data of each component, the
   * same for all entities. Returns the ids. They are alive once the transaction is committed.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH`; `TRANSACTION_ERROR` if `rows` is a function
   */
  createMany(count: number): Entity[];
  createMany<Components extends readonly AnyComponent[]>(
    count: number,
    components: readonly [...Components],
    ...rows: CreateData<Components>
  ): Entity[];
  createMany(count: number, components: readonly AnyComponent[] = [], rows?: unknown): Entity[] {
    this.#assertOpen();
    requireCount(count);
    requireComponents(components);
    if (typeof rows === 'function') throw fillGiven('createMany');
    const data = rows === undefined ? undefined : requireRowsOf(components, rows);
    const firstTaken = this.#taken.length;
    try {
      return this.#writer.asWhole(() => {
        const created = Array.from({ length: count }, () => this.create());
        for (const [k, component] of components.entries())
          this.#recordMany(created, component, data?.[k], 'createMany');
        return created;
      });
    } catch (error) {
      this.#ids.putBack(this.#taken.splice(firstTaken));
      throw error;
    }
  }

  /**
   * Inserts a row for each of the entities. `data` is the data of all rows, or an array with the data of each row. The
   * owner may reject it with `ENTITY_NOT_FOUND` or `COMPONENT_EXISTS`.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH`; `TRANSACTION_ERROR` if `data` is a function
   */
  insertMany<C extends AnyComponent>(entities: readonly Entity[], component: C, ...data: ManyData<C>): void;
  insertMany(entities: readonly Entity[], component: AnyComponent, data?: unknown): void {
    this.#assertOpen();
    const ids = this.#readIds(entities, 'insertMany');
    if (typeof data === 'function') throw fillGiven('insertMany');
    this.#writer.asWhole(() => this.#recordMany(ids, component, data, 'insertMany'));
  }

  /** Deletes the row of each of the entities that has one. The owner may reject it with `ENTITY_NOT_FOUND`. */
  deleteMany(entities: readonly Entity[], component: AnyComponent): void {
    this.#assertOpen();
    const ids = this.#readIds(entities, 'deleteMany');
    this.#writer.asWhole(() => {
      for (const entity of ids) this.delete(entity, component);
    });
  }

  /** Deletes the entities and all their rows. The owner may reject it with `ENTITY_NOT_FOUND`. */
  destroyMany(entities: readonly Entity[]): void {
    this.#assertOpen();
    const ids = this.#readIds(entities, 'destroyMany');
    this.#writer.asWhole(() => {
      for (const entity of ids) this.destroy(entity);
    });
  }

  /** A copy of the ids, each of which can be one and occurs once. */
  #readIds(entities: unknown, call: string): readonly Entity[] {
    this.#state = READING_DATA;
    try {
      const ids = Array.from(readEntities(entities, call).ids) as Entity[];
      const seen = new Set<Entity>();
      for (const [i, entity] of ids.entries()) {
        requireEntityId(entity, call);
        if (seen.size === seen.add(entity).size) throw repeatedEntity(call, entity, i);
      }
      return ids;
    } finally {
      this.#state = OPEN;
    }
  }

  #recordMany(entities: readonly Entity[], component: AnyComponent, data: unknown, call: string): void {
    const { table, views } = this.#drafts.of(component, call);
    if (!Array.isArray(data)) {
      this.#draft(component, data, call);
      for (const entity of entities) this.#writer.record(INSERT, table.id, entity, views, 0, table.stride);
      return;
    }
    if (data.length !== entities.length) throw wrongArgument(call, `the data of ${entities.length} rows`, data);
    for (const [i, entity] of entities.entries()) {
      this.#draft(component, data[i], call);
      this.#writer.record(INSERT, table.id, entity, views, 0, table.stride);
    }
  }

  /** Writes the data into the draft of the component. */
  #draft(component: AnyComponent, data: unknown, call: string): Draft {
    const draft = this.#drafts.of(component, call);
    this.#state = READING_DATA;
    try {
      draft.assign(requireObject(draft.table, data, call));
    } finally {
      this.#state = OPEN;
    }
    return draft;
  }

  #record(kind: number, entity: Entity, component: AnyComponent, data: object | undefined, call: string): void {
    this.#assertOpen();
    requireId(entity, call);
    // The component is checked first.
    this.#drafts.of(component, call);
    requireEntityId(entity, call);
    const { table, views } = this.#draft(component, data, call);
    this.#writer.record(kind, table.id, entity, views, 0, table.stride);
  }

  #assertOpen(): void {
    if (this.#state !== OPEN) throw this.#state === ENDED ? transactionEnded() : changedWhileReading();
  }
}

const READS = 'read get tryGet has isAlive count query lookup entity tryEntity entities'.split(' ');

refuseCalls(RemoteTransaction.prototype, READS, cannotRead);

function cannotRead(call: string): EcsDbError {
  const got = `${call}() in a transaction of an attached thread`;
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `${call}() was called in a transaction of a thread that does not own the database. Such a transaction cannot ` +
      'read: the data may have changed when the owner applies the transaction. Read before the transaction, ' +
      'from the database or in pinVersion(), or run the whole transaction on the thread that owns the database.',
    { expected: 'create, destroy, insert, put, update or delete, or a form of them for many entities', got },
  );
}

function requireEntityId(entity: Entity, call: string): void {
  if (!isEntityId(entity) || entity === NO_ENTITY) throw entityNotFound(entity, call);
}

function fillGiven(call: string): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `${call}() got a function in a thread that does not own the database. Rows exist once the owner applies the ` +
      'transaction. Pass the data of the rows, or let the owner do it.',
    { expected: 'the data of the rows', got: 'a function' },
  );
}

function functionGiven({ name }: TableReader): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `update() of "${name}" got a function in a thread that does not own the database. The row may have changed when ` +
      'the owner applies the transaction. Pass an object with the fields to set, or let the owner do it.',
    { table: name, expected: 'an object with the fields to set', got: 'a function' },
  );
}
