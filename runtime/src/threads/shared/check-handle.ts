/** Checks a handle. Callers without types can pass anything, and a message can contain anything. */

import type { Schema } from '../../component/index.js';
import { EcsDbError } from '../../errors.js';
import { isRingLength } from '../../feed/index.js';
import type { SharedBytes } from '../../memory/index.js';
import { compareVersions, type SchemaDescriptor, type TableDescriptor } from '../../schema/index.js';
import { isRequestRingBytes, lanesBytes } from '../lane/index.js';
import { type DatabaseHandle, FORMAT, type SharedTable } from './handle.js';
import { countersBytes, THREADS_MAX, WORDS_BYTES } from './layout.js';

/** A part that was not checked. */
type Part = unknown;
type Unchecked = { readonly [part in keyof DatabaseHandle]: Part };

/** How many sides a database can have. */
const SIDES = [2, 3] as const;

/** Regions start at multiples of this. */
const START_BYTES = 64;

/**
 * Throws `SCHEMA_ERROR` if the value is not a handle, if a part was replaced, or if the database has another layout,
 * other constraints or other indexes.
 */
export function checkHandle(schema: Schema, handle: DatabaseHandle): void {
  const given: Partial<Unchecked> | null | undefined = handle;
  if (given?.format !== FORMAT) throw notAHandle(describe(given));
  const differences = differencesFrom(schema, given.schema);
  if (differences.length > 0) {
    const { name } = schema.descriptor;
    throw new EcsDbError(
      'SCHEMA_ERROR',
      `the handle belongs to a database with another schema: ${differences.join('; ')}. Attach with the code that ` +
        'was generated from the schema of that database.',
      { differences, expected: `the layout and the constraints of "${name}"` },
    );
  }
  const { tables } = schema.descriptor;
  const indexCounts = new Map(tables.map(({ tableId, indexes = [] }) => [tableId, indexes.length]));
  const indexCount = [...indexCounts.values()].reduce((sum, count) => sum + count, 0);
  requirePart('words', isBuffer(given.words, WORDS_BYTES));
  const { counters } = given;
  requirePart(
    'counters',
    SIDES.some((count) => isSides(counters, count, (side) => isBuffer(side, countersBytes(tables.length, indexCount)))),
  );
  const sides = handle.counters.length;
  const isRegion = (region: Part): boolean => isSides(region, sides, isBytes);
  requirePart('registry', isRegion(given.registry));
  requirePart('ringBytes', isRequestRingBytes(given.ringBytes));
  requirePart('lanes', isBuffer(given.lanes, lanesBytes(THREADS_MAX, handle.ringBytes)));
  const { feed } = given;
  requirePart('feed', feed === undefined || (isShared(feed) && isRingLength(feed.byteLength)));
  const ids = new Set(tables.map(({ tableId }) => tableId));
  const isTable = (table: Part): boolean =>
    isObject<SharedTable>(table) &&
    // Each table occurs once.
    ids.delete(Number(table.tableId)) &&
    [table.records, table.dense, table.sparse].every(isRegion) &&
    isSides(table.indexes, indexCounts.get(Number(table.tableId)) ?? 0, isRegion);
  requirePart('tables', Array.isArray(given.tables) && given.tables.every(isTable) && ids.size === 0);
}

/** `stored` can be anything. If it cannot be compared, it is not a schema. */
function differencesFrom({ descriptor }: Schema, stored: Part): string[] {
  try {
    const schema = stored as DatabaseHandle['schema'];
    const differences = compareVersions(schema, descriptor)
      .filter(({ kind }) => kind !== 'variant-added' && kind !== 'on-delete-changed')
      .map(({ message }) => message);
    return differences.length > 0 ? differences : otherIndexes(schema, descriptor);
  } catch {
    throw damagedHandle('schema');
  }
}

/** Threads find indexes by their names and positions. The schemas have no other differences. */
function otherIndexes(stored: SchemaDescriptor, given: SchemaDescriptor): string[] {
  const before = new Map(stored.tables.map((table) => [table.tableId, indexesOf(table)]));
  return given.tables
    .filter((table) => before.get(table.tableId) !== indexesOf(table))
    .map(({ name }) => `the indexes of table "${name}" have other names, or another order`);
}

function indexesOf({ indexes = [] }: TableDescriptor): string {
  return indexes.map(({ name, fields }) => `${name}: ${fields.join()}`).join('; ');
}

/** The start must be aligned for typed arrays of all kinds. */
function isBytes(bytes: Part): boolean {
  if (!isObject<SharedBytes>(bytes)) return false;
  const start = Number(bytes.start);
  return start === bytes.start && start % START_BYTES === 0 && isBuffer(bytes.buffer, start);
}

function isSides(sides: Part, count: number, isSide: (side: Part) => boolean): boolean {
  return Array.isArray(sides) && sides.length === count && sides.every(isSide);
}

function isBuffer(buffer: Part, bytes: number): boolean {
  return isShared(buffer) && bytes >= 0 && buffer.byteLength >= bytes;
}

/**
 * Checks the tag, not the class: in test frameworks, objects from a message belong to another realm and so to other
 * classes.
 */
function isShared(buffer: Part): buffer is SharedArrayBuffer {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}

function isObject<Shape>(given: Part): given is { readonly [part in keyof Shape]?: Part } {
  return typeof given === 'object' && given !== null;
}

function requirePart(name: keyof DatabaseHandle, isPart: boolean): void {
  if (!isPart) throw damagedHandle(name);
}

export function damagedHandle(part: keyof DatabaseHandle): EcsDbError {
  return notAHandle(`a handle whose part "${part}" was replaced`);
}

function notAHandle(got: string): EcsDbError {
  return new EcsDbError(
    'SCHEMA_ERROR',
    `attach() expects a handle, got ${got}. Post what share() returned, unchanged, and attach with the same version ` +
      'of ecsdb.',
    { expected: 'a handle from share()', got },
  );
}

function describe(given: Partial<Unchecked> | null | undefined): string {
  if (typeof given !== 'object' || given === null) return String(given);
  return given.format === undefined
    ? 'an object that is not a handle'
    : `a handle with the format "${String(given.format)}"`;
}
