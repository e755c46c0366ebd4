/** Watches: which rows have changed since the last call, for programs that draw. */

export type { Changes, EntityChanges, RowChanges } from './changes.js';
export { createWatches } from './create.js';
export { provideWatches } from './late-create.js';
export { type EntityListener, type RowListener, startWatch, type WatchArguments, type WatchTarget } from './targets.js';
export type { DatabaseWatches } from './types.js';
export { Watches } from './watches.js';
