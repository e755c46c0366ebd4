/** What transactions refuse, on the thread that owns the database and on attached threads. */

import { describeValue, isRecord, plainDataAdvice, wrongArgument } from '../arguments.js';
import { Row } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { TableReader } from '../table/index.js';

// The states of a transaction.

/** All calls are allowed. */
export const OPEN = 0;
/** Only reads are allowed: code in the data of an operation (a getter, a proxy, an iterator) can run. */
export const READING_DATA = 1;
/** No calls are allowed. */
export const ENDED = 2;
/** Only reads are allowed: the function of a bulk operation runs. */
export const FILLING_ROWS = 3;

/** Returns the data of a row. Absent data means an empty object. */
export function requireObject(table: TableReader, data: unknown, call: string): object {
  // Hot: runs for each insert, and nearly all data is a plain object. See `isRecord` for `constructor`.
  if (typeof data === 'object' && data !== null && data.constructor === Object) return data;
  if (data === undefined) return {};
  if (isFields(data)) return data;
  throw wrongData(table, call, 'an object with the fields of a row', data);
}

/** Returns the fields that `update` changes. They are required: without them there is nothing to do. */
export function requireChange(table: TableReader, change: unknown): object {
  if (isFields(change)) return change;
  throw wrongData(table, 'update', 'an object with the fields to change, or a function', change);
}

function isFields(data: unknown): data is object {
  // Generated code checks rows, because it knows the row classes of its table.
  return isRecord(data) || data instanceof Row;
}

function wrongData(table: TableReader, call: string, expected: string, data: unknown): EcsDbError {
  const got = data === undefined ? 'undefined' : describeValue(data);
  const message = `${call}() of table "${table.name}" expects ${expected}, got ${got}.${plainDataAdvice(data)}`;
  return new EcsDbError('FIELD_TYPE_MISMATCH', message, { table: table.name, expected, got });
}

/** Other libraries pass the rows of a new entity to `create()`. */
export function rowsForCreate(given: unknown): EcsDbError {
  return wrongArgument('create', 'no arguments: insert the rows of the new entity with insert()', given);
}

export function componentExists(table: TableReader, entity: Entity): EcsDbError {
  return new EcsDbError(
    'COMPONENT_EXISTS',
    `entity ${entity} already has a row of table "${table.name}"; use put() to replace it or update() to change it.`,
    { table: table.name, entity, expected: `no row of "${table.name}"`, got: 'one' },
  );
}

export function transactionEnded(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'a transaction was used after it had ended. Use it only inside the callback of write(), without await.',
  );
}

/** See `READING_DATA`. */
export function changedWhileReading(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'the data of an operation tried to change its transaction while it was read, for example in a getter. Such code ' +
      'can only read. Copy the data to a plain object first, or make the change before the operation.',
  );
}

/** See `FILLING_ROWS`. */
export function changedWhileFilling(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'the function of createMany() or insertMany() tried to change its transaction. It can read, and write the rows ' +
      'that it gets. Make other changes before or after the call.',
  );
}

/** `call` is the method of the database. */
export function nestedCall(call: string): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `${call} was called inside a transaction. Use the argument of the callback, or call ${call} after the callback ` +
      'has returned.',
  );
}

export function asyncFunction(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'write() got an async function, but a transaction cannot wait. Await the data first, then call write() with a ' +
      'synchronous function.',
  );
}

export function notAnEntity(call: string, value: unknown, position: number): EcsDbError {
  const got = value === undefined ? 'undefined' : describeValue(value);
  return new EcsDbError(
    'ENTITY_NOT_FOUND',
    `${call}() expects the ids of entities, got ${got} at position ${position}.`,
    { expected: 'ids of entities', got },
  );
}

/** An entity that was given more than once. */
export function repeatedEntity(call: string, entity: Entity, position: number): EcsDbError {
  return new EcsDbError(
    'FIELD_TYPE_MISMATCH',
    `${call}() expects each entity once, got entity ${entity} again at position ${position}. Remove repeated entities.`,
    { entity, expected: 'each entity once', got: `entity ${entity} again` },
  );
}
