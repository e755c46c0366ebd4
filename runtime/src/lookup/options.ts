/** The options of a lookup: a range of the next field, the order, and how many. */

import { EcsDbError } from '../errors.js';
import { requireBoolean, requireOptions, wrongOption } from '../options.js';
import type { KeyMember } from '../ordered-index/index.js';

/** The order of the results, and how many. */
export interface OrderOptions {
  /** From the last to the first. The default is false. */
  readonly reverse?: boolean | undefined;
  /** How many at most: a whole number. By default all. */
  readonly limit?: number | undefined;
}

/**
 * A range of the field that follows the given values. Bounds in the wrong order describe an empty range. A bound may be
 * outside of the type of the field: `{ to: Infinity }` ends nowhere.
 */
export interface RangeOptions<Value> extends OrderOptions {
  /** The lowest value. Not together with `after`. */
  readonly from?: Value | undefined;
  /** The highest value. Not together with `before`. */
  readonly to?: Value | undefined;
  /** All values are greater. */
  readonly after?: Value | undefined;
  /** All values are less. */
  readonly before?: Value | undefined;
}

/** A range of strings. */
export interface TextRangeOptions<Value> extends RangeOptions<Value> {
  /** All values start with this text. Not together with a bound. */
  readonly prefix?: string | undefined;
}

const ORDER = ['reverse', 'limit'];
const BOUNDS = ['from', 'to', 'after', 'before'];
const ALL = [...BOUNDS, 'prefix', ...ORDER];

/** Throws for an option that does not exist or is wrong. `next` is the field that is left for a range. */
export function checkOptions(call: string, options: TextRangeOptions<unknown>, next: KeyMember | undefined): void {
  const known = next === undefined ? ORDER : ALL.filter((option) => option !== 'prefix' || next.kind === 'string');
  const surplus = Object.keys(options).find((name) => ALL.includes(name) && !known.includes(name));
  if (surplus !== undefined) {
    const reason =
      next === undefined ? 'all fields have values, so none is left for a range' : `"${next.path}" is no string`;
    throw refusedOption(call, surplus, `one of ${known.join(', ')}`, surplus, reason);
  }
  requireOptions(call, options, known);
  const { from, after, to, before, prefix, reverse, limit } = options;
  if (from !== undefined && after !== undefined) throw bothGiven(call, 'after', 'from');
  if (to !== undefined && before !== undefined) throw bothGiven(call, 'before', 'to');
  if (prefix !== undefined) {
    const bound = BOUNDS.find((name) => name in options && options[name as 'from'] !== undefined);
    if (bound !== undefined) throw bothGiven(call, 'prefix', bound);
    const isText = typeof prefix === 'string' && prefix.isWellFormed();
    if (!isText) throw wrongOption(call, 'prefix', 'a string without a lone surrogate', prefix);
  }
  if (reverse !== undefined) requireBoolean(call, 'reverse', reverse);
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 0)) {
    throw wrongOption(call, 'limit', 'a whole number from 0 on', limit);
  }
}

/** Throws unless the number of values fits the index. */
export function requireValues(call: string, count: number, fields: readonly string[]): void {
  const { length } = fields;
  if (count <= length) return;
  const expected = `at most ${length} ${length === 1 ? 'value' : 'values'} (${fields.join(', ')}), then options`;
  const got = `${count} values`;
  throw new EcsDbError(
    'FIELD_TYPE_MISMATCH',
    `${call}() expects ${expected}, got ${got}. Options are a plain object, such as { limit: 10 }.`,
    { expected, got },
  );
}

function bothGiven(call: string, option: string, other: string): EcsDbError {
  return refusedOption(call, option, `${option} or ${other}`, `${option} and ${other}`, 'both are given');
}

function refusedOption(call: string, option: string, expected: string, got: string, reason: string): EcsDbError {
  return new EcsDbError(
    'INVALID_OPTION',
    `the option ${option} of ${call} is not accepted, because ${reason}; expected ${expected}.`,
    { option, expected, got },
  );
}
