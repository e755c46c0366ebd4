/** Follows the commits of a database: notes in the views what has changed. */

import type { Commit, Database } from '@ecsdb/runtime';
import { OperationReader, UPDATE } from '@ecsdb/runtime/replica';
import { isRowOperation } from './marks.js';
import type { ViewState } from './view-state.js';

/** Bytes of an update before those of the record; docs/format.md, "Transactions and operations". */
const UPDATE_OFFSET_BYTES = 4;

/** Bytes of records by table id. */
export type RecordSizes = ReadonlyMap<number, number>;

export function recordSizesOf(db: Database): RecordSizes {
  return new Map(db.schema.components.map(({ TABLE_ID, size }) => [TABLE_ID, size]));
}

export class CommitFollower {
  readonly #views: readonly ViewState[];
  /** By table id. */
  readonly #viewsOf: Map<number, ViewState[]> = new Map();
  readonly #sizes: RecordSizes;
  readonly #reader: OperationReader = new OperationReader();
  readonly #stop: () => void;

  /** Calls `changed` after each commit. */
  constructor(db: Database, views: readonly ViewState[], changed: () => void) {
    this.#views = views;
    this.#sizes = recordSizesOf(db);
    for (const view of views) {
      for (const table of view.tables) {
        const others = this.#viewsOf.get(table);
        if (others === undefined) this.#viewsOf.set(table, [view]);
        else others.push(view);
      }
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
    while (reader.next()) {
      const { kind, tableId, index, bodyStart, bodyLength } = reader;
      const views = isRowOperation(kind) ? this.#viewsOf.get(tableId) : undefined;
      if (views === undefined) continue;
      let first = 0;
      let end = this.#sizes.get(tableId) ?? 0;
      if (kind === UPDATE) {
        first = numbers.getUint32(bodyStart, true);
        end = first + bodyLength - UPDATE_OFFSET_BYTES;
      }
      for (const view of views) view.noteRow(index, tableId, kind, first, end);
    }
    // A group of commits is published before the first of them is heard, so this sees the end of the group.
    for (const view of this.#views) view.sortTouched();
  }
}
