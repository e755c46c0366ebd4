/** Commits that are read from a log. */

import { EcsDbError } from '../errors.js';
import { viewsOver } from '../memory/index.js';
import { TRANSACTION_HEADER_BYTES, TransactionReader } from '../operation/index.js';
import type { Store } from '../table/index.js';
import { Commit } from './commit.js';
import { Decoder } from './decoder.js';

export interface LoggedCommits {
  /** Transactions back to back, as the log encodes them. There may be none. */
  readonly bytes: Uint8Array;
  /** Version of the oldest transaction in the log. */
  readonly oldestVersion: number;
}

/** Where `history` reads; for one iteration. */
export interface HistorySource {
  /**
   * Some transactions after version `after`, in order, as many as fit into a piece; none beyond version `last`. After
   * an empty piece the next call continues the search, unless the log begins with a later version.
   */
  next(after: number, last: number): Promise<LoggedCommits>;
  /** Throws `CHANNEL_CLOSED` once the database is closed. */
  assertOpen(): void;
}

/** Which versions to read. */
export interface HistoryRange {
  readonly after: number;
  /** The last one that was published and on the device at the call. */
  readonly last: number;
  /** The newest version at the call. */
  readonly newest: number;
}

export async function* readHistory(
  store: Store,
  source: HistorySource,
  { after, last, newest }: HistoryRange,
): AsyncGenerator<Commit<undefined>, void, undefined> {
  source.assertOpen();
  if (after > newest) {
    const { oldestVersion } = await source.next(after, last);
    throw versionGone(after, after, oldestVersion, newest, `the last commit is ${newest}`);
  }
  const decoder = new Decoder(store);
  const transaction = new TransactionReader();
  let version = after;
  while (version < last) {
    const { bytes, oldestVersion } = await source.next(version, last);
    if (version + 1 < oldestVersion) {
      throw versionGone(after, version, oldestVersion, newest, 'a checkpoint has deleted them');
    }
    const views = viewsOver(bytes.buffer, 0, bytes.length);
    transaction.begin(bytes, 0, bytes.length);
    while (transaction.next()) {
      source.assertOpen();
      version++;
      const start = transaction.start - TRANSACTION_HEADER_BYTES;
      const { end } = transaction;
      yield new Commit(version, undefined, { views, start, operationsEnd: end, end, hasOld: false }, decoder, false);
    }
  }
}

/** `reached` is the last version that was delivered, or `after`. */
function versionGone(after: number, reached: number, oldestVersion: number, newest: number, why: string): EcsDbError {
  return new EcsDbError(
    'VERSION_GONE',
    `history(${after}): the log does not contain the commits after version ${reached}; ${why}. The oldest commit in ` +
      `it is ${oldestVersion}. Read the present state instead, and continue from its version.`,
    { oldestVersion, expected: `a version from ${oldestVersion - 1} to ${newest}`, got: String(reached) },
  );
}
