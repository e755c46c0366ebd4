/** Rows that are converted together, and what does not fit into them. */

import type { Views } from '../memory/index.js';

/** Stored rows, and the records that they become. */
export interface RowBatch {
  readonly from: Views;
  /** Bytes from one stored record to the next. */
  readonly fromStride: number;
  /** Where the first record begins, in bytes. */
  readonly fromStart: number;
  readonly to: Views;
  readonly toStride: number;
  readonly count: number;
  /** Numbers of one field of all rows, between reading and writing them. */
  readonly scratch: Float64Array;
}

/** A field that rows may not fit into. */
export interface MoveField {
  /** The field of the table, as the given schema names it. */
  readonly root: string;
  /** The path of the field that is converted, for example `position.x`. */
  readonly path: string;
  /** The bit of the stored record that says that the root is null, counted from its start. A null value fits. */
  readonly nullBit: number | undefined;
}

/** Told of a row of the batch that cannot have its value; `reason` completes "field x of table y". */
export type OnMisfit = (row: number, field: MoveField, reason: string) => void;

/** One step of a conversion, for all rows of a batch. Each class has its own loop, without a choice inside it. */
export interface Move {
  apply(batch: RowBatch, onMisfit: OnMisfit): void;
}
