/** Watches on the thread that owns the database: their changes come from the groups that it publishes. */

import type { CommitWatches } from '../commit/index.js';
import type { Store, Table } from '../table/index.js';
import { collectDestroyed, collectRows, collectRowsOf } from './collect.js';
import type { TableWatches } from './table-watches.js';
import type { Watches } from './watches.js';

export class GroupWatches implements CommitWatches {
  readonly #store: Store;
  readonly #watches: Watches;

  constructor(store: Store, watches: Watches) {
    this.#store = store;
    this.#watches = watches;
  }

  collect(): void {
    const watches = this.#watches;
    if (watches.isEmpty) return;
    const { changed, entities } = this.#store;
    for (let i = 0; i < changed.count; i++) {
      const table = changed.items[i] as Table;
      const watched = watches.ofTable(table);
      if (watched === undefined) continue;
      this.#collect(table, watched);
      if (watched.notes.count > 0) watches.deliverSoon();
    }
    if (watches.ofEntity.size > 0) {
      collectDestroyed(entities, (entity) => {
        if (!watches.ofEntity.has(entity)) return;
        watches.noteDestroyed(entity);
        watches.deliverSoon();
      });
    }
  }

  end(): void {
    this.#watches.end();
  }

  #collect(table: Table, watched: TableWatches): void {
    if (watched.needsAll) {
      collectRows(table, watched.notes);
      return;
    }
    const { entities } = this.#watches;
    collectRowsOf(table, indexesOf(entities, watched), entities.size + watched.ofEntity.size, watched.notes);
  }
}

function* indexesOf(entities: ReadonlyMap<number, unknown>, { ofEntity }: TableWatches): Iterable<number> {
  for (const entity of entities.keys()) yield entity >>> 0;
  for (const entity of ofEntity.keys()) yield entity >>> 0;
}
