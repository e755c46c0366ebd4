/** What transactions refuse, whoever runs them. */

import { rejectValue } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { Table } from '../table/index.js';

/** The data of a row; leaving it out is the same as an empty object. */
export function requireObject(table: Table, data: unknown): object {
  if (data === undefined) return {};
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data;
  return rejectValue(table.name, 'an object with the fields of a row', data);
}

export function componentExists(table: Table, entity: Entity): EcsDbError {
  return new EcsDbError(
    'COMPONENT_EXISTS',
    `entity ${entity} has a row of table "${table.name}" already; use put() to replace it or update() to change it.`,
    { table: table.name, entity, expected: `no row of "${table.name}"`, got: 'one' },
  );
}

export function transactionEnded(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'a transaction was used after it had ended. Do all of its work inside the function given to write(), without await.',
  );
}

/** The code that runs is a part of the data: a getter, a proxy, an iterator. */
export function changedWhileReading(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'a transaction was asked for a change while it reads the data of an operation, for example by a getter in that data. ' +
      'Code that runs then may only read. Copy the data to a plain object first, or make the change before the operation.',
  );
}

/** `call` is the method of the database that was called. */
export function nestedCall(call: string): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `${call} was called inside a transaction. Use the tx that the function was given, or call ${call} after it has returned.`,
  );
}

export function asyncFunction(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'an async function was given to write; a transaction cannot wait. Await what is needed first, then call write with ' +
      'a function that does its work at once.',
  );
}
