/** Which numbers a setter refuses: those outside the range of the type, or of `min` and `max`. */

import { boundsOf, expectedWithin } from '@ecsdb/runtime/schema';
import type { NumericKind } from '../layout/index.js';
import { literal, stringLiteral } from './literals.js';
import type { Scope } from './scope.js';
import type { FieldType } from './type-text.js';

export interface Check {
  /** Expression that is true for each `value` that the setter refuses. */
  readonly refused: string;
  /** Expression of what the error says was expected. */
  readonly expected: string;
}

/**
 * True exactly for values outside the range of a kind. The comparison after coercion also refuses fractions and NaN.
 * The type is checked first, because coercing a bigint or a symbol throws another error.
 */
const REFUSED: { readonly [kind in NumericKind]: string } = {
  u8: "typeof value !== 'number' || (value & 0xff) !== value",
  i8: "typeof value !== 'number' || (value << 24) >> 24 !== value",
  u16: "typeof value !== 'number' || (value & 0xffff) !== value",
  i16: "typeof value !== 'number' || (value << 16) >> 16 !== value",
  u32: "typeof value !== 'number' || value >>> 0 !== value",
  i32: "typeof value !== 'number' || (value | 0) !== value",
  u64: "typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value",
  i64: "typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value",
  f32: "typeof value !== 'number'",
  f64: "typeof value !== 'number'",
};

/** The check of a number that is stored as one element of its kind. */
export function numberCheck(kind: NumericKind, field: FieldType, scope: Scope): Check {
  const refused = REFUSED[kind].replace('BigInt.', `${scope.global.BigInt}.`);
  const bounds = boundsCheck(kind, field, scope);
  if (bounds === undefined) return { refused, expected: `${scope.runtime.EXPECTED}.${kind}` };
  return { refused: `${refused} || ${bounds.refused}`, expected: bounds.expected };
}

/** What is checked of a value before the runtime's function or codec checks the rest; `undefined` without bounds. */
export function checkBefore(field: FieldType, scope: Scope): Check | undefined {
  const { type } = field;
  const bounds = type.kind === 'scalar' ? boundsCheck(type.scalar, field, scope) : undefined;
  if (bounds === undefined) return undefined;
  return { ...bounds, refused: `typeof value !== 'number' || ${bounds.refused}` };
}

/** The check of an element before the array's class stores it; `undefined` without bounds. */
export function elementCheck(kind: NumericKind, field: FieldType, scope: Scope): Check | undefined {
  return boundsCheck(kind, field, scope) && numberCheck(kind, field, scope);
}

/** Expression of a codec that checks values before another one does. */
export function checkedCodec(codec: string, check: Check | undefined, { runtime }: Scope): string {
  if (check === undefined) return codec;
  return `${runtime.checkedCodec}(${codec}, (value) => ${check.refused}, ${check.expected})`;
}

/** Written so that NaN is refused. */
function boundsCheck(scalar: string, { jsNumber, min, max }: FieldType, scope: Scope): Check | undefined {
  const field = { type: scalar, js: jsNumber ? ('number' as const) : undefined, min, max };
  const bounds = boundsOf(field);
  if (bounds === undefined) return undefined;
  // Bounds of f32 are rounded like stored values; see `boundsOf`.
  const value = scalar === 'f32' ? `${scope.global.Math}.fround(value)` : 'value';
  const within = [
    ...(min === undefined ? [] : [`${value} >= ${literal(bounds.min)}`]),
    ...(max === undefined ? [] : [`${value} <= ${literal(bounds.max)}`]),
  ];
  return { refused: `!(${within.join(' && ')})`, expected: stringLiteral(expectedWithin(field)) };
}
