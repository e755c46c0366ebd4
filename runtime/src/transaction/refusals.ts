/** What transactions refuse, whoever runs them. */

import { describeValue, isRecord, wrongArgument } from '../arguments.js';
import { Row } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { TableReader } from '../table/index.js';

/** The data of a row; leaving it out is the same as an empty object. */
export function requireObject(table: TableReader, data: unknown, call: string): object {
  if (data === undefined) return {};
  if (isFields(data)) return data;
  throw wrongData(table, call, 'an object with the fields of a row', data);
}

/** The fields that `update` changes; it has nothing to do without any, so they may not be left out. */
export function requireChange(table: TableReader, change: unknown): object {
  if (isFields(change)) return change;
  throw wrongData(table, 'update', 'an object with the fields to change, or a function', change);
}

function isFields(data: unknown): data is object {
  // Rows are for the generated code to judge, which knows those of its own table.
  return isRecord(data) || data instanceof Row;
}

function wrongData(table: TableReader, call: string, expected: string, data: unknown): EcsDbError {
  const got = data === undefined ? 'undefined' : describeValue(data);
  return new EcsDbError('FIELD_TYPE_MISMATCH', `${call}() of table "${table.name}" expects ${expected}, got ${got}.`, {
    table: table.name,
    expected,
    got,
  });
}

/** Other libraries take the rows of a new entity here. */
export function rowsForCreate(given: unknown): EcsDbError {
  return wrongArgument('create', 'no arguments: insert the rows of the new entity with insert()', given);
}

export function componentExists(table: TableReader, entity: Entity): EcsDbError {
  return new EcsDbError(
    'COMPONENT_EXISTS',
    `entity ${entity} has a row of table "${table.name}" already; use put() to replace it or update() to change it.`,
    { table: table.name, entity, expected: `no row of "${table.name}"`, got: 'one' },
  );
}

export function transactionEnded(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'a transaction was used after it had ended. Do all of its work inside the function given to write(), without ' +
      'await.',
  );
}

/** The code that runs is a part of the data: a getter, a proxy, an iterator. */
export function changedWhileReading(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'a transaction was asked for a change while it reads the data of an operation, for example by a getter in that ' +
      'data. Code that runs then may only read. Copy the data to a plain object first, or make the change before the ' +
      'operation.',
  );
}

/** `call` is the method of the database that was called. */
export function nestedCall(call: string): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `${call} was called inside a transaction. Use the tx that the function was given, or call ${call} after it has ` +
      'returned.',
  );
}

export function asyncFunction(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'an async function was given to write; a transaction cannot wait. Await what is needed first, then call write ' +
      'with a function that does its work at once.',
  );
}
