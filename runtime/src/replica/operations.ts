/** Applies operations as the log and the feed encode them; docs/format.md, "Transactions and operations". */

import { type Entity, INDEX_LIMIT } from '../entity/index.js';
import {
  DELETE,
  DESPAWN,
  INSERT,
  OperationReader,
  REPLACE,
  ReplayError,
  SPAWN,
  UPDATE,
  UPDATE_OFFSET_BYTES,
} from '../operation/index.js';
import type { ReplicaRows } from './rows.js';

/**
 * Applies one transaction, as `Commit.bytes` contains it. All entities and rows that it names must be there as in the
 * database that has committed it. Throws a `ReplayError` otherwise.
 */
export function applyTransaction(rows: ReplicaRows, bytes: Uint8Array): void {
  const reader = new OperationReader();
  reader.beginTransaction(bytes, 0, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  while (reader.next()) {
    const { kind, tableId, index, generation, bodyStart, bodyLength } = reader;
    const entity = (generation * INDEX_LIMIT + index) as Entity;
    if (kind === SPAWN) {
      rows.enter(entity);
      continue;
    }
    if (kind === DESPAWN) {
      // The generation that ended last may have begun in the same transaction.
      rows.enter(entity);
      rows.destroy(index);
      continue;
    }
    if (rows.entityAt(index) !== entity && kind !== DELETE) {
      throw new ReplayError(`it changes a row of entity ${entity}, which is not alive`);
    }
    if (kind === INSERT || kind === REPLACE) rows.put(tableId, index, bytes, bodyStart, bodyStart + bodyLength);
    else if (kind === DELETE) rows.remove(tableId, index);
    else if (kind === UPDATE) {
      const first = view.getUint32(bodyStart, true);
      const start = bodyStart + UPDATE_OFFSET_BYTES;
      rows.patch(tableId, index, first, bodyLength - UPDATE_OFFSET_BYTES, bytes, start);
    }
  }
}
