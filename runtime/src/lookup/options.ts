/** The options of a lookup: a range of the next field, the order, and how many. */

import { wrongArgument } from '../arguments.js';
import { EcsDbError } from '../errors.js';

/** The order of the results, and how many. */
export interface OrderOptions {
  /** From the last to the first. The default is false. */
  readonly reverse?: boolean;
  /** How many at most: a whole number. By default all. */
  readonly limit?: number;
}

/** A range of the field that follows the given values. Bounds in the wrong order describe an empty range. */
export interface RangeOptions<Value> extends OrderOptions {
  /** The lowest value. */
  readonly from?: Value;
  /** The highest value. */
  readonly to?: Value;
  /** All values are greater. */
  readonly after?: Value;
  /** All values are less. */
  readonly before?: Value;
}

const ORDER = ['reverse', 'limit'];
const BOUNDS = ['from', 'to', 'after', 'before'];

/** Throws for an option that does not exist or is wrong. `hasField` says whether a field is left for a range. */
export function checkOptions(call: string, options: RangeOptions<unknown>, hasField: boolean): void {
  for (const name of Object.keys(options)) {
    if (ORDER.includes(name) || (hasField && BOUNDS.includes(name))) continue;
    const reason = BOUNDS.includes(name) ? 'no field is left for a range' : 'there is no such option';
    throw invalid(call, name, hasField ? [...BOUNDS, ...ORDER].join(', ') : ORDER.join(', '), reason);
  }
  const { from, after, to, before, reverse, limit } = options;
  if (from !== undefined && after !== undefined) throw invalid(call, 'after', 'from or after', 'both are given');
  if (to !== undefined && before !== undefined) throw invalid(call, 'before', 'to or before', 'both are given');
  if (reverse !== undefined && typeof reverse !== 'boolean') throw invalid(call, 'reverse', 'true or false');
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 0)) {
    throw invalid(call, 'limit', 'a whole number from 0 on');
  }
}

/** Throws unless the number of values fits the index. */
export function requireValues(call: string, count: number, fields: readonly string[]): void {
  if (count > fields.length) {
    throw wrongArgument(call, `at most ${fields.length} values (${fields.join(', ')}), then options`, count);
  }
}

function invalid(call: string, option: string, expected: string, reason?: string): EcsDbError {
  return new EcsDbError(
    'INVALID_OPTION',
    `${call}: option "${option}" is not accepted${reason === undefined ? '' : `, because ${reason}`}; expected ` +
      `${expected}.`,
    { option, expected },
  );
}
