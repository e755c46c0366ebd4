/** Creating the watches of a database. */

import type { OnError } from '../listener.js';
import type { Store } from '../table/index.js';
import { GroupWatches } from './group-watches.js';
import { startWatch } from './targets.js';
import type { DatabaseWatches } from './types.js';
import { Watches } from './watches.js';

export function createWatches(store: Store, onError: OnError): DatabaseWatches {
  const watches = new Watches(store.published, onError);
  return {
    groups: new GroupWatches(store, watches),
    start: (host, given) => startWatch(watches, host, given),
  };
}
