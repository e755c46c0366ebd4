/** A piece of the log for `history`: the transactions that are collected from frame to frame. */

import { FRAME_TRANSACTIONS, type SegmentFault, type SegmentReader } from '../log/index.js';
import { type OperationCheck, ReplayError, TransactionReader } from '../operation/index.js';
import { contentFault, inVersion } from './read-segment.js';
import type { OlderSchema } from './stored-schema.js';

/** A piece ends with the frame that brings it to this size, or when this much of the log was read for it. */
const PIECE_BYTES = 2 ** 19;
const READ_BYTES = 2 ** 22;

export class HistoryPieceBuilder {
  /** True if the piece ends here. */
  isComplete = false;
  readonly olderSchemas: OlderSchema[] = [];
  /** The last version to collect. The first one follows `#after`. */
  readonly last: number;
  readonly #after: number;
  readonly #check: OperationCheck;
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  #bytes = 0;
  #bytesRead = 0;

  constructor(after: number, last: number, check: OperationCheck) {
    this.#after = after;
    this.last = last;
    this.#check = check;
  }

  /** Adds the transactions of the reader's frame, which may be of any type. Returns what is wrong with its content. */
  add(reader: SegmentReader): SegmentFault | undefined {
    const { frame } = reader;
    if (frame.type !== FRAME_TRANSACTIONS) return undefined;
    if (frame.lastVersion > this.#after) {
      const fault = this.#copy(reader);
      if (fault !== undefined) return fault;
    }
    this.#bytesRead += reader.end - reader.offset;
    this.isComplete = frame.lastVersion >= this.last || this.#bytes >= PIECE_BYTES || this.#bytesRead >= READ_BYTES;
    return undefined;
  }

  /** Counts what follows the last frame of a segment, which was searched for frames: `bytes` bytes. */
  endSegment(bytes: number): void {
    this.#bytesRead += bytes;
    this.isComplete = this.#bytes > 0 && this.#bytesRead >= READ_BYTES;
  }

  /** The transactions, in a buffer of their own. */
  take(): Uint8Array<ArrayBuffer> {
    const [first] = this.#chunks;
    // A very large transaction is not copied once more.
    if (first !== undefined && this.#chunks.length === 1) return first;
    const bytes = new Uint8Array(this.#bytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  /** Checks all transactions of the frame, and copies those to collect: up to its end, which is on the device, too. */
  #copy(reader: SegmentReader): SegmentFault | undefined {
    const { frame, bytes, payloadStart, payloadEnd } = reader;
    const transaction = new TransactionReader();
    transaction.begin(bytes, payloadStart, payloadEnd);
    let version = frame.firstVersion;
    let start = payloadStart;
    try {
      for (; transaction.next(); version++) {
        this.#check.transaction(bytes, transaction.start, transaction.end, transaction.operations, version);
        if (version <= this.#after) start = transaction.end;
      }
      const count = version - frame.firstVersion;
      if (count !== frame.transactionCount) {
        throw new ReplayError(`it contains ${count} transactions, and its header says ${frame.transactionCount}`);
      }
    } catch (thrown) {
      const error = inVersion(thrown, version, frame.lastVersion);
      if (error instanceof ReplayError) return contentFault(reader, error);
      throw error;
    }
    const chunk = new Uint8Array(payloadEnd - start);
    chunk.set(bytes.subarray(start, payloadEnd));
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    return undefined;
  }
}
