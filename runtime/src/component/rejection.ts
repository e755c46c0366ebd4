/** Why a value was refused: the errors of setters and of `insert`, told with table, field, expected and got. */

import { shown } from '../arguments.js';
import { EcsDbError } from '../errors.js';

/**
 * Refuses a value. `path` is the table's name and the field's path in it, joined by a dot: `transform.position.x`.
 *
 * Never returns; typed so that a setter may `return rejectValue(...)`.
 */
export function rejectValue(path: string, expected: string, value: unknown): never {
  return rejectShown(path, expected, shown(value));
}

/** The same with the words for the value. */
export function rejectShown(path: string, expected: string, got: string): never {
  const dot = path.indexOf('.');
  const table = dot < 0 ? path : path.slice(0, dot);
  const subject = dot < 0 ? `table "${table}"` : `field "${path.slice(dot + 1)}" of table "${table}"`;
  throw new EcsDbError('FIELD_TYPE_MISMATCH', `${subject} expects ${expected}, got ${got}.`, {
    table,
    ...(dot < 0 ? {} : { field: path.slice(dot + 1) }),
    expected,
    got,
  });
}

/** Refuses a key that is no field. */
export function rejectKey(path: string, key: string, known: readonly string[]): never {
  const expected = known.length === 0 ? 'no fields' : `only the fields ${known.join(', ')}`;
  const dot = path.indexOf('.');
  const table = dot < 0 ? path : path.slice(0, dot);
  const field = dot < 0 ? key : `${path.slice(dot + 1)}.${key}`;
  throw new EcsDbError(
    'FIELD_TYPE_MISMATCH',
    `table "${table}" has no field "${field}"; expected ${expected}. Remove the key or correct its spelling.`,
    { table, field, expected, got: `key "${key}"` },
  );
}

/** Refuses an index outside a fixed array. */
export function rejectIndex(path: string, index: unknown, length: number): never {
  return rejectValue(path, `an index from 0 to ${length - 1}`, index);
}

/** The index that a negative one means, which counts from the end as in `Array.prototype.at`; others are refused. */
export function indexFromEnd(path: string, index: number, length: number): number {
  return Number.isInteger(index) && index < 0 && index >= -length ? index + length : rejectIndex(path, index, length);
}
