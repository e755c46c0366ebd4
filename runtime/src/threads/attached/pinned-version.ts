/** One version of the database, pinned while a function reads it. */

import { refuseCalls } from '../../arguments.js';
import { EcsDbError } from '../../errors.js';
import type { Queries } from '../../query/index.js';
import { Reader } from '../../read/index.js';
import type { AttachedStore } from './attached-store.js';

/** Everything that is read from it is of one version. It can be used inside the function that it was given to. */
export class PinnedVersion extends Reader {
  readonly version: number;
  #ended = false;

  constructor(store: AttachedStore, queries: Queries) {
    super(store.published, queries, true);
    this.version = store.version;
  }

  /** @internal */
  override get $state(): string {
    return `version ${this.version}`;
  }

  /** @internal */
  override assertOpen(): void {
    if (this.#ended) throw pinnedVersionEnded();
  }

  /** @internal Called once the function has returned or thrown. */
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
    'a pinned version was used after it had ended. Use it only inside the function that pinVersion() calls, without ' +
      'await, and copy what must last.',
  );
}
