/** The kinds of TOML values, and what messages call them. */

import { quote } from '../diagnostics/index.js';

export type TomlTable = { readonly [key: string]: unknown };

export function isTomlTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** An integer as the parser returns it: a bigint if a number would lose digits. Other large numbers are floats. */
export function isTomlInteger(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

/** What a message calls a value, for example `the integer 3` or `an array of 2`. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `the string ${quote(value)}`;
  if (isTomlInteger(value)) return `the integer ${Object.is(value, -0) ? '-0' : value}`;
  if (typeof value === 'number') return `the float ${tomlFloat(value)}`;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  return value instanceof Date ? 'a date' : 'a table';
}

function tomlFloat(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
}
