/** One version of the database, held while a function looks at it. */

import { EcsDbError } from '../../errors.js';
import type { Queries } from '../../query/index.js';
import { Reader } from '../../read/index.js';
import type { AttachedStore } from './attached-store.js';
import { refuseCalls } from './refuse-calls.js';

/** All that is read from it is of one version. Usable inside the function that it was given to. */
export class PinnedVersion extends Reader {
  /** The version. */
  readonly version: number;
  #ended = false;

  constructor(store: AttachedStore, queries: Queries) {
    super(store.published, queries);
    this.version = store.version;
  }

  /** @internal */
  override assertOpen(): void {
    if (this.#ended) throw pinnedVersionEnded();
  }

  /** @internal Called when the function has returned or thrown. */
  $end(): void {
    this.#ended = true;
  }
}

refuseCalls(
  PinnedVersion.prototype,
  ['create', 'destroy', 'insert', 'put', 'update', 'delete', 'write', 'writeSync'],
  (method) =>
    new EcsDbError(
      'TRANSACTION_ERROR',
      `${method}() was called on a pinned version, which can only be read. Use write() of the database.`,
      { expected: 'reads', got: `${method}()` },
    ),
);

function pinnedVersionEnded(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'a pinned version was used after it had ended. Do all that needs it inside the function given to pinVersion(), without await, and copy what ' +
      'must last.',
  );
}
