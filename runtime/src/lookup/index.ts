/** Finding entities by value. */

export { type LookupMany, type LookupOne, lookupMany, lookupOne } from './by.js';
export { findAll } from './find.js';
export { Lookup, type WatchedLookup } from './lookup.js';
export { LookupKey } from './lookup-key.js';
export type { OrderOptions, RangeOptions, TextRangeOptions } from './options.js';
