/** Checks of objects with options: one validator for every call that takes options. */

import { isRecord } from './arguments.js';
import { EcsDbError } from './errors.js';

/** The longest delay that a timer accepts; a longer one fires at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Throws `INVALID_OPTION` if `options` is not an object, or has a key that is not in `known`. */
export function requireOptions(call: string, options: unknown, known: readonly string[]): void {
  if (!isRecord(options)) {
    const got = formatValue(options);
    const expected = `an object with options: ${known.join(', ')}`;
    throw new EcsDbError('INVALID_OPTION', `${call} expects ${expected}, got ${got}.`, { expected, got });
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const expected = `one of ${known.join(', ')}`;
    throw new EcsDbError(
      'INVALID_OPTION',
      `${call} has no option "${name}"; expected ${expected}. Remove it or correct its spelling.`,
      { option: name, expected, got: name },
    );
  }
}

export function requireMilliseconds(call: string, name: string, value: unknown): void {
  if (typeof value === 'number' && value > 0 && value <= TIMER_MS_MAX) return;
  throw wrongOption(call, name, `a number of milliseconds above 0, at most ${TIMER_MS_MAX}`, value);
}

export function requireBoolean(call: string, name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw wrongOption(call, name, 'true or false', value);
}

export function wrongOption(call: string, name: string, expected: string, value: unknown): EcsDbError {
  const got = formatValue(value);
  return new EcsDbError('INVALID_OPTION', `the option ${name} of ${call} must be ${expected}, got ${got}.`, {
    option: name,
    expected,
    got,
  });
}

/** Any value as a short text. Objects are not converted, because their conversion may throw. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
