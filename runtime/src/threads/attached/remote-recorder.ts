/** Records the transactions of an attached thread as operations, for the owner to apply. */

import { ignoreRejection, isPromiseLike } from '../../arguments.js';
import type { Entity } from '../../entity/index.js';
import { GrowableBytes, type Views } from '../../memory/index.js';
import { OperationWriter } from '../../operation/index.js';
import type { StoreReader } from '../../table/index.js';
import { asyncFunction, nestedCall } from '../../transaction/index.js';
import { Drafts } from './draft.js';
import type { IdSource } from './id-stock.js';
import { RemoteTransaction } from './remote-transaction.js';

/** Longest transaction, in bytes. */
const TRANSACTION_BYTES_MAX = 2 ** 30;
const FIRST_CAPACITY = 4096;

/** Records transactions, one after the other, in the same memory. */
export class RemoteRecorder {
  readonly #ids: IdSource;
  readonly #writer: OperationWriter = new OperationWriter(new GrowableBytes(0, TRANSACTION_BYTES_MAX), FIRST_CAPACITY);
  readonly #drafts: Drafts;
  #isRecording = false;

  constructor(store: StoreReader, ids: IdSource) {
    this.#ids = ids;
    this.#drafts = new Drafts(store);
  }

  /** The last recorded transaction. It starts at the first byte. */
  get views(): Views {
    return this.#writer.views;
  }

  /** In bytes. */
  get length(): number {
    return this.#writer.position;
  }

  /** Records what `run` does, and returns its result. If `run` throws, nothing is recorded. */
  record<Result>(run: (tx: RemoteTransaction) => Result): Result {
    if (this.#isRecording) throw nestedCall('write');
    this.#isRecording = true;
    const writer = this.#writer;
    writer.position = 0;
    writer.beginTransaction();
    const taken: Entity[] = [];
    const tx = new RemoteTransaction(writer, this.#drafts, this.#ids, taken);
    try {
      const result = run(tx);
      if (isPromiseLike(result)) {
        ignoreRejection(result);
        throw asyncFunction();
      }
      writer.endTransaction();
      return result;
    } catch (error) {
      this.#ids.putBack(taken);
      throw error;
    } finally {
      tx.$end();
      this.#isRecording = false;
    }
  }
}
