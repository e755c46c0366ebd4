/** Converts the rows of one table, batch by batch. */

import { type Views, viewsOver } from '../memory/index.js';
import type { SchemaDescriptor, TableDescriptor } from '../schema/index.js';
import { FunctionFault, FunctionRows } from './function-rows.js';
import type { MigrationStep } from './functions.js';
import type { Misfits } from './misfits.js';
import type { MoveField, RowBatch } from './row-batch.js';
import type { Planner, TablePlan } from './table-plan.js';

/** Bytes of new records in a batch: they stay in the cache while the moves pass over them. */
const BATCH_BYTES = 2 ** 16;
const BATCH_ROWS_MAX = 4096;

/** A value of a row that does not fit, unless a function returns another one. */
interface Candidate {
  readonly row: number;
  readonly field: MoveField;
  readonly reason: string;
}

export class TableConverter {
  /** Rows in a batch, at most. */
  readonly batchRows: number;
  readonly #stored: TableDescriptor;
  readonly #given: TableDescriptor;
  readonly #plan: TablePlan;
  readonly #functions: FunctionRows | undefined;
  readonly #misfits: Misfits;
  readonly #to: Views;
  readonly #scratch: Float64Array;
  readonly #candidates: Candidate[] = [];

  constructor(
    schemas: readonly [stored: SchemaDescriptor, given: SchemaDescriptor],
    tables: readonly [stored: TableDescriptor, given: TableDescriptor],
    planner: Planner,
    steps: readonly MigrationStep[],
    misfits: Misfits,
  ) {
    [this.#stored, this.#given] = tables;
    this.#plan = planner.plan(...tables);
    this.#functions = steps.length === 0 ? undefined : new FunctionRows(schemas, tables, steps);
    this.#misfits = misfits;
    const { size } = this.#given;
    this.batchRows = Math.max(1, Math.min(BATCH_ROWS_MAX, Math.floor(BATCH_BYTES / Math.max(1, size))));
    const bytes = Math.ceil((this.batchRows * size) / 8) * 8;
    this.#to = viewsOver(new ArrayBuffer(bytes), 0, bytes);
    this.#scratch = new Float64Array(this.batchRows);
  }

  /**
   * Converts `count` rows from row `first` on, whose entities are in `dense`. The result is valid until the next call.
   */
  convert(records: Views, dense: Float64Array, first: number, count: number): Uint8Array {
    const { size } = this.#given;
    const target = this.#to.u8.subarray(0, count * size);
    fill(target, this.#plan.template);
    const batch: RowBatch = {
      from: records,
      fromStride: this.#stored.size,
      fromStart: first * this.#stored.size,
      to: this.#to,
      toStride: size,
      count,
      scratch: this.#scratch,
    };
    const onMisfit = (row: number, field: MoveField, reason: string): void => {
      if (!isNull(batch, row, field.nullBit)) this.#candidates.push({ row, field, reason });
    };
    for (const move of this.#plan.moves) move.apply(batch, onMisfit);
    if (this.#functions !== undefined) this.#callFunctions(this.#functions, batch, dense, first);
    for (const { row, field, reason } of this.#candidates) {
      this.#misfits.add(dense[first + row] as number, this.#given.name, field.path, reason);
    }
    this.#candidates.length = 0;
    return target;
  }

  /** A value that a function returns replaces the one that does not fit. */
  #callFunctions(functions: FunctionRows, batch: RowBatch, dense: Float64Array, first: number): void {
    const candidates = groupByRow(this.#candidates);
    this.#candidates.length = 0;
    functions.bind(batch.from, batch.to);
    for (let row = 0; row < batch.count; row++) {
      try {
        const written = functions.apply(batch.fromStart + row * batch.fromStride, row * batch.toStride);
        const left = candidates.get(row)?.filter(({ field }) => !written.has(field.root)) ?? [];
        this.#candidates.push(...left);
      } catch (error) {
        if (!(error instanceof FunctionFault)) throw error;
        this.#misfits.addFault(dense[first + row] as number, this.#given.name, error);
      }
    }
  }
}

function groupByRow(candidates: readonly Candidate[]): ReadonlyMap<number, readonly Candidate[]> {
  const groups = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.row);
    if (group === undefined) groups.set(candidate.row, [candidate]);
    else group.push(candidate);
  }
  return groups;
}

/** Fills the target with copies of the template. */
function fill(target: Uint8Array, template: Uint8Array): void {
  if (target.length === 0) return;
  target.set(template);
  for (let filled = template.length; filled < target.length; filled *= 2) {
    target.copyWithin(filled, 0, Math.min(filled, target.length - filled));
  }
}

/** Whether a bit of the stored record of a row is set. */
function isNull({ from, fromStart, fromStride }: RowBatch, row: number, bit: number | undefined): boolean {
  if (bit === undefined) return false;
  const byte = from.u8[fromStart + row * fromStride + (bit >>> 3)] as number;
  return (byte & (1 << (bit & 7))) !== 0;
}
