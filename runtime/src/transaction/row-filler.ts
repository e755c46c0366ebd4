/** Writes the records of rows that were added together. */

import { refusePromise, wrongArgument } from '../arguments.js';
import { type AnyComponent, blankRecord, type Row } from '../component/index.js';
import { type Entity, type EntityList, NO_ENTITY } from '../entity/index.js';
import type { Cursors, Store, Table } from '../table/index.js';
import { requireObject } from './refusals.js';

type RowPool = Cursors['rowsMut'];
type OpenRow = ReturnType<RowPool['take']>;

/** Fills the rows of one entity: the rows, the entity, its position. */
export type Fill = (...rowsEntityAndIndex: readonly unknown[]) => unknown;

/** Rows of one table, from `first` on. */
export interface NewRows {
  readonly table: Table;
  readonly component: AnyComponent;
  readonly first: number;
  readonly count: number;
}

/** Writes records without data; see `blankRecord`. */
export function writeBlank(store: Store, { table, first, count }: NewRows): void {
  const { stride } = table;
  const { records } = table.working;
  table.blank ??= blankRecord(store.descriptor, table.component.descriptor);
  const { blank } = table;
  const bytes = records.u8;
  const start = first * stride;
  if (blank.length === 0) bytes.fill(0, start, start + count * stride);
  else {
    bytes.set(blank, start);
    repeat(bytes, start, stride, count);
  }
}

/** Writes the same data to all rows. It is read once. */
export function writeSame(store: Store, rows: NewRows, data: unknown, call: string): void {
  const { table, component, first, count } = rows;
  const { stride } = table;
  const { writer } = store.cursorsOf(table, component);
  const value = requireObject(table, data, call);
  writer.$move(first * stride);
  writer.$assign(value);
  repeat(table.working.records.u8, first * stride, stride, count);
}

/** Writes the data of each row. */
export function writeEach(store: Store, rows: NewRows, list: readonly unknown[], call: string): void {
  const { table, component, first, count } = rows;
  if (list.length !== count) throw wrongArgument(call, `the data of ${count} rows`, list);
  const { stride } = table;
  const { writer } = store.cursorsOf(table, component);
  for (let i = 0; i < count; i++) {
    const value = requireObject(table, list[i], call);
    writer.$move((first + i) * stride);
    writer.$assign(value);
  }
}

/** Copies the first of `count` records to the others, in steps that double. */
function repeat(bytes: Uint8Array, start: number, stride: number, count: number): void {
  const end = start + count * stride;
  for (let at = start + stride, length = stride; at < end; at += length, length *= 2) {
    bytes.copyWithin(at, start, start + Math.min(length, end - at));
  }
}

/** Lets a function of the caller fill rows that were written as blank: one after the other, in place. */
export function fillRows(
  store: Store,
  parts: readonly NewRows[],
  entities: EntityList,
  fill: Fill,
  call: string,
): void {
  const pools = parts.map(({ table, component }) => store.cursorsOf(table, component).rowsMut);
  const { length } = entities;
  // In debug mode each entity gets rows of its own, so that a kept row throws.
  const step = store.isDebug ? 1 : length;
  for (let from = 0; from < length; from += step) {
    const open = openRows(parts, pools);
    const rows = open.map(({ row }) => row);
    try {
      if (rows.length === 1) fillOne(parts, rows, entities.ids, from, from + step, fill, call);
      else fillSome(parts, rows, entities.ids, from, from + step, fill, call);
    } finally {
      closeRows(pools, open);
    }
  }
}

/** Hot: as `fillSome`, for one table. It takes two thirds of the time. */
function fillOne(
  parts: readonly NewRows[],
  rows: readonly Row[],
  ids: Float64Array,
  from: number,
  to: number,
  fill: Fill,
  call: string,
): void {
  const row = rows[0] as Row;
  const { first, table } = parts[0] as NewRows;
  const { stride } = table;
  for (let i = from; i < to; i++) {
    row.$move((first + i) * stride);
    const result = fill(row, ids[i], i);
    if (result !== undefined) refusePromise(call, result);
  }
}

function fillSome(
  parts: readonly NewRows[],
  rows: readonly Row[],
  ids: Float64Array,
  from: number,
  to: number,
  fill: Fill,
  call: string,
): void {
  const firsts = parts.map(({ first }) => first);
  const strides = parts.map(({ table }) => table.stride);
  for (let i = from; i < to; i++) {
    for (let k = 0; k < rows.length; k++) {
      (rows[k] as Row).$move(((firsts[k] as number) + i) * (strides[k] as number));
    }
    const result = callFill(fill, rows, ids[i] as Entity, i);
    if (result !== undefined) refusePromise(call, result);
  }
}

function openRows(parts: readonly NewRows[], pools: readonly RowPool[]): OpenRow[] {
  return parts.map(({ table }, k) => {
    const open = (pools[k] as RowPool).take();
    open.open(NO_ENTITY, table.working.records, 0);
    return open;
  });
}

function closeRows(pools: readonly RowPool[], open: readonly OpenRow[]): void {
  for (let k = open.length - 1; k >= 0; k--) (pools[k] as RowPool).release(open[k] as OpenRow);
}

/** Hot: spreading the rows takes ten times as long. */
function callFill(fill: Fill, rows: readonly Row[], entity: Entity, i: number): unknown {
  if (rows.length === 2) return fill(rows[0], rows[1], entity, i);
  if (rows.length === 3) return fill(rows[0], rows[1], rows[2], entity, i);
  return fill(...rows, entity, i);
}
