/** Values of keys in errors, as JSON, which has no bigint, no NaN and no infinity. */

import type { FactValue } from '../../errors.js';

type Values = FactValue | readonly FactValue[] | undefined;

/** What JSON lacks is an object with its text. */
export function valueToJson(value: Values): unknown {
  if (isList(value)) return value.map(valueToJson);
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) };
  return value;
}

/** The value, or the JSON itself if it is none. */
export function valueFromJson(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(valueFromJson);
  if (typeof json !== 'object' || json === null) return json;
  const { bigint, number } = json as { readonly [kind: string]: unknown };
  if (typeof bigint === 'string' && /^-?\d{1,20}$/.test(bigint)) return BigInt(bigint);
  if (typeof number === 'string' && /^(NaN|-?Infinity)$/.test(number)) return Number(number);
  return json;
}

export function isFactValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => !Array.isArray(item) && isFactValue(item));
  return ['number', 'bigint', 'boolean', 'string'].includes(typeof value);
}

function isList(value: Values): value is readonly FactValue[] {
  return Array.isArray(value);
}
