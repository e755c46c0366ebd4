/** Whether a handle is one: callers without types, and messages, may bring anything. */

import type { Schema } from '../../component/index.js';
import { EcsDbError } from '../../errors.js';
import type { SharedBytes } from '../../memory/index.js';
import { compareSchemas } from '../../schema/index.js';
import { isRequestBytes, lanesBytes } from '../lane/index.js';
import { type DatabaseHandle, FORMAT, type SharedTable } from './handle.js';
import { counters, THREADS_MAX, WORDS } from './layout.js';

/** What a part is before it was checked. */
type Part = unknown;
type Given = { readonly [part in keyof DatabaseHandle]: Part };

const WORD_BYTES = 4;
const COUNTER_BYTES = 8;
/** Regions start at multiples of this. */
const START_BYTES = 64;

/** Throws `SCHEMA_ERROR` when the handle is none, lacks a part, or is of a database with another layout. */
export function checkHandle(schema: Schema, handle: DatabaseHandle): void {
  const given: Partial<Given> | null | undefined = handle;
  if (given?.format !== FORMAT) throw noHandle(describe(given));
  const differences = differencesFrom(schema, given.schema);
  if (differences.length > 0) {
    const { name } = schema.descriptor;
    throw new EcsDbError(
      'SCHEMA_ERROR',
      `the handle is of a database with another layout: ${differences.join('; ')}. Attach with the code generated from the schema ` +
        'that the database was opened with.',
      { differences, expected: `the layout of "${name}"` },
    );
  }
  const tables = schema.descriptor.tables.length;
  requirePart('words', isBuffer(given.words, WORDS * WORD_BYTES));
  requirePart(
    'counters',
    isPair(given.counters, (side) => isBuffer(side, counters(tables) * COUNTER_BYTES)),
  );
  requirePart('registry', isPair(given.registry, isBytes));
  requirePart('archetypes', isBytes(given.archetypes));
  requirePart('ringBytes', isRequestBytes(given.ringBytes));
  requirePart('lanes', isBuffer(given.lanes, lanesBytes(THREADS_MAX, handle.ringBytes)));
  const ids = new Set(schema.descriptor.tables.map(({ tableId }) => tableId));
  const isTable = (table: Part): boolean =>
    isObject<SharedTable>(table) &&
    // Each table once.
    ids.delete(Number(table.tableId)) &&
    [table.records, table.dense, table.sparse].every((region) => isPair(region, isBytes));
  requirePart('tables', Array.isArray(given.tables) && given.tables.every(isTable) && ids.size === 0);
}

/** `stored` may be anything; what cannot be compared is no schema. */
function differencesFrom({ descriptor }: Schema, stored: Part): string[] {
  try {
    return compareSchemas(stored as DatabaseHandle['schema'], descriptor);
  } catch {
    throw damagedHandle('schema');
  }
}

/** Typed arrays of all kinds must be able to begin at the start. */
function isBytes(bytes: Part): boolean {
  if (!isObject<SharedBytes>(bytes)) return false;
  const start = Number(bytes.start);
  return start === bytes.start && start % START_BYTES === 0 && isBuffer(bytes.buffer, start);
}

function isPair(pair: Part, isSide: (side: Part) => boolean): boolean {
  return Array.isArray(pair) && pair.length === 2 && pair.every(isSide);
}

function isBuffer(buffer: Part, bytes: number): boolean {
  return isShared(buffer) && bytes >= 0 && buffer.byteLength >= bytes;
}

/** By its tag: in test frameworks, what comes with a message is of another realm, whose classes are others. */
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
  return noHandle(`a handle whose part "${part}" was replaced`);
}

function noHandle(got: string): EcsDbError {
  return new EcsDbError(
    'SCHEMA_ERROR',
    `Database.attach expects a handle, got ${got}. Post what share() of the database returned, unchanged, and attach with the same version ` +
      'of ecsdb.',
    { expected: 'a handle from share()', got },
  );
}

function describe(given: Partial<Given> | null | undefined): string {
  if (typeof given !== 'object' || given === null) return String(given);
  return given.format === undefined
    ? 'an object that is no handle'
    : `a handle of the format "${String(given.format)}"`;
}
