/** What the watches of a database can do. */

import type { CommitWatches } from '../commit/index.js';
import type { Reader } from '../read/index.js';
import type { WatchArguments } from './targets.js';

export interface DatabaseWatches {
  readonly groups: CommitWatches;
  /** Starts a watch. Returns a function that stops it. */
  start(host: Reader, given: WatchArguments): () => void;
}
