/** Finding entities by value. */

export { type LookupMany, type LookupOne, lookupMany, lookupOne, type RangeArguments } from './by.js';
export { findAll } from './find.js';
export { Lookup, type LookupHost } from './lookup.js';
export type { OrderOptions, RangeOptions } from './options.js';
