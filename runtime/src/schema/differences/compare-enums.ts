/** Compares two enums. A variant is identified by its value if both schemas keep values, by its name otherwise. */

import type { EnumDescriptor } from '../descriptor.js';
import { SCALAR_SIZE } from '../type-name.js';
import type { ComparedPart, Comparison } from './comparison.js';
import { matchVariants } from './match-variants.js';

export function compareEnums(
  comparison: Comparison,
  part: ComparedPart,
  stored: EnumDescriptor,
  given: EnumDescriptor,
): void {
  const { subject } = part;
  if (stored.repr !== given.repr) {
    const kind = SCALAR_SIZE[stored.repr] < SCALAR_SIZE[given.repr] ? 'enum-widened' : 'enum-narrowed';
    comparison.add(part, kind, `${subject} was stored as ${stored.repr}, and is stored as ${given.repr}`);
  }
  if (comparison.hasStableIds) compareByValue(comparison, part, stored, given);
  else compareByName(comparison, part, stored, given);
}

function compareByValue(
  comparison: Comparison,
  part: ComparedPart,
  stored: EnumDescriptor,
  given: EnumDescriptor,
): void {
  const { subject } = part;
  const names = new Map(Object.entries(given.variants).map(([name, value]) => [value, name]));
  for (const [variant, value] of Object.entries(stored.variants)) {
    const name = names.get(value);
    names.delete(value);
    if (name === variant) continue;
    const moved = variantValue(given, variant);
    if (moved !== undefined) {
      const message = `variant "${variant}" of ${subject} was ${value}, and is ${moved}`;
      comparison.add(part, 'variant-reused', message, { variant });
    } else if (name === undefined) {
      const message = `variant "${variant}" of ${subject} was ${value}, and is missing`;
      comparison.add(part, 'variant-removed', message, { variant });
    } else if (variantValue(stored, name) === undefined) {
      const message = `variant "${variant}" of ${subject} was renamed to "${name}"`;
      comparison.add(part, 'variant-renamed', message, { variant: name });
    } else {
      const message = `the value ${value} of ${subject} was "${variant}", and is "${name}"`;
      comparison.add(part, 'variant-reused', message, { variant: name });
    }
  }
  // A stored variant with one of these names was reported above.
  addNewVariants(comparison, part, stored, names.values());
}

function compareByName(
  comparison: Comparison,
  part: ComparedPart,
  stored: EnumDescriptor,
  given: EnumDescriptor,
): void {
  const { subject } = part;
  const names = matchVariants(stored, given);
  for (const [variant, value] of Object.entries(stored.variants)) {
    const name = names.get(variant);
    if (name === undefined) {
      const message = `variant "${variant}" of ${subject} was ${value}, and is missing`;
      comparison.add(part, 'variant-removed', message, { variant });
      continue;
    }
    if (name !== variant) {
      const message = `variant "${variant}" of ${subject} was renamed to "${name}"`;
      comparison.add(part, 'variant-renamed', message, { variant: name });
    }
    const now = variantValue(given, name);
    if (now === value) continue;
    const message = `variant "${name}" of ${subject} was ${value}, and is ${now}`;
    comparison.add(part, 'variant-renumbered', message, { variant: name });
  }
  const known = new Set(names.values());
  addNewVariants(
    comparison,
    part,
    stored,
    Object.keys(given.variants).filter((name) => !known.has(name)),
  );
}

/** Reports those of the variants whose names the stored enum does not have. */
function addNewVariants(
  comparison: Comparison,
  part: ComparedPart,
  stored: EnumDescriptor,
  variants: Iterable<string>,
): void {
  for (const variant of variants) {
    if (variantValue(stored, variant) !== undefined) continue;
    comparison.add(part, 'variant-added', `variant "${variant}" of ${part.subject} is new`, { variant });
  }
}

function variantValue({ variants }: EnumDescriptor, variant: string): number | undefined {
  return Object.hasOwn(variants, variant) ? variants[variant] : undefined;
}
