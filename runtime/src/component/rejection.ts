/** The errors for values that do not fit: each names the table, the field, what was expected and what was given. */

import { describeValue, plainDataAdvice } from '../arguments.js';
import { EcsDbError } from '../errors.js';

/**
 * Throws for a value that does not fit. `path` is the name of the table and the path of the field, joined by a dot:
 * `transform.position.x`. The return type allows `return rejectValue(...)` in a setter.
 */
export function rejectValue(path: string, expected: string, value: unknown): never {
  return rejectDescribed(path, expected, describeValue(value), plainDataAdvice(value));
}

/** As `rejectValue`, for a caller that describes the value itself. `advice` is the end of the message. */
export function rejectDescribed(path: string, expected: string, got: string, advice = ''): never {
  const [owner, table, field] = placeOf(path);
  const subject = field === '' ? owner : `field "${field}" of ${owner}`;
  throw new EcsDbError('FIELD_TYPE_MISMATCH', `${subject} expects ${expected}, got ${got}.${advice}`, {
    ...table,
    ...(field === '' ? {} : { field }),
    expected,
    got,
  });
}

/** Throws for a key that is not the name of a field. */
export function rejectKey(path: string, key: string, known: readonly string[]): never {
  const expected = known.length === 0 ? 'no fields' : `only the fields ${known.join(', ')}`;
  const [owner, table, field] = placeOf(`${path}.${key}`);
  throw new EcsDbError(
    'FIELD_TYPE_MISMATCH',
    `${owner} has no field "${field}"; expected ${expected}. Remove the key or correct its spelling.`,
    { ...table, field, expected, got: `key "${key}"` },
  );
}

/** The owner in words, its table as a fact, and the path of the field; empty if there is none. */
function placeOf(path: string): [owner: string, table: { readonly table?: string }, field: string] {
  const [first = '', ...rest] = path.split('.');
  const field = rest.join('.');
  // A record of a custom type that is in no table has the path `custom type Vec3`. No table's name contains a space.
  return first.includes(' ') ? [first, {}, field] : [`table "${first}"`, { table: first }, field];
}

/** Throws for an index outside a fixed array. */
export function rejectIndex(path: string, index: unknown, length: number): never {
  return rejectValue(path, `an index from 0 to ${length - 1}`, index);
}

/** Converts a negative index, which counts from the end, to a position. Throws for any other index. */
export function indexFromEnd(path: string, index: number, length: number): number {
  return Number.isInteger(index) && index < 0 && index >= -length ? index + length : rejectIndex(path, index, length);
}
