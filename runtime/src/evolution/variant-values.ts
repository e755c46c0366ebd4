/** What the values of an enum become. */

import { type EnumDescriptor, matchVariants } from '../schema/index.js';

/**
 * The new value of each stored value whose variant still exists. `keepsValues` says that a variant is identified by its
 * value; otherwise it is by its name and `was`.
 */
export function variantValues(
  stored: EnumDescriptor,
  given: EnumDescriptor,
  keepsValues: boolean,
): ReadonlyMap<number, number> {
  const values = new Set(Object.values(given.variants));
  const names = matchVariants(stored, given);
  return new Map(
    Object.entries(stored.variants).flatMap(([variant, value]): [number, number][] => {
      if (keepsValues) return values.has(value) ? [[value, value]] : [];
      const name = names.get(variant);
      const now = name === undefined ? undefined : given.variants[name];
      return now === undefined ? [] : [[value, now]];
    }),
  );
}
