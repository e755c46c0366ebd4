/** How the type of a field differs from the type that it was stored with, apart from the contents of named types. */

import type { ScalarName } from '../descriptor.js';
import { SCALAR_SIZE, type TypeName } from '../type-name.js';

export type TypeChange = 'same' | 'widened' | 'narrowed' | 'longer' | 'shorter' | 'retyped';

/** Told of two named types at the same place; returns whether the first can become the second. */
export type CompareNamed = (stored: string, given: string) => boolean;

/** An array has the change of its elements. Arrays of other lengths are other types. */
export function compareTypeNames(stored: TypeName, given: TypeName, compareNamed: CompareNamed): TypeChange {
  if (stored.kind === 'scalar' && given.kind === 'scalar') return compareScalars(stored.scalar, given.scalar);
  if (stored.kind === 'string' && given.kind === 'string') {
    if (stored.capacity === given.capacity) return 'same';
    return stored.capacity < given.capacity ? 'longer' : 'shorter';
  }
  if (stored.kind === 'array' && given.kind === 'array' && stored.length === given.length) {
    return compareTypeNames(stored.element, given.element, compareNamed);
  }
  if (stored.kind === 'named' && given.kind === 'named') {
    return compareNamed(stored.name, given.name) ? 'same' : 'retyped';
  }
  return 'retyped';
}

function compareScalars(stored: ScalarName, given: ScalarName): TypeChange {
  if (stored === given) return 'same';
  if (isFloat(stored) && isFloat(given)) return SCALAR_SIZE[stored] < SCALAR_SIZE[given] ? 'widened' : 'narrowed';
  if (!isInteger(stored) || !isInteger(given)) return 'retyped';
  return holdsAll(given, stored) ? 'widened' : 'narrowed';
}

/** Whether an integer type has a place for every value of another one. */
function holdsAll(wide: ScalarName, narrow: ScalarName): boolean {
  if (isSigned(narrow) && !isSigned(wide)) return false;
  const bits = (scalar: ScalarName): number => SCALAR_SIZE[scalar] * 8 - (isSigned(scalar) ? 1 : 0);
  return bits(wide) >= bits(narrow);
}

function isSigned(scalar: ScalarName): boolean {
  return scalar.startsWith('i');
}

function isInteger(scalar: ScalarName): boolean {
  return /^[ui]\d/.test(scalar);
}

function isFloat(scalar: ScalarName): boolean {
  return scalar === 'f32' || scalar === 'f64';
}
