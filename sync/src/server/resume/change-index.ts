/** Which rows have changed after a version. */

import type { Commit } from '@ecsdb/runtime';
import { OperationReader } from '@ecsdb/runtime/replica';
import { isRowOperation } from '../channels/marks.js';

/** All rows that have changed after version `since`, up to version `until`. */
export class ChangeIndex {
  since: number;
  until: number;
  /** Of the commits that were added. */
  bytes = 0;
  readonly #reader: OperationReader = new OperationReader();
  /** By table: the last version that has changed the row of an entity index. */
  readonly #versions: Map<number, Map<number, number>> = new Map();

  constructor(since: number) {
    this.since = since;
    this.until = since;
  }

  hasChanged(table: number, index: number, since: number): boolean {
    return (this.#versions.get(table)?.get(index) ?? 0) > since;
  }

  /** Commits may be added in any order. */
  add({ version, bytes }: Pick<Commit, 'version' | 'bytes'>): void {
    const reader = this.#reader;
    reader.beginTransaction(bytes, 0, bytes.length);
    while (reader.next()) {
      const { kind, tableId, index } = reader;
      if (!isRowOperation(kind)) continue;
      let versions = this.#versions.get(tableId);
      if (versions === undefined) {
        versions = new Map();
        this.#versions.set(tableId, versions);
      }
      if ((versions.get(index) ?? 0) < version) versions.set(index, version);
    }
    this.until = Math.max(this.until, version);
    this.bytes += bytes.length;
  }
}
