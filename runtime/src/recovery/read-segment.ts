/** Reads and checks one segment, and passes its transactions on. */

import type { Directory } from '../directory/index.js';
import {
  FRAME_SCHEMA,
  FRAME_TRANSACTIONS,
  type SegmentContext,
  type SegmentEnd,
  type SegmentFault,
  SegmentReader,
  type SegmentWindow,
} from '../log/index.js';
import { OperationReader, ReplayError, TransactionReader } from '../operation/index.js';
import type { SchemaDescriptor } from '../schema/index.js';
import type { SegmentFile } from './segments.js';
import { decodeText, parseSchema, requireHash } from './stored-schema.js';

/**
 * Called with the position of one transaction's operations in `bytes`, and their number. They are valid during the
 * call.
 */
export type OnTransaction = (bytes: Uint8Array, start: number, end: number, count: number, version: number) => void;

/** What was read of a segment, up to its end or to the first fault. */
export interface SegmentSummary {
  readonly end: SegmentEnd;
  readonly isClosed: boolean;
  /** Includes the schema frame and skipped frames. */
  readonly frames: number;
  readonly schema: SchemaDescriptor | undefined;
  readonly fault: SegmentFault | undefined;
}

const STOP = (): boolean => false;

/** Reused for each segment. */
export class SegmentScan {
  readonly #directory: Directory;
  readonly #window: SegmentWindow;
  readonly #transaction: TransactionReader = new TransactionReader();
  readonly #operation: OperationReader = new OperationReader();
  /** The schema read last, and its text: segments repeat it. */
  #schema: { readonly text: string; readonly schema: SchemaDescriptor } | undefined;

  constructor(directory: Directory, window: SegmentWindow) {
    this.#directory = directory;
    this.#window = window;
  }

  /**
   * Throws what `onTransaction` throws, except a `ReplayError`: that is a fault of the frame (F4). Continues after a
   * fault if `isContinued` returns true.
   */
  read(
    segment: SegmentFile,
    context: SegmentContext,
    onTransaction: OnTransaction,
    isContinued: (fault: SegmentFault) => boolean = STOP,
  ): SegmentSummary {
    return this.#withReader(segment, context, (reader) => this.#read(segment, reader, onTransaction, isContinued));
  }

  /** Reads the schema at the beginning of a segment; undefined in the summary if the first frame is faulty. */
  readSchema(segment: SegmentFile, context: SegmentContext): SegmentSummary {
    return this.#withReader(segment, context, (reader) => {
      const isThere = reader.next().kind === 'frame';
      const fault = isThere ? this.#takeFrame(reader, segment, () => {}) : reader.fault;
      return this.#summary(segment, reader, isThere ? 1 : 0, fault);
    });
  }

  #withReader(
    { name, header }: SegmentFile,
    context: SegmentContext,
    read: (reader: SegmentReader) => SegmentSummary,
  ): SegmentSummary {
    const file = this.#directory.open(name, 'read');
    try {
      return read(new SegmentReader(file, this.#directory.pathOf(name), header, context, this.#window));
    } finally {
      file.close();
    }
  }

  #read(
    segment: SegmentFile,
    reader: SegmentReader,
    onTransaction: OnTransaction,
    isContinued: (fault: SegmentFault) => boolean,
  ): SegmentSummary {
    let frames = 0;
    for (;;) {
      const next = reader.next();
      if (next.kind === 'end') return this.#summary(segment, reader, frames, undefined);
      if (next.kind === 'fault') {
        if (!isContinued(next.fault) || !reader.resume()) return this.#summary(segment, reader, frames, next.fault);
        continue;
      }
      const fault = next.kind === 'frame' ? this.#takeFrame(reader, segment, onTransaction) : undefined;
      if (fault === undefined) frames++;
      // After a frame whose content is faulty, the reader continues by itself.
      else if (!isContinued(fault)) return this.#summary(segment, reader, frames, fault);
    }
  }

  #summary(
    segment: SegmentFile,
    reader: SegmentReader,
    frames: number,
    fault: SegmentFault | undefined,
  ): SegmentSummary {
    const { end: length, lastVersion, checksum, isClosed } = reader;
    const end = { sequence: segment.sequence, length, lastVersion, checksum };
    return { end, isClosed, frames, schema: frames > 0 ? this.#schema?.schema : undefined, fault };
  }

  #takeFrame(reader: SegmentReader, segment: SegmentFile, onTransaction: OnTransaction): SegmentFault | undefined {
    const { type } = reader.frame;
    try {
      if (type === FRAME_TRANSACTIONS) this.#takeTransactions(reader, onTransaction);
      else if (type === FRAME_SCHEMA) this.#takeSchema(reader, segment);
      return undefined;
    } catch (error) {
      if (error instanceof ReplayError) return contentFault(reader, error);
      throw error;
    }
  }

  #takeTransactions(reader: SegmentReader, onTransaction: OnTransaction): void {
    const { bytes, frame } = reader;
    const transaction = this.#transaction;
    const operation = this.#operation;
    let version = frame.firstVersion;
    transaction.begin(bytes, reader.payloadStart, reader.payloadEnd);
    try {
      while (transaction.next()) {
        const { start, end, operations } = transaction;
        operation.begin(bytes, start, end, operations);
        while (operation.next());
        if (version <= frame.lastVersion) onTransaction(bytes, start, end, operations, version);
        version++;
      }
    } catch (error) {
      throw inVersion(error, version, frame.lastVersion);
    }
    const count = version - frame.firstVersion;
    if (count !== frame.transactionCount) {
      throw new ReplayError(`it contains ${count} transactions, and its header says ${frame.transactionCount}`);
    }
  }

  #takeSchema(reader: SegmentReader, { header }: SegmentFile): void {
    const text = decodeText(reader.bytes.subarray(reader.payloadStart, reader.payloadEnd));
    if (this.#schema?.text !== text) this.#schema = { text, schema: parseSchema(text) };
    requireHash(this.#schema.schema, header.identity.schemaHash);
  }
}

/** Adds the version of the transaction that was being read when the error was thrown. */
export function inVersion(error: unknown, version: number, lastVersion: number): unknown {
  const isInVersion = error instanceof ReplayError && error.version === undefined && version <= lastVersion;
  return isInVersion ? error.inVersion(version) : error;
}

/** The fault of a frame whose checksums are right and whose content is not. */
export function contentFault(reader: SegmentReader, { message, facts, version }: ReplayError): SegmentFault {
  const { frame, offset, end } = reader;
  const firstVersion = version ?? frame.firstVersion;
  const { lastVersion: last } = frame;
  const lastVersion = last >= frame.firstVersion ? last : undefined;
  return {
    case: 'F4',
    offset,
    reason: `contradicts itself or other data: ${message}`,
    firstVersion,
    lastVersion,
    nonZeroEnd: end,
    facts,
  };
}
