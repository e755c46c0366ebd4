/** What has changed in a channel between two versions: which entities, and which bytes of their rows. */

import { DELETE, INSERT, REPLACE, UPDATE } from '@ecsdb/runtime/replica';

export interface RowMark {
  readonly table: number;
  /** Whether the row was there at the first mark. */
  readonly existed: boolean;
  /** The bytes of the record that have changed: from `first` up to `end`. */
  first: number;
  end: number;
}

/** One entity index. */
export class Mark {
  /** The entity that was in the channel at the first mark; 0 if none was. */
  readonly entity: number;
  /** Whether all rows have to be sent, because changes may have happened outside of the channel. */
  isWhole = false;
  readonly rows: RowMark[] = [];

  constructor(entity: number) {
    this.entity = entity;
  }

  /** Notes an operation on a row. `end` is the end of a record, or of the bytes of an update. */
  noteRow(table: number, kind: number, first: number, end: number): void {
    for (const row of this.rows) {
      if (row.table !== table) continue;
      row.first = Math.min(row.first, first);
      row.end = Math.max(row.end, end);
      return;
    }
    this.rows.push({ table, existed: kind !== INSERT, first, end });
  }

  copy(): Mark {
    const copy = new Mark(this.entity);
    copy.isWhole = this.isWhole;
    for (const row of this.rows) copy.rows.push({ ...row });
    return copy;
  }

  /** Adds the mark of a later interval. */
  append(later: Mark): void {
    if (later.isWhole || (later.entity === 0 && this.entity !== 0)) this.isWhole = true;
    for (const { table, existed, first, end } of later.rows) {
      this.noteRow(table, existed ? UPDATE : INSERT, first, end);
    }
  }
}

/** By entity index. */
export type Marks = Map<number, Mark>;

/** The marks of one interval: after the end of the one before, up to `end`. */
export interface Interval {
  readonly end: number;
  readonly marks: Marks;
}

/** All kinds of operations on rows. */
export function isRowOperation(kind: number): boolean {
  return kind === INSERT || kind === REPLACE || kind === UPDATE || kind === DELETE;
}

/** The marks of intervals after `from`, which are in order. */
export function marksSince(intervals: readonly Interval[], from: number): Marks {
  const later = intervals.filter(({ end }) => end > from);
  const [first, ...others] = later;
  if (first === undefined) return new Map();
  if (others.length === 0) return first.marks;
  const merged: Marks = new Map();
  for (const { marks } of later) {
    for (const [index, mark] of marks) {
      const known = merged.get(index);
      if (known === undefined) merged.set(index, mark.copy());
      else known.append(mark);
    }
  }
  return merged;
}
