/** Checks a commit that was copied from shared memory, so that `Commit` reads nothing that is not there. */

import {
  aligned,
  DELETE,
  DESPAWN,
  INSERT,
  OperationReader,
  REPLACE,
  ReplayError,
  UPDATE,
  UPDATE_OFFSET_BYTES,
} from '../operation/index.js';
import type { StoreReader } from '../table/index.js';
import { type CommitBytes, ID_BYTES } from './recording.js';

/** Throws a `ReplayError` if no owner of such a store records these bytes. */
export function checkCommit(store: StoreReader, { views, start, operationsEnd, end, hasOld }: CommitBytes): void {
  const reader = new OperationReader();
  let recordBytes = 0;
  reader.beginTransaction(views.u8, start, operationsEnd);
  while (reader.next()) {
    const { kind, tableId, bodyStart, bodyLength } = reader;
    if (kind === DESPAWN) recordBytes += ID_BYTES;
    if (kind > DELETE) continue;
    const size = store.tableWithId(tableId)?.component.size;
    if (size === undefined) throw new ReplayError(`an operation names table ${tableId}, which does not exist`);
    const isRecord = kind === INSERT || kind === REPLACE;
    const rangeEnd = (views.u32[bodyStart >>> 2] as number) + bodyLength - UPDATE_OFFSET_BYTES;
    if (isRecord ? bodyLength !== size : kind === UPDATE && rangeEnd > size) {
      throw new ReplayError(`an operation with ${bodyLength} bytes does not fit a record of ${size}`);
    }
    if (kind === UPDATE) recordBytes += aligned(size);
    if (hasOld && kind !== INSERT) recordBytes += aligned(size);
  }
  if (recordBytes === end - operationsEnd) return;
  throw new ReplayError(`${end - operationsEnd} bytes of records, where operations need ${recordBytes}`);
}
