/** Compares `min` and `max` of a field. */

import type { FieldDescriptor } from '../descriptor.js';
import type { ComparedPart, Comparison } from './comparison.js';

type Bound = number | bigint;

export function compareFieldBounds(
  comparison: Comparison,
  part: ComparedPart,
  stored: FieldDescriptor,
  given: FieldDescriptor,
): void {
  const before = rangeOf(stored);
  const after = rangeOf(given);
  // biome-ignore lint/suspicious/noDoubleEquals: an equal number and bigint are the same bound
  if (before.min == after.min && before.max == after.max) return;
  const isTighter = after.min > before.min || after.max < before.max;
  const message = `field "${given.name}" of ${part.subject} was ${spelt(before)}, and is ${spelt(after)}`;
  comparison.add(part, isTighter ? 'bounds-tightened' : 'bounds-loosened', message, { field: given.name });
}

interface Range {
  readonly min: Bound;
  readonly max: Bound;
}

function rangeOf({ min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: FieldDescriptor): Range {
  return { min, max };
}

function spelt({ min, max }: Range): string {
  if (min === Number.NEGATIVE_INFINITY) return max === Number.POSITIVE_INFINITY ? 'unbounded' : `at most ${max}`;
  return max === Number.POSITIVE_INFINITY ? `at least ${min}` : `from ${min} to ${max}`;
}
