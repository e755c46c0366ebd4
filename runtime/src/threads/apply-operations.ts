/** Applies what another thread has recorded, within a transaction of the owner's. */

import { type Entity, INDEX_LIMIT, requireAlive } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { Views } from '../memory/index.js';
import { DELETE, DESPAWN, INSERT, PATCH, REPLACE, SPAWN, UPDATE, UPDATE_OFFSET_BYTES } from '../operation/format.js';
import { ReplayError } from '../operation/replay-error.js';
import { OperationCursor, TransactionCursor } from '../operation/transactions.js';
import { requireRow } from '../read/index.js';
import { rowOf, type Store, type Table } from '../table/index.js';
import { componentExists } from '../transaction/index.js';

export interface RemoteOperations {
  /** Where the transaction lies, from `start` on, a multiple of 8. */
  readonly views: Views;
  readonly start: number;
  readonly length: number;
  /** The thread that has sent it. */
  readonly thread: number;
  /** Ids that the thread may bring to life; those that it does move to `spawned`. */
  readonly issued: Set<Entity>;
  readonly spawned: Entity[];
}

export class OperationApplier {
  readonly #store: Store;
  readonly #transactions: TransactionCursor = new TransactionCursor();
  readonly #operations: OperationCursor = new OperationCursor(true);

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Throws what the same operations would throw in a transaction, and `SERIALIZATION_ERROR` when the bytes are not what a thread writes.
   * Whatever was thrown, the transaction must be rolled back.
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
    transaction.begin(u8, remote.start, end);
    if (!transaction.next() || transaction.end !== end) throw new ReplayError('it is not one transaction');
    const operation = this.#operations;
    operation.begin(u8, transaction.start, transaction.end, transaction.operations);
    while (operation.next()) this.#applyOne(operation, remote);
  }

  #applyOne(operation: OperationCursor, remote: RemoteOperations): void {
    const { kind, index, generation } = operation;
    const entity = (generation * INDEX_LIMIT + index) as Entity;
    const store = this.#store;
    switch (kind) {
      case SPAWN:
        if (!remote.issued.delete(entity))
          throw new ReplayError(`it brings entity ${entity} to life, which was not reserved for it`);
        remote.spawned.push(entity);
        store.entities.spawn(entity);
        return;
      case DESPAWN:
        store.destroy(entity, requireAlive(store.entities.working, entity));
        return;
      default:
        this.#applyToRow(operation, remote.views, entity);
    }
  }

  #applyToRow(operation: OperationCursor, from: Views, entity: Entity): void {
    const store = this.#store;
    const { kind, tableId, bodyStart, bodyLength } = operation;
    const table = store.tableWithId(tableId);
    if (table === undefined) throw new ReplayError(`it names table ${tableId}, which does not exist`);
    table.join();
    const index = requireAlive(store.entities.working, entity);
    switch (kind) {
      case INSERT:
        if (rowOf(table.working, index) >= 0) throw componentExists(table, entity);
        this.#insert(table, entity, index, from, operation);
        return;
      case REPLACE: {
        const row = rowOf(table.working, index);
        if (row < 0) {
          this.#insert(table, entity, index, from, operation);
          return;
        }
        requireLength(table, bodyLength);
        table.markRecord(row);
        table.working.records.u8.set(from.u8.subarray(bodyStart, bodyStart + bodyLength), row * table.stride);
        return;
      }
      case DELETE:
        if (rowOf(table.working, index) >= 0) store.remove(table, entity, index);
        return;
      case UPDATE:
      case PATCH: {
        const row = requireRow(table, table.working, index, entity);
        table.markRecord(row);
        changeRecord(table, row, from, operation);
        return;
      }
    }
  }

  #insert(table: Table, entity: Entity, index: number, from: Views, { bodyStart, bodyLength }: OperationCursor): void {
    requireLength(table, bodyLength);
    table.reserve(index);
    const { working, stride } = table;
    working.records.u8.set(from.u8.subarray(bodyStart, bodyStart + bodyLength), working.count * stride);
    this.#store.append(table, entity, index);
  }
}

/** Sets the bytes of an update, or the bits of a patch. */
function changeRecord(table: Table, row: number, from: Views, { kind, bodyStart, bodyLength }: OperationCursor): void {
  const first = from.u32[bodyStart >>> 2] as number;
  const length = kind === UPDATE ? bodyLength - UPDATE_OFFSET_BYTES : (bodyLength - UPDATE_OFFSET_BYTES) / 2;
  if (first + length > table.stride) {
    throw new ReplayError(
      `it changes ${length} bytes from byte ${first} of a record of "${table.name}", which has ${table.stride}`,
    );
  }
  const source = bodyStart + UPDATE_OFFSET_BYTES;
  const target = row * table.stride + first;
  const to = table.working.records.u8;
  if (kind === UPDATE) {
    to.set(from.u8.subarray(source, source + length), target);
    return;
  }
  for (let i = 0; i < length; i++) {
    const mask = from.u8[source + length + i] as number;
    to[target + i] = ((to[target + i] as number) & ~mask) | ((from.u8[source + i] as number) & mask);
  }
}

function requireLength(table: Table, length: number): void {
  if (length === table.stride) return;
  throw new ReplayError(
    `it has a record of ${length} bytes for table "${table.name}", whose records have ${table.stride}`,
  );
}

function malformed(thread: number, what: string): EcsDbError {
  return new EcsDbError(
    'SERIALIZATION_ERROR',
    `a transaction from thread ${thread} is malformed: ${what}. Nothing of it was applied. This is a bug in ecsdb, or something has ` +
      'overwritten shared memory.',
    { thread, expected: 'operations as threads record them', got: what },
  );
}
