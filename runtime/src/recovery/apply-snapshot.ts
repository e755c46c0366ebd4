/** For tools: whether recovery could use a snapshot that it does not need. */

import { schemaFromDescriptor } from '../component/index.js';
import type { Directory } from '../directory/index.js';
import { ReplayError } from '../operation/index.js';
import { Store } from '../table/index.js';
import { type BadSnapshot, tryLoad } from './snapshots.js';
import { StoreReplay } from './store-replay.js';

interface WindowedSnapshot {
  readonly name: string;
  readonly windowStart: number;
  readonly windowEnd: number;
}

/**
 * Loads a snapshot into a store of its own. Returns why it cannot be used: even if its checksums are right, its
 * contents may contradict each other.
 */
export function tryApply(
  directory: Directory,
  { name: file, windowStart, windowEnd }: WindowedSnapshot,
): BadSnapshot | undefined {
  let store: Store | undefined;
  let target: StoreReplay | undefined;
  try {
    const bad = tryLoad(directory, file, (schema) => {
      store = new Store(schemaFromDescriptor(schema));
      target = new StoreReplay(store);
      return target;
    });
    if (bad !== undefined) return bad;
    // A snapshot with a window needs the log before its rows and its registry are of the same version.
    if (windowStart === windowEnd) target?.finish();
    return undefined;
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    return { file, case: 'P1', reason: `the snapshot contradicts itself: ${error.message}` };
  } finally {
    store?.release();
  }
}
