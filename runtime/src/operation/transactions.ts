/** Reads transactions and operations back; every length is checked before it is used. docs/format.md, "Transactions and operations". */

import { GENERATION_LIMIT } from '../entity/index.js';
import {
  ALIGNMENT,
  aligned,
  DELETE,
  DESPAWN,
  INSERT,
  OPERATION_HEADER_BYTES,
  REPLACE,
  SPAWN,
  TRANSACTION_HEADER_BYTES,
  UPDATE,
  UPDATE_OFFSET_BYTES,
} from './format.js';
import { ReplayError } from './replay-error.js';

/** Walks over the transactions of a frame's payload. Used again for each frame, because recovery meets millions. */
export class TransactionCursor {
  /** Where the operations of this transaction are, in the bytes given to `begin`. */
  start = 0;
  end = 0;
  /** Number of its operations. */
  operations = 0;
  #bytes: Uint8Array = NOTHING;
  #limit = 0;

  /** Stands before the first transaction of the payload from `start` to `end`. */
  begin(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#limit = end;
    this.end = start;
  }

  /** Moves to the next transaction; false after the last one. Throws a `ReplayError` when a length leads out of the payload. */
  next(): boolean {
    const at = this.end;
    const left = this.#limit - at;
    if (left === 0) return false;
    if (left < TRANSACTION_HEADER_BYTES)
      throw new ReplayError(`${left} bytes are left over after the last transaction`);
    const length = u32(this.#bytes, at);
    if (length > left - TRANSACTION_HEADER_BYTES || length % ALIGNMENT !== 0) {
      throw new ReplayError(
        `a transaction of ${length} bytes does not fit into the ${left - TRANSACTION_HEADER_BYTES} that are left`,
      );
    }
    this.start = at + TRANSACTION_HEADER_BYTES;
    this.end = this.start + length;
    this.operations = u32(this.#bytes, at + 4);
    return true;
  }
}

/** Walks over the operations of a transaction. */
export class OperationCursor {
  kind = 0;
  tableId = 0;
  index = 0;
  generation = 0;
  /** Where the body is, in the bytes given to `begin`. */
  bodyStart = 0;
  bodyLength = 0;
  #bytes: Uint8Array = NOTHING;
  #next = 0;
  #limit = 0;
  #left = 0;

  /** Stands before the first of `count` operations, which take the bytes from `start` to `end`. */
  begin(bytes: Uint8Array, start: number, end: number, count: number): void {
    this.#bytes = bytes;
    this.#next = start;
    this.#limit = end;
    this.#left = count;
  }

  /**
   * Moves to the next operation; false after the last one. Throws a `ReplayError` when a length leads out of the transaction, the
   * number of operations is wrong, or an operation is none of those that exist.
   */
  next(): boolean {
    const at = this.#next;
    const left = this.#limit - at;
    if (this.#left === 0) {
      if (left !== 0) throw new ReplayError(`${left} bytes are left over after the last operation`);
      return false;
    }
    if (left < OPERATION_HEADER_BYTES) throw new ReplayError(`${this.#left} operations are missing`);
    const bytes = this.#bytes;
    const length = u32(bytes, at + 12);
    const end = at + OPERATION_HEADER_BYTES + aligned(length);
    if (end > this.#limit) throw new ReplayError(`an operation with ${length} bytes does not fit into its transaction`);
    this.kind = bytes[at] as number;
    this.tableId = (bytes[at + 2] as number) | ((bytes[at + 3] as number) << 8);
    this.index = u32(bytes, at + 4);
    this.generation = u32(bytes, at + 8);
    this.bodyStart = at + OPERATION_HEADER_BYTES;
    this.bodyLength = length;
    this.#check();
    this.#next = end;
    this.#left--;
    return true;
  }

  #check(): void {
    if (this.index === 0 || this.generation >= GENERATION_LIMIT) {
      throw new ReplayError(
        `an operation names index ${this.index}, generation ${this.generation}, which cannot exist`,
      );
    }
    switch (this.kind) {
      case INSERT:
      case REPLACE:
        return;
      case UPDATE:
        if (this.bodyLength > UPDATE_OFFSET_BYTES) return;
        break;
      case DELETE:
        if (this.bodyLength === 0) return;
        break;
      case SPAWN:
      case DESPAWN:
        if (this.bodyLength === 0 && this.tableId === 0) return;
        break;
      default:
        throw new ReplayError(`an operation is of the unknown kind ${this.kind}`);
    }
    throw new ReplayError(`an operation of kind ${this.kind} has ${this.bodyLength} bytes`);
  }
}

const NOTHING = new Uint8Array(0);

function u32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)) >>>
    0
  );
}
