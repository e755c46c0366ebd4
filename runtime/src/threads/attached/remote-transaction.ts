/** What a transaction of another thread may do: it is recorded there, and applied by the owner. */

import type { AnyComponent, DataOf } from '../../component/index.js';
import { type Entity, entityNotFound, isEntityId, NO_ENTITY, requireId } from '../../entity/index.js';
import { EcsDbError } from '../../errors.js';
import { GrowableBytes, type Views } from '../../memory/index.js';
import {
  DELETE,
  DESPAWN,
  INSERT,
  OPERATION_HEADER_BYTES,
  OperationWriter,
  REPLACE,
  SPAWN,
} from '../../operation/index.js';
import { ignoreRejection, isPromiseLike } from '../../promise.js';
import type { Store, Table } from '../../table/index.js';
import {
  asyncFunction,
  changedWhileReading,
  ENDED,
  type InsertArguments,
  nestedCall,
  OPEN,
  READING_DATA,
  requireChange,
  requireObject,
  rowsForCreate,
  transactionEnded,
} from '../../transaction/index.js';
import { refuseCalls } from './refuse-calls.js';
import { Scratch } from './scratch.js';

/** Where ids for new entities come from. */
export interface IdSource {
  take(): Entity;
  giveBack(ids: readonly Entity[]): void;
}

/** Bytes of one thread's transaction at most. */
const TRANSACTION_BYTES_MAX = 2 ** 30;
const FIRST_CAPACITY = 4096;

/** Records one transaction after the other, in the same memory. */
export class RemoteRecorder {
  readonly #ids: IdSource;
  readonly #writer: OperationWriter = new OperationWriter(new GrowableBytes(0, TRANSACTION_BYTES_MAX), FIRST_CAPACITY);
  readonly #scratch: Scratch;
  #isRecording = false;

  constructor(store: Store, ids: IdSource) {
    this.#ids = ids;
    this.#scratch = new Scratch(store);
  }

  /** What was recorded last, from its first byte on. */
  get views(): Views {
    return this.#writer.views;
  }

  /** In bytes. */
  get length(): number {
    return this.#writer.position;
  }

  /** Records what `run` does, and gives back what it returns. When it throws, nothing was recorded. */
  record<Result>(run: (tx: RemoteTransaction) => Result): Result {
    if (this.#isRecording) throw nestedCall('write');
    this.#isRecording = true;
    const writer = this.#writer;
    writer.position = 0;
    writer.beginTransaction();
    const taken: Entity[] = [];
    const tx = new RemoteTransaction(writer, this.#scratch, this.#ids, taken);
    try {
      const result = run(tx);
      if (isPromiseLike(result)) {
        ignoreRejection(result);
        throw asyncFunction();
      }
      writer.endTransaction();
      return result;
    } catch (error) {
      this.#ids.giveBack(taken);
      throw error;
    } finally {
      tx.$end();
      this.#isRecording = false;
    }
  }
}

/**
 * What `write` gives its function in a thread that is attached. It writes and does not read: whatever is read here may have changed when
 * the owner applies the transaction. Data is checked at once; whether entities and rows are there is for the owner to say, whose errors
 * the promise rejects with.
 */
export class RemoteTransaction {
  readonly #writer: OperationWriter;
  readonly #scratch: Scratch;
  readonly #ids: IdSource;
  readonly #taken: Entity[];
  #state: number = OPEN;

  /** @internal */
  constructor(writer: OperationWriter, scratch: Scratch, ids: IdSource, taken: Entity[]) {
    this.#writer = writer;
    this.#scratch = scratch;
    this.#ids = ids;
    this.#taken = taken;
  }

  /** @internal Called when the function has returned or thrown. */
  $end(): void {
    this.#state = ENDED;
  }

  /**
   * A new entity, without any rows; it is alive for everybody once the transaction is committed.
   *
   * @throws EcsDbError `TIMEOUT` when the owner is too busy to reserve ids
   */
  create(): Entity;
  create(...unexpected: readonly unknown[]): Entity {
    this.#assertOpen();
    if (unexpected.length > 0) throw rowsForCreate(unexpected[0]);
    // First, so that no id is taken in vain.
    this.#writer.reserve(OPERATION_HEADER_BYTES);
    const entity = this.#ids.take();
    this.#taken.push(entity);
    this.#writer.plain(SPAWN, 0, entity);
    return entity;
  }

  /** Removes every row of the entity, and the entity. The owner may refuse it with `ENTITY_NOT_FOUND`. */
  destroy(entity: Entity): void {
    this.#assertOpen();
    requireEntityId(entity, 'destroy');
    this.#writer.plain(DESPAWN, 0, entity);
  }

  /**
   * Gives the entity a row; fields that are left out get their defaults. The owner may refuse it with `ENTITY_NOT_FOUND` or
   * `COMPONENT_EXISTS`.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH`
   */
  insert<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): void;
  insert(entity: Entity, component: AnyComponent, data?: object): void {
    this.#record(INSERT, entity, component, data, 'insert');
  }

  /**
   * Gives the entity a row, replacing the one that it has. The owner may refuse it with `ENTITY_NOT_FOUND`.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH`
   */
  put<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): void;
  put(entity: Entity, component: AnyComponent, data?: object): void {
    this.#record(REPLACE, entity, component, data, 'put');
  }

  /**
   * Sets the fields of the entity's row that `change` has. The owner may refuse it with `ENTITY_NOT_FOUND` or `COMPONENT_NOT_FOUND`.
   *
   * @throws EcsDbError `FIELD_TYPE_MISMATCH`; `TRANSACTION_ERROR` when `change` is a function
   */
  update<C extends AnyComponent>(entity: Entity, component: C, change: Partial<DataOf<C>>): void {
    this.#assertOpen();
    requireId(entity, 'update');
    const draft = this.#scratch.draftOf(component, 'update');
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

  /** Removes the entity's row, if it has one. The owner may refuse it with `ENTITY_NOT_FOUND`. */
  delete(entity: Entity, component: AnyComponent): void {
    this.#assertOpen();
    requireId(entity, 'delete');
    const { id } = this.#scratch.draftOf(component, 'delete').table;
    requireEntityId(entity, 'delete');
    this.#writer.plain(DELETE, id, entity);
  }

  #record(kind: number, entity: Entity, component: AnyComponent, data: object | undefined, call: string): void {
    this.#assertOpen();
    requireId(entity, call);
    const draft = this.#scratch.draftOf(component, call);
    requireEntityId(entity, call);
    const { table } = draft;
    this.#state = READING_DATA;
    try {
      draft.assign(requireObject(table, data, call));
    } finally {
      this.#state = OPEN;
    }
    this.#writer.record(kind, table.id, entity, draft.views, 0, table.stride);
  }

  #assertOpen(): void {
    if (this.#state !== OPEN) throw this.#state === ENDED ? transactionEnded() : changedWhileReading();
  }
}

refuseCalls(RemoteTransaction.prototype, ['read', 'get', 'tryGet', 'has', 'isAlive', 'count', 'query'], (method) => {
  const got = `${method}() in a transaction of another thread`;
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `a transaction of a thread that does not own the database cannot read: ${method}() was called. What it would read may have changed when ` +
      'the owner applies the transaction. Read from the database or in pinVersion() before, or have the owner do it.',
    { expected: 'create, destroy, insert, put, update or delete', got },
  );
});

function requireEntityId(entity: Entity, call: string): void {
  if (!isEntityId(entity) || entity === NO_ENTITY) throw entityNotFound(entity, call);
}

function functionGiven({ name }: Table): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `update() of "${name}" was given a function, in a thread that does not own the database. The row that it would change may ` +
      'be another one when the owner applies the transaction. Give the fields to set as an object, or have the owner do it.',
    { table: name, expected: 'an object with the fields to set', got: 'a function' },
  );
}
