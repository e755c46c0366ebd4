/** Which variants of two enums are the same, if they are identified by their names. */

import type { EnumDescriptor } from '../descriptor.js';

/** The given name of each stored variant that still exists. A variant that `was` another one has a new name. */
export function matchVariants(stored: EnumDescriptor, given: EnumDescriptor): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const name of Object.keys(given.variants)) {
    const was = given.was !== undefined && Object.hasOwn(given.was, name) ? given.was[name] : undefined;
    const isRenamed = was !== undefined && !Object.hasOwn(stored.variants, name) && !Object.hasOwn(given.variants, was);
    const earlier = isRenamed ? was : name;
    if (Object.hasOwn(stored.variants, earlier)) names.set(earlier, name);
  }
  return names;
}
