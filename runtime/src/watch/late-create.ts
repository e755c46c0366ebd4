/**
 * Creating watches in a bundle for browsers, which contains their code only if the program imports
 * `@ecsdb/runtime/watch`.
 */

import { EcsDbError } from '../errors.js';
import type { OnError } from '../listener.js';
import type { Store } from '../table/index.js';
import type { DatabaseWatches } from './types.js';

type Create = (store: Store, onError: OnError) => DatabaseWatches;

let create: Create | undefined;

/** Called by `@ecsdb/runtime/watch`. */
export function provideWatches(given: Create): void {
  create = given;
}

export function createWatches(store: Store, onError: OnError): DatabaseWatches {
  if (create !== undefined) return create(store, onError);
  throw new EcsDbError(
    'UNSUPPORTED',
    "the bundle does not contain watches. Import '@ecsdb/runtime/watch' in a program for browsers that uses watch().",
  );
}
