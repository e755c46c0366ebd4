/** Reads what was applied to a replica and is not published yet. */

import { EcsDbError } from '../errors.js';
import { Queries } from '../query/index.js';
import { Reader } from '../read/index.js';
import type { Store } from '../table/index.js';

export class WorkingReader extends Reader {
  readonly #isOpen: () => boolean;

  constructor(store: Store, isOpen: () => boolean) {
    super(store.working, new Queries({ side: store.working, assertUsable: () => this.assertOpen() }), true);
    this.#isOpen = isOpen;
  }

  override assertOpen(): void {
    if (this.#isOpen()) return;
    throw new EcsDbError('TRANSACTION_ERROR', 'the working side of a replica can be read while changes are applied.');
  }
}
