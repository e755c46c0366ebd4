/** Which rows and entities the runs of a step or of a slice name, read without any code of sync. */

import type { FrameReader } from './frame-reader.js';

export interface ShownRows {
  /** Indexes of entities that enter a channel. */
  readonly entered: number[];
  /** Rows whose bytes are in the runs. */
  readonly rows: { readonly table: number; readonly index: number }[];
}

const LEAVE = 1;
const ENTER = 2;
const PUT = 3;
const PATCH = 4;
const REMOVE = 5;

/** Adds what the runs up to `end` name. `sizes` are the bytes of a record, by table. */
export function readRuns(
  from: FrameReader,
  end: number,
  sizes: ReadonlyMap<number, number>,
  { entered, rows }: ShownRows,
): void {
  while (from.at < end) {
    const kind = from.byte();
    if (kind === LEAVE) from.indexes();
    else if (kind === ENTER) {
      const indexes = from.indexes();
      entered.push(...indexes);
      for (const _ of indexes) from.number();
    } else if (kind === PUT) {
      const table = from.number();
      const indexes = from.indexes();
      for (const index of indexes) rows.push({ table, index });
      from.skip(indexes.length * (sizes.get(table) ?? 0));
    } else if (kind === PATCH) {
      const table = from.number();
      from.number();
      const length = from.number('length');
      const indexes = from.indexes();
      for (const index of indexes) rows.push({ table, index });
      from.skip(indexes.length * length);
    } else if (kind === REMOVE) {
      from.number();
      from.indexes();
    } else throw new Error(`a run of the unknown kind ${kind}`);
  }
  if (from.at !== end) throw new Error('a run ends outside of its section');
}
