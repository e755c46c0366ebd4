/** A database whose state comes from another process: from a server, or from a log. */

import type { Schema } from '../component/index.js';
import { Database } from '../database/index.js';
import { linkFree, SLOTS_MAX } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { Reader } from '../read/index.js';
import type { Store } from '../table/index.js';
import { ReplicaRows } from './rows.js';
import { WorkingReader } from './working-reader.js';

export interface ReplicaOptions {
  /** As in `Database.memory`. */
  readonly debug?: boolean;
  /** The highest index of an entity that is accepted. Each index up to the highest one takes 32 bytes. */
  readonly indexMax?: number;
  /** Gets what listeners of watches throw. */
  readonly onError?: (error: unknown) => void;
}

/**
 *   apply, apply, ...  ->  publish
 *                      ->  discard
 *
 * `db` shows what was published last, and refuses transactions and `close`. All calls are on its thread, outside of
 * loops over `working`.
 */
export class Replica {
  readonly db: Database;
  readonly #store: Store;
  readonly #rows: ReplicaRows;
  readonly #working: WorkingReader;
  #isApplied = false;
  /** Whether anything has changed since the last publication; also entities without rows. */
  #hasChanges = false;

  constructor(schema: Schema, options: ReplicaOptions = {}) {
    const { indexMax = SLOTS_MAX - 1, ...rest } = options;
    this.db = Database.memory(schema, rest);
    this.#store = this.db.store;
    this.#rows = new ReplicaRows(this.#store, indexMax);
    this.#working = new WorkingReader(this.#store, () => this.db.$commits.groups.isReadable);
    this.db.$commits.groups.refuse(replicaWritten(), noCommits(), replicaClosed());
  }

  /** Shows what was applied, also before it is published. */
  get working(): Reader {
    return this.#working;
  }

  /**
   * Calls `change`, which changes the working side. Indexes follow. If it throws, its changes are undone, and those of
   * earlier calls stay.
   */
  apply<Result>(change: (rows: ReplicaRows) => Result): Result {
    if (!this.#isApplied) this.db.$commits.prepareReplica();
    this.#isApplied = true;
    const store = this.#store;
    store.begin();
    try {
      const result = change(this.#rows);
      const { items, count } = store.joined;
      for (let i = 0; i < count; i++) {
        const table = items[i];
        if (table !== undefined) store.updateIndexes(table);
      }
      if (store.endTransaction()) this.#hasChanges = true;
      return result;
    } catch (error) {
      store.rollback();
      throw error;
    } finally {
      store.working.iterations.endAll();
    }
  }

  /** Publishes everything that was applied, in one step, as the state of this version. Watches are told. */
  publish(version: number): void {
    const hasChanges = this.#hasChanges;
    this.#isApplied = false;
    this.#hasChanges = false;
    this.db.$commits.groups.publishAs(version, hasChanges);
  }

  /** Undoes everything that was applied since the last publication. */
  discard(): void {
    this.#isApplied = false;
    this.#hasChanges = false;
    this.#store.rollbackGroup();
  }

  /**
   * Makes `create` give out ids that are free, after entities came and went with ids of another process. Takes time for
   * each index.
   */
  linkFreeIndexes(): void {
    this.apply(() => {
      this.#store.entities.join();
      linkFree(this.#store.entities);
    });
  }
}

function noCommits(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'this database is a replica: it gets states of the server, and not each commit. Use watch() here, or onCommit() ' +
      'on the server.',
  );
}

function replicaClosed(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'this database is a replica, which only its client can end. Call close() of the client; the rows can be read ' +
      'afterwards, too.',
  );
}

function replicaWritten(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'this database is a replica: only the server that it follows changes it. Send the change to the server.',
    { outcome: 'not-committed' },
  );
}
