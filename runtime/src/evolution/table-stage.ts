/** Converts rows of a table from one version to another, batch by batch. */

import { type Views, viewsOver } from '../memory/index.js';
import type { SchemaDescriptor, TableDescriptor } from '../schema/index.js';
import type { BatchFaults } from './batch-faults.js';
import { FunctionFault, FunctionRows } from './function-rows.js';
import type { MigrationStep } from './functions.js';
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

/** A table, and the schema that it belongs to. */
export interface TableVersion {
  readonly schema: SchemaDescriptor;
  readonly table: TableDescriptor;
}

/** From one version of a table to another one, which may be versions of the same table many releases apart. */
export interface Stage {
  readonly from: TableVersion;
  readonly to: TableVersion;
  /** Functions that get rows of `from` and return fields of `to`. */
  readonly steps: readonly MigrationStep[];
  /** What messages add to say which version they are about; empty for the given schema. */
  readonly where: string;
}

export class TableStage {
  /** Rows in a batch, at most. */
  readonly batchRows: number;
  /** The result of the last call of `convert`, from the first byte on. */
  readonly output: Views;
  readonly #stored: TableDescriptor;
  readonly #given: TableDescriptor;
  readonly #where: string;
  readonly #plan: TablePlan;
  readonly #functions: FunctionRows | undefined;
  readonly #scratch: Float64Array;
  readonly #candidates: Candidate[] = [];

  /** `planner` is for the two schemas of the stage. */
  constructor({ from, to, steps, where }: Stage, planner: Planner) {
    this.#stored = from.table;
    this.#given = to.table;
    this.#where = where;
    this.#plan = planner.plan(from.table, to.table);
    this.#functions =
      steps.length === 0 ? undefined : new FunctionRows([from.schema, to.schema], [from.table, to.table], steps);
    const { size } = this.#given;
    this.batchRows = Math.max(1, Math.min(BATCH_ROWS_MAX, Math.floor(BATCH_BYTES / Math.max(1, size))));
    const bytes = Math.ceil((this.batchRows * size) / 8) * 8;
    this.output = viewsOver(new ArrayBuffer(bytes), 0, bytes);
    this.#scratch = new Float64Array(this.batchRows);
  }

  /** Converts `count` rows from row `first` on. The result is valid until the next call. */
  convert(records: Views, first: number, count: number, faults: BatchFaults): Uint8Array {
    const { size } = this.#given;
    const target = this.output.u8.subarray(0, count * size);
    fill(target, this.#plan.template);
    const batch: RowBatch = {
      from: records,
      fromStride: this.#stored.size,
      fromStart: first * this.#stored.size,
      to: this.output,
      toStride: size,
      count,
      scratch: this.#scratch,
    };
    const onMisfit = (row: number, field: MoveField, reason: string): void => {
      if (isNull(batch, row, field.nullBit) || faults.isRefused(row)) return;
      this.#candidates.push({ row, field, reason });
    };
    for (const move of this.#plan.moves) move.apply(batch, onMisfit);
    if (this.#functions !== undefined) this.#callFunctions(this.#functions, batch, faults);
    for (const { row, field, reason } of this.#candidates) {
      faults.add(row, this.#given.name, field.path, `${reason}${this.#where}`);
    }
    this.#candidates.length = 0;
    return target;
  }

  /** A value that a function returns replaces the one that does not fit. */
  #callFunctions(functions: FunctionRows, batch: RowBatch, faults: BatchFaults): void {
    const candidates = groupByRow(this.#candidates);
    this.#candidates.length = 0;
    functions.bind(batch.from, batch.to);
    for (let row = 0; row < batch.count; row++) {
      if (faults.isRefused(row)) continue;
      try {
        const written = functions.apply(batch.fromStart + row * batch.fromStride, row * batch.toStride);
        const left = candidates.get(row)?.filter(({ field }) => !written.has(field.root)) ?? [];
        this.#candidates.push(...left);
      } catch (error) {
        if (!(error instanceof FunctionFault)) throw error;
        faults.addFault(row, this.#given.name, error);
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
