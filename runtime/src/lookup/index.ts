/** Finding entities by value. */

export { type LookupMany, type LookupOne, lookupMany, lookupOne } from './by.js';
export { findAll } from './find.js';
export { Lookup } from './lookup.js';
export type { OrderOptions, RangeOptions } from './options.js';
