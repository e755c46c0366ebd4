/** A listener that checks each commit: none is missing or torn, and each keeps the sum. */

import type { Commit } from '@ecsdb/runtime';
import type { FeedReset } from '@ecsdb/runtime/threads';
import { checkOf } from './schema.js';

/** A row of any of the tables. */
type Row = { readonly value?: unknown; readonly check?: unknown; readonly amount?: unknown } | undefined;

export class CommitCheck {
  /** Since the last `take`. */
  #commits = 0;
  #resets = 0;
  /** The version that was heard last; undefined before the first one. */
  #last: number | undefined;
  readonly #hasOld: boolean;

  /** For a listener with old rows, or without. */
  constructor(hasOld: boolean) {
    this.#hasOld = hasOld;
  }

  /** What was heard since the last call. */
  take(): { readonly commits: number; readonly resets: number } {
    const taken = { commits: this.#commits, resets: this.#resets };
    this.#commits = 0;
    this.#resets = 0;
    return taken;
  }

  readonly hear = (commit: Commit | FeedReset): void => {
    const { version } = commit;
    const last = this.#last ?? version - 1;
    if (commit.reset) {
      if (version <= last) throw new Error(`a reset to version ${version} came after ${last}`);
      this.#resets++;
    } else {
      if (version !== last + 1) throw new Error(`commit ${version} came after ${last}`);
      this.#check(commit);
      this.#commits++;
    }
    this.#last = version;
  };

  #check(commit: Commit): void {
    let sum = 0;
    for (const { kind, table, data, old } of commit.operations()) {
      if (table === undefined) continue;
      const isOldMissing = this.#hasOld && kind !== 'insert' && old === undefined;
      if (isOldMissing) throw new Error(`commit ${commit.version}: ${kind} in ${table} without the old row`);
      if (table === 'sample') {
        checkSample(commit.version, data);
        checkSample(commit.version, old);
      } else sum += amountOf(data) - amountOf(old);
    }
    if (this.#hasOld && sum !== 0) throw new Error(`commit ${commit.version} changes the sum by ${sum}`);
  }
}

function checkSample(version: number, row: Row): void {
  if (row === undefined || row.check === checkOf(Number(row.value))) return;
  throw new Error(`commit ${version}: a row is torn: ${JSON.stringify(row)}`);
}

function amountOf(row: Row): number {
  return Number(row?.amount ?? 0);
}
