/** What the values of an enum become. */

import type { EnumDescriptor } from '../schema/index.js';

/**
 * The new value of each stored value whose variant still exists. `keepsValues` says that a variant is identified by its
 * value; otherwise it is by its name.
 */
export function variantValues(
  stored: EnumDescriptor,
  given: EnumDescriptor,
  keepsValues: boolean,
): ReadonlyMap<number, number> {
  const values = new Set(Object.values(given.variants));
  return new Map(
    Object.entries(stored.variants).flatMap(([name, value]): [number, number][] => {
      if (keepsValues) return values.has(value) ? [[value, value]] : [];
      const now = Object.hasOwn(given.variants, name) ? given.variants[name] : undefined;
      return now === undefined ? [] : [[value, now]];
    }),
  );
}
