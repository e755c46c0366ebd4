/** Lookups: from values of the caller to entities. */

import { describeValue, isPlainObject, unreadable, wrongArgument } from '../arguments.js';
import type { AnyComponent, Row } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import { compareAt, entityAt, isEnd, type Place, seek } from '../ordered-index/index.js';
import { type IndexReader, type IndexShape, rowOf, type TableReader } from '../table/index.js';
import { rangeOf } from './bounds.js';
import { Lookup } from './lookup.js';
import { checkOptions, requireValues, type TextRangeOptions } from './options.js';

/** Used by one search at a time. */
const place: Place = { leaf: 0, at: 0 };

/**
 * The entity with these values in a unique index, if all values are given; otherwise all entities in the range.
 * `args` are values, one for each of the first fields, then options.
 */
export function find<R extends Row>(
  host: IndexReader,
  component: AnyComponent,
  position: number,
  args: readonly unknown[],
): Entity | undefined | Lookup<R> {
  const table = tableOf(host, component, position);
  const shape = shapeAt(table, position);
  const count = countValues(args);
  const options = optionsAt(args, count);
  if (shape.isUnique && options === undefined && count === shape.codec.members.length) {
    return findOne(host, table, shape, args);
  }
  return range(host, table, shape, component, args, count, options ?? {});
}

/** As `find`, for all values of a unique index, and as a list. */
export function findByKey(
  host: IndexReader,
  component: AnyComponent,
  position: number,
  values: readonly unknown[],
): Lookup {
  const table = tableOf(host, component, position);
  const shape = shapeAt(table, position);
  const { name, fields } = shape.descriptor;
  if (values.length !== fields.length) {
    throw wrongArgument(
      `${table.name}.by.${name}.key`,
      `${fields.length} values (${fields.join(', ')})`,
      values.length,
    );
  }
  return range(host, table, shape, component, values, values.length, {});
}

/** As `find`, for an index by its name, and always as a list. */
export function findAll(host: IndexReader, component: AnyComponent, name: string, args: readonly unknown[]): Lookup {
  const position = positionOf(component, name);
  const table = tableOf(host, component, position);
  const shape = shapeAt(table, position);
  const count = countValues(args);
  requireValue(table, shape, args, count);
  return range(host, table, shape, component, args, count, optionsAt(args, count) ?? {});
}

/**
 * Throws for `undefined` where a value can stand. Values of `lookup` have no types, so a value that is missing by
 * mistake would find all rows.
 */
function requireValue({ name }: TableReader, shape: IndexShape, args: readonly unknown[], count: number): void {
  const field = shape.descriptor.fields[count];
  if (count === args.length || args[count] !== undefined || field === undefined) return;
  throw wrongArgument('lookup', `a value of "${name}.${field}", or options`, undefined);
}

/** Hot. A unique index can hold two rows in the middle of a transaction; the lower entity index comes first. */
function findOne(
  host: IndexReader,
  table: TableReader,
  shape: IndexShape,
  values: readonly unknown[],
): Entity | undefined {
  const { codec, entryWords, position } = shape;
  const { side } = host;
  const key = shape.key;
  shape.writer.write(values, codec.members.length, key);
  side.store.hold();
  try {
    const rows = side.prepareIndexes(table);
    const words = rows.indexes[position];
    if (words === undefined) return undefined;
    seek(words, key, entryWords - 1, false, place);
    if (isEnd(words, place) || compareAt(words, place, key, entryWords - 1) !== 0) return undefined;
    return rows.dense[rowOf(rows, entityAt(words, entryWords, place))] as Entity;
  } finally {
    side.store.release();
  }
}

function range<R extends Row>(
  host: IndexReader,
  table: TableReader,
  shape: IndexShape,
  component: AnyComponent,
  values: readonly unknown[],
  count: number,
  options: TextRangeOptions<unknown>,
): Lookup<R> {
  const { codec, writer, descriptor } = shape;
  const call = `${table.name}.by.${descriptor.name}`;
  requireValues(call, count, descriptor.fields);
  checkOptions(call, options, codec.members[count]);
  const start = new Uint32Array(codec.words);
  writer.write(values, count, start);
  const { reverse = false, limit = Number.POSITIVE_INFINITY } = options;
  return new Lookup<R>(host, table, component, rangeOf(shape, start, count, options), reverse, limit);
}

/** How many of the arguments are values. The last one may be options, or `undefined` in place of options. */
function countValues(args: readonly unknown[]): number {
  const { length } = args;
  if (length === 0) return 0;
  const last = args[length - 1];
  return last === undefined || isPlainObject(last) ? length - 1 : length;
}

/** The options after `count` values. */
function optionsAt(args: readonly unknown[], count: number): TextRangeOptions<unknown> | undefined {
  // The only argument after the values is a plain object, which is checked when it is used.
  return args[count] as TextRangeOptions<unknown> | undefined;
}

function tableOf(host: IndexReader, component: AnyComponent, position: number): TableReader {
  if (typeof host?.side?.store?.tableOf !== 'function') {
    const call = `${component.TABLE_NAME}.by.${component.descriptor.indexes?.[position]?.name}`;
    throw unreadable(call, 'a database, a pinned version or a transaction', host);
  }
  host.assertOpen();
  return host.side.store.tableOf(component, 'by');
}

function shapeAt(table: TableReader, position: number): IndexShape {
  const shape = table.indexes[position];
  if (shape === undefined) throw noIndex(table, String(position));
  return shape;
}

/** The position of an index by its name, for work without generated code. */
function positionOf(component: AnyComponent, name: string): number {
  const { indexes = [] } = component.descriptor;
  const position = indexes.findIndex((index) => index.name === name);
  if (position < 0) {
    const names = indexes.map((index) => `"${index.name}"`).join(', ');
    const expected = names === '' ? 'a table with an index' : `one of ${names}`;
    const got = describeValue(name);
    throw new EcsDbError(
      'SCHEMA_ERROR',
      `lookup() of table "${component.TABLE_NAME}" expects ${expected}, got ${got}.`,
      {
        table: component.TABLE_NAME,
        expected,
        got,
      },
    );
  }
  return position;
}

function noIndex(table: TableReader, got: string): EcsDbError {
  return new EcsDbError(
    'SCHEMA_ERROR',
    `table "${table.name}" of this database has no such index. Open it with the schema of this code.`,
    { table: table.name, got },
  );
}
