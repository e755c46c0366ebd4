/**
 * Reads transactions and operations. Checks each length before it is used. docs/format.md, "Transactions and
 * operations".
 */

import { GENERATION_LIMIT } from '../entity/index.js';
import {
  ALIGNMENT,
  aligned,
  DELETE,
  DESPAWN,
  INSERT,
  OPERATION_HEADER_BYTES,
  PATCH,
  REPLACE,
  SPAWN,
  TRANSACTION_HEADER_BYTES,
  UPDATE,
  UPDATE_OFFSET_BYTES,
} from './format.js';
import { ReplayError } from './replay-error.js';

/** Iterates over the transactions of a frame's payload. Reused for each frame, because recovery reads millions. */
export class TransactionReader {
  /** Where the operations of this transaction begin and end, in the bytes given to `begin`. */
  start = 0;
  end = 0;
  /** Number of its operations. */
  operations = 0;
  readonly #words: Words = new Words();
  #limit = 0;

  /** Starts before the first transaction of the payload from `start`, a multiple of 8, to `end`. */
  begin(bytes: Uint8Array, start: number, end: number): void {
    this.#words.look(bytes);
    this.#limit = end;
    this.end = start;
  }

  /**
   * Moves to the next transaction; returns false after the last one. Throws a `ReplayError` if a length exceeds the
   * payload.
   */
  next(): boolean {
    const at = this.end;
    const left = this.#limit - at;
    if (left === 0) return false;
    if (left < TRANSACTION_HEADER_BYTES)
      throw new ReplayError(`${left} bytes are left over after the last transaction`);
    const { array } = this.#words;
    const length = array[at >>> 2] as number;
    if (length > left - TRANSACTION_HEADER_BYTES || length % ALIGNMENT !== 0) {
      throw new ReplayError(
        `a transaction of ${length} bytes does not fit into the ${left - TRANSACTION_HEADER_BYTES} that are left`,
      );
    }
    this.start = at + TRANSACTION_HEADER_BYTES;
    this.end = this.start + length;
    this.operations = array[(at >>> 2) + 1] as number;
    return true;
  }
}

/** Iterates over the operations of a transaction. */
export class OperationReader {
  kind = 0;
  tableId = 0;
  index = 0;
  generation = 0;
  /** Where the body begins, in the bytes given to `begin`. */
  bodyStart = 0;
  bodyLength = 0;
  readonly #words: Words = new Words();
  readonly #takesPatches: boolean;
  #next = 0;
  #limit = 0;
  #left = 0;

  /** Only other threads send patches; a log contains none. */
  constructor(takesPatches = false) {
    this.#takesPatches = takesPatches;
  }

  /** Starts before the first of `count` operations in the bytes from `start` to `end`. */
  begin(bytes: Uint8Array, start: number, end: number, count: number): void {
    this.#words.look(bytes);
    this.#next = start;
    this.#limit = end;
    this.#left = count;
  }

  /** Starts before the first operation of the transaction whose header is at `start`, and which ends at `end`. */
  beginTransaction(bytes: Uint8Array, start: number, end: number): void {
    this.begin(bytes, start + TRANSACTION_HEADER_BYTES, end, 0);
    this.#left = this.#words.array[(start >>> 2) + 1] as number;
  }

  /**
   * Moves to the next operation; returns false after the last one. Throws a `ReplayError` if a length exceeds the
   * transaction, the number of operations is wrong, or the kind of an operation is unknown.
   */
  next(): boolean {
    const at = this.#next;
    const left = this.#limit - at;
    if (this.#left === 0) {
      if (left !== 0) throw new ReplayError(`${left} bytes are left over after the last operation`);
      return false;
    }
    if (left < OPERATION_HEADER_BYTES) throw new ReplayError(`${this.#left} operations are missing`);
    const { array } = this.#words;
    const word = at >>> 2;
    const length = array[word + 3] as number;
    const end = at + OPERATION_HEADER_BYTES + aligned(length);
    // A length near 2^32 wraps around when it is rounded up.
    if (length > left || end > this.#limit) {
      throw new ReplayError(`an operation with ${length} bytes does not fit into its transaction`);
    }
    const kindAndTable = array[word] as number;
    this.kind = kindAndTable & 0xff;
    this.tableId = kindAndTable >>> 16;
    this.index = array[word + 1] as number;
    this.generation = array[word + 2] as number;
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
        {
          expected: `an index from 1 on and a generation below ${GENERATION_LIMIT}`,
          got: `index ${this.index}, generation ${this.generation}`,
        },
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
      case PATCH:
        if (!this.#takesPatches) throw unknownKind(this.kind);
        if (this.bodyLength >= UPDATE_OFFSET_BYTES && this.bodyLength % 2 === 0) return;
        break;
      case SPAWN:
      case DESPAWN:
        if (this.bodyLength === 0 && this.tableId === 0) return;
        break;
      default:
        throw unknownKind(this.kind);
    }
    throw new ReplayError(`an operation of kind ${this.kind} has ${this.bodyLength} bytes`);
  }
}

function unknownKind(kind: number): ReplayError {
  const expected = `a kind from ${INSERT} to ${DESPAWN}`;
  return new ReplayError(`an operation is of the unknown kind ${kind}`, { expected, got: `kind ${kind}` });
}

/**
 * Bytes as words of 32 bits, which start at multiples of 4. Hot in recovery: reads a word at a time instead of four
 * bytes.
 */
class Words {
  array: Uint32Array = new Uint32Array(0);
  #bytes: Uint8Array | undefined;

  look(bytes: Uint8Array): void {
    if (bytes === this.#bytes) return;
    this.#bytes = bytes;
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    this.array = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 2);
  }
}
