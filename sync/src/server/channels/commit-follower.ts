/** Follows the commits of a database: notes in the views what has changed. */

import type { Commit, Database } from '@ecsdb/runtime';
import { OperationReader, UPDATE } from '@ecsdb/runtime/replica';
import type { RowDependencies } from '../clients/row-dependencies.js';
import { isRowOperation } from './marks.js';
import { recordSizesOf } from './record-sizes.js';
import type { ViewState } from './view-state.js';

/** Bytes of an update before those of the record; docs/format.md, "Transactions and operations". */
const UPDATE_OFFSET_BYTES = 4;

interface TableUse {
  readonly view: ViewState;
  /** The place of the table in the tables of the view. */
  readonly place: number;
}

/** A table that is in a view. */
interface FollowedTable {
  /** Bytes of a record. */
  readonly size: number;
  readonly uses: TableUse[];
}

export class CommitFollower {
  readonly #views: readonly ViewState[];
  /** By table id. */
  readonly #tables: Map<number, FollowedTable> = new Map();
  readonly #users: RowDependencies;
  readonly #reader: OperationReader = new OperationReader();
  readonly #stop: () => void;

  /** Calls `changed` after each commit. */
  constructor(db: Database, views: readonly ViewState[], users: RowDependencies, changed: () => void) {
    this.#views = views;
    this.#users = users;
    const sizes = recordSizesOf(db);
    for (const view of views) {
      view.tables.forEach((table, place) => {
        const followed = this.#tables.get(table) ?? { size: sizes.get(table) ?? 0, uses: [] };
        followed.uses.push({ view, place });
        this.#tables.set(table, followed);
      });
      view.sortAll();
    }
    this.#stop = db.onCommit((commit) => {
      this.#follow(commit);
      changed();
    });
  }

  stop(): void {
    this.#stop();
  }

  #follow({ bytes }: Commit): void {
    const reader = this.#reader;
    const numbers = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    reader.beginTransaction(bytes, 0, bytes.length);
    // Operations on a table follow each other.
    let table: FollowedTable | undefined;
    let lastId = -1;
    while (reader.next()) {
      const { kind, tableId, index } = reader;
      this.#users.note(kind, tableId, index);
      if (!isRowOperation(kind)) continue;
      if (tableId !== lastId) {
        table = this.#tables.get(tableId);
        lastId = tableId;
      }
      if (table === undefined) continue;
      let first = 0;
      let end = table.size;
      if (kind === UPDATE) {
        first = numbers.getUint32(reader.bodyStart, true);
        end = first + reader.bodyLength - UPDATE_OFFSET_BYTES;
      }
      const { uses } = table;
      for (let i = 0; i < uses.length; i++) {
        const { view, place } = uses[i] as TableUse;
        view.noteRow(index, place, kind, first, end);
      }
    }
    // A group of commits is published before the first of them is heard, so this sees the end of the group.
    for (const view of this.#views) view.sortTouched();
  }
}
