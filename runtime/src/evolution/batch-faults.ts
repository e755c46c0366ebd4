/** The rows of one batch that cannot be migrated, whichever stage of the conversion finds that. */

import type { Misfits } from './misfits.js';

export class BatchFaults {
  readonly #misfits: Misfits;
  /** Rows of the batch. A later stage would only find faults that follow from the first one. */
  readonly #refused: Set<number> = new Set();
  #dense: Float64Array = new Float64Array(0);
  #first = 0;

  constructor(misfits: Misfits) {
    this.#misfits = misfits;
  }

  /** Begins a batch, whose entities are in `dense` from `first` on. */
  begin(dense: Float64Array, first: number): void {
    this.#dense = dense;
    this.#first = first;
    this.#refused.clear();
  }

  isRefused(row: number): boolean {
    return this.#refused.has(row);
  }

  /** `reason` completes "field x of table y". */
  add(row: number, table: string, field: string, reason: string): void {
    this.#refused.add(row);
    this.#misfits.add(this.#entityOf(row), table, field, reason);
  }

  /** What a function did wrong. */
  addFault(row: number, table: string, fault: Error): void {
    this.#refused.add(row);
    this.#misfits.addFault(this.#entityOf(row), table, fault);
  }

  #entityOf(row: number): number {
    return this.#dense[this.#first + row] as number;
  }
}
