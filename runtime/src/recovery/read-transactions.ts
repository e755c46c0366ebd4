/** For tools: the transactions of a log, one by one, as operations that are taken apart. */

import type { Directory } from '../directory/index.js';
import { assert } from '../errors.js';
import { FRAME_TRANSACTIONS, type SegmentFault, SegmentReader, SegmentWindow } from '../log/index.js';
import {
  DELETE,
  DESPAWN,
  INSERT,
  OperationCheck,
  OperationReader,
  REPLACE,
  ReplayError,
  SPAWN,
  TransactionReader,
  UPDATE,
  UPDATE_OFFSET_BYTES,
} from '../operation/index.js';
import { faultError, type OnFault } from './fault.js';
import { LogRun, verdictOn } from './log-run.js';
import { readOverview } from './overview.js';
import { contentFault, inVersion } from './read-segment.js';
import { neededSegments } from './segments.js';

/**
 * One operation. `record` is a whole record, `bytes` a part of one, from `offset` on. Entities are given by index and
 * generation.
 */
export type LoggedOperation = { readonly index: number; readonly generation: number } & (
  | { readonly kind: 'insert' | 'replace'; readonly tableId: number; readonly record: Uint8Array }
  | { readonly kind: 'update'; readonly tableId: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'delete'; readonly tableId: number }
  | { readonly kind: 'spawn' | 'despawn' }
);

export interface LoggedTransaction {
  readonly version: number;
  /** Name of the segment. */
  readonly segment: string;
  readonly operations: readonly LoggedOperation[];
}

/**
 * The transactions of the log from `fromVersion` on or, without it, from the oldest one on that is still there. Ends
 * before a torn or suspect end of the log.
 *
 * Throws `CORRUPT` at the first damage, `CORRUPT` (D7, D8) when the log does not reach back to `fromVersion`, and what
 * the file system throws.
 */
export function* readTransactions(
  directory: Directory,
  fromVersion?: number,
): Generator<LoggedTransaction, void, undefined> {
  const onFault: OnFault = (fault) => {
    throw faultError(directory.path, fault);
  };
  const { isNew, run, segments, provenVersion, manifest } = readOverview(directory, onFault);
  if (isNew) return;
  const log = new LogRun(directory, {
    segments: run,
    provenVersion,
    newestSegment: manifest?.newestSegment ?? Number.MAX_SAFE_INTEGER,
  });
  const schema = run.length === 0 ? undefined : log.readSchema(onFault)?.schema;
  const check = schema && new OperationCheck(schema);
  const from = fromVersion ?? run[0]?.firstVersion ?? 1;
  const window = new SegmentWindow();
  for (const segment of neededSegments(run, segments, from - 1, onFault)) {
    const file = directory.open(segment.name, 'read');
    try {
      const reader = new SegmentReader(
        file,
        directory.pathOf(segment.name),
        segment.header,
        log.contextOf(segment),
        window,
      );
      const fault = yield* transactionsIn(reader, segment.name, from, check);
      if (fault !== undefined && verdictOn(fault) === 'corrupt') onFault(log.segmentFault(segment, fault));
    } finally {
      file.close();
    }
  }
}

/** The transactions of a segment, up to its end or to the first fault, which is returned. */
function* transactionsIn(
  reader: SegmentReader,
  segment: string,
  from: number,
  check: OperationCheck | undefined,
): Generator<LoggedTransaction, SegmentFault | undefined, undefined> {
  for (;;) {
    const next = reader.next();
    if (next.kind === 'end') return undefined;
    if (next.kind === 'fault') return next.fault;
    if (next.kind === 'skipped') continue;
    const fault = yield* transactionsInFrame(reader, segment, from, check);
    if (fault !== undefined) return fault;
  }
}

/** The transactions of the reader's current frame. Returns what is wrong with its content. */
function* transactionsInFrame(
  reader: SegmentReader,
  segment: string,
  from: number,
  check: OperationCheck | undefined,
): Generator<LoggedTransaction, SegmentFault | undefined, undefined> {
  const { frame, bytes } = reader;
  if (frame.type !== FRAME_TRANSACTIONS) return undefined;
  const transaction = new TransactionReader();
  transaction.begin(bytes, reader.payloadStart, reader.payloadEnd);
  let version = frame.firstVersion;
  try {
    for (; transaction.next(); version++) {
      const { start, end, operations } = transaction;
      check?.transaction(bytes, start, end, operations, version);
      if (version >= from) yield { version, segment, operations: operationsIn(bytes, start, end, operations) };
    }
    return undefined;
  } catch (thrown) {
    const error = inVersion(thrown, version, frame.lastVersion);
    if (error instanceof ReplayError) return contentFault(reader, error);
    throw error;
  }
}

function operationsIn(bytes: Uint8Array, start: number, end: number, count: number): LoggedOperation[] {
  const cursor = new OperationReader();
  const operations: LoggedOperation[] = [];
  cursor.begin(bytes, start, end, count);
  while (cursor.next()) operations.push(operationAt(cursor, bytes));
  return operations;
}

/** Copies the body, because the bytes belong to the window. */
function operationAt(cursor: OperationReader, bytes: Uint8Array): LoggedOperation {
  const { kind, tableId, index, generation, bodyStart, bodyLength } = cursor;
  const body = bytes.slice(bodyStart, bodyStart + bodyLength);
  switch (kind) {
    case INSERT:
      return { kind: 'insert', tableId, index, generation, record: body };
    case REPLACE:
      return { kind: 'replace', tableId, index, generation, record: body };
    case UPDATE: {
      const offset = new DataView(body.buffer).getUint32(0, true);
      return { kind: 'update', tableId, index, generation, offset, bytes: body.subarray(UPDATE_OFFSET_BYTES) };
    }
    case DELETE:
      return { kind: 'delete', tableId, index, generation };
    case SPAWN:
      return { kind: 'spawn', index, generation };
    default:
      assert(kind === DESPAWN, 'a cursor returns only operations that exist');
      return { kind: 'despawn', index, generation };
  }
}
