/** The `min` and `max` of numbers: what values are compared with, and the words of errors. */

import { formatTypeName, innermostType, parseTypeName } from './type-name.js';

/** A field with numbers; a `FieldDescriptor`, for example. */
export interface NumberField {
  /** The type of a number, or of an array of numbers. */
  readonly type: string;
  readonly js?: 'number' | undefined;
  readonly min?: number | bigint | undefined;
  readonly max?: number | bigint | undefined;
}

/** Both values are allowed; infinite where nothing is declared. */
export interface Bounds {
  readonly min: number | bigint;
  readonly max: number | bigint;
  /** Whether values are rounded to single precision before they are compared. */
  readonly isSingle: boolean;
}

/**
 * What stored values of a field, or the elements of an array, are compared with; `undefined` if nothing is declared.
 *
 * The bounds of f32 are rounded to single precision, as stored values are: a stored 0.1 is more than 0.1.
 */
export function boundsOf(field: NumberField): Bounds | undefined {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = field;
  if (field.min === undefined && field.max === undefined) return undefined;
  const isSingle = scalarOf(field.type) === 'f32';
  return { min: asStored(min, isSingle), max: asStored(max, isSingle), isSingle };
}

/** Whether the bounds allow a value. They never allow NaN. */
export function isWithin(value: number | bigint, { min, max, isSingle }: Bounds): boolean {
  const stored = asStored(value, isSingle);
  return stored >= min && stored <= max;
}

/** What an error says was expected, for example `u16 from 1 to 100`. */
export function expectedWithin({ type, js, min, max }: NumberField): string {
  const scalar = scalarOf(type);
  const numbers = js === undefined ? scalar : `${scalar} as a number`;
  if (min === undefined) return `${numbers} of at most ${spelt(max)}`;
  return max === undefined ? `${numbers} of at least ${spelt(min)}` : `${numbers} from ${spelt(min)} to ${spelt(max)}`;
}

function asStored(value: number | bigint, isSingle: boolean): number | bigint {
  return isSingle && typeof value === 'number' ? Math.fround(value) : value;
}

function scalarOf(type: string): string {
  const inner = innermostType(parseTypeName(type));
  return inner === undefined ? type : formatTypeName(inner);
}

function spelt(bound: number | bigint | undefined): string {
  return typeof bound === 'bigint' ? `${bound}n` : String(bound);
}
