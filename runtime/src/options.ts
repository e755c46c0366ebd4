/** Checks of objects with options, the same for every call that takes some. */

import { isRecord } from './arguments.js';
import { EcsDbError } from './errors.js';

/** What a timer can wait for; a longer time would be over at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Refuses what is no object, and names that no option has. */
export function requireOptions(call: string, options: unknown, known: readonly string[]): void {
  if (!isRecord(options)) {
    const got = shown(options);
    const expected = `an object with options: ${known.join(', ')}`;
    throw new EcsDbError('INVALID_OPTION', `${call} expects ${expected}; got ${got}.`, { expected, got });
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
  const got = shown(value);
  return new EcsDbError('INVALID_OPTION', `the option ${name} of ${call} must be ${expected}, got ${got}.`, {
    option: name,
    expected,
    got,
  });
}

/** Any value as a short text; objects without a conversion to text, too. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
