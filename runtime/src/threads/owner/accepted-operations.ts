/** Applies the operations that another thread has recorded, within a transaction of the owner. */

import { type Entity, INDEX_LIMIT, requireAlive } from '../../entity/index.js';
import { EcsDbError } from '../../errors.js';
import { copyBytes, type Views } from '../../memory/index.js';
import {
  ALIGNMENT,
  DELETE,
  DESPAWN,
  INSERT,
  OperationReader,
  PATCH,
  REPLACE,
  type RecordRules,
  ReplayError,
  RulesByTable,
  SPAWN,
  TransactionReader,
  UPDATE,
  UPDATE_OFFSET_BYTES,
} from '../../operation/index.js';
import { requireRow } from '../../read/index.js';
import type { SchemaDescriptor } from '../../schema/index.js';
import { rowOf, type Store, type Table } from '../../table/index.js';
import { componentExists } from '../../transaction/index.js';

export interface RemoteOperations {
  /** The bytes of the transaction: `length` bytes from `start`, a multiple of 8. */
  readonly views: Views;
  readonly start: number;
  readonly length: number;
  /** The thread that sent it. */
  readonly thread: number;
  /** Ids for which the thread can create entities. An id that is used moves to `spawned`. */
  readonly issued: Set<Entity>;
  readonly spawned: Entity[];
}

/**
 * Whatever the bytes contain, nothing is read or written out of bounds, and only valid records are applied
 * (operation/record-rules.ts).
 */
export class OperationApplier {
  readonly #store: Store;
  readonly #transactions: TransactionReader = new TransactionReader();
  readonly #operations: OperationReader = new OperationReader(true);
  readonly #rules: RulesByTable;

  constructor(store: Store, schema: SchemaDescriptor) {
    this.#store = store;
    this.#rules = new RulesByTable(schema);
  }

  /**
   * Throws what the same operations throw in a transaction of the owner, and `SERIALIZATION_ERROR` if no thread writes
   * such bytes. If it throws, the caller must roll back the transaction.
   */
  apply(remote: RemoteOperations): void {
    try {
      this.#apply(remote);
    } catch (error) {
      if (error instanceof ReplayError) throw malformed(remote.thread, error.message);
      throw error;
    }
  }

  #apply(remote: RemoteOperations): void {
    const { u8 } = remote.views;
    const transaction = this.#transactions;
    const end = remote.start + remote.length;
    if (remote.start % ALIGNMENT !== 0 || end > u8.length)
      throw new ReplayError(`its ${remote.length} bytes at ${remote.start} are outside of the message`);
    transaction.begin(u8, remote.start, end);
    if (!transaction.next() || transaction.end !== end)
      throw new ReplayError('its bytes are not exactly one transaction');
    const operation = this.#operations;
    operation.begin(u8, transaction.start, transaction.end, transaction.operations);
    while (operation.next()) this.#applyOne(operation, remote);
  }

  #applyOne(operation: OperationReader, remote: RemoteOperations): void {
    const { kind, index, generation } = operation;
    const entity = (generation * INDEX_LIMIT + index) as Entity;
    const store = this.#store;
    switch (kind) {
      case SPAWN:
        if (!remote.issued.delete(entity))
          throw new ReplayError(`it creates entity ${entity}, which was not reserved for it`);
        remote.spawned.push(entity);
        store.entities.spawn(entity);
        return;
      case DESPAWN:
        store.destroy(entity, requireAlive(store.entities.working, entity, 'destroy'));
        return;
      default:
        this.#applyToRow(operation, remote.views, entity);
    }
  }

  #applyToRow(operation: OperationReader, from: Views, entity: Entity): void {
    const store = this.#store;
    const { kind, tableId, bodyStart, bodyLength } = operation;
    const table = store.tableWithId(tableId);
    if (table === undefined) throw new ReplayError(`it names table ${tableId}, which does not exist`);
    const { stride } = table;
    const rules = this.#rulesOf(table);
    const isRecord = kind === INSERT || kind === REPLACE;
    const isChange = kind === UPDATE || kind === PATCH;
    if (isRecord) rules.requireRecord(bodyLength, entity);
    // Read once, because the thread can change shared memory at any time.
    const first = isChange ? (from.u32[bodyStart >>> 2] as number) : 0;
    const length = isChange ? changedLength(operation) : stride;
    rules.requireRange(first, length, entity);
    table.join();
    const index = requireAlive(store.entities.working, entity, callOf(kind));
    const row = isChange ? requireRow(table, table.working, index, entity) : rowOf(table.working, index);
    if (kind === DELETE) {
      if (row >= 0) store.remove(table, entity, index);
      return;
    }
    if (kind === INSERT && row >= 0) throw componentExists(table, entity);
    const isNew = row < 0;
    if (isNew) table.reserve(index);
    else table.markRecord(row);
    // After `reserve`, which may have moved the records.
    const { records, count } = table.working;
    const record = (isNew ? count : row) * stride;
    if (isRecord) copyBytes(from, bodyStart, records, record, stride);
    else if (kind === UPDATE) copyBytes(from, bodyStart + UPDATE_OFFSET_BYTES, records, record + first, length);
    else copyBits(from.u8, bodyStart + UPDATE_OFFSET_BYTES, records.u8, record + first, length);
    if (rules.hasTexts) rules.requireTexts(records.u8, record, first, length, entity);
    if (isNew) store.append(table, entity, index);
  }

  #rulesOf({ id, component }: Table): RecordRules {
    return this.#rules.of(id, component.descriptor);
  }
}

/** Copies those bits of `length` bytes that are set in the mask. The mask is the next `length` bytes of the source. */
function copyBits(from: Uint8Array, source: number, to: Uint8Array, target: number, length: number): void {
  for (let i = 0; i < length; i++) {
    const mask = from[source + length + i] as number;
    to[target + i] = ((to[target + i] as number) & ~mask) | ((from[source + i] as number) & mask);
  }
}

/** Bytes of a record that an update or a patch changes. */
function changedLength({ kind, bodyLength }: OperationReader): number {
  const length = bodyLength - UPDATE_OFFSET_BYTES;
  return kind === UPDATE ? length : length / 2;
}

/** The method of the transaction that recorded an operation on a row. */
function callOf(kind: number): string {
  if (kind === INSERT) return 'insert';
  if (kind === REPLACE) return 'put';
  return kind === DELETE ? 'delete' : 'update';
}

function malformed(thread: number, what: string): EcsDbError {
  return new EcsDbError(
    'SERIALIZATION_ERROR',
    `the transaction from thread ${thread} is malformed: ${what}. Nothing of it was applied. This is a bug in ecsdb, ` +
      'or the application has overwritten shared memory.',
    { thread, expected: 'operations in the format that threads record', got: what },
  );
}
