/** Converts the rows of one table, batch by batch, in one stage or version by version. */

import type { Views } from '../memory/index.js';
import { BatchFaults } from './batch-faults.js';
import type { Misfits } from './misfits.js';
import type { TableStage } from './table-stage.js';

export class TableConverter {
  /** Rows in a batch, at most. */
  readonly batchRows: number;
  readonly #first: TableStage;
  readonly #others: readonly TableStage[];
  readonly #faults: BatchFaults;

  constructor([first, ...others]: readonly [TableStage, ...TableStage[]], misfits: Misfits) {
    this.#first = first;
    this.#others = others;
    this.#faults = new BatchFaults(misfits);
    this.batchRows = Math.min(first.batchRows, ...others.map(({ batchRows }) => batchRows));
  }

  /**
   * Converts `count` rows from row `first` on, whose entities are in `dense`. The result is valid until the next call.
   */
  convert(records: Views, dense: Float64Array, first: number, count: number): Uint8Array {
    this.#faults.begin(dense, first);
    let result = this.#first.convert(records, first, count, this.#faults);
    let previous = this.#first;
    for (const stage of this.#others) {
      result = stage.convert(previous.output, 0, count, this.#faults);
      previous = stage;
    }
    return result;
  }
}
