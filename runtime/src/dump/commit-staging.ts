/** Commits what was read, in one transaction or in batches. */

import type { Database } from '../database/index.js';
import { EcsDbError } from '../errors.js';
import type { Store } from '../table/index.js';
import type { Transaction } from '../transaction/index.js';
import type { LoadOptions } from './load-options.js';
import { batchesOf, type Rows } from './load-order.js';
import { createEntities, keepEntities } from './place-entities.js';
import { checkRows, placeRows } from './place-rows.js';
import { type BadLine, BadLines } from './problems.js';
import type { Staging } from './staging.js';
import { type Placed, reportViolations } from './violations.js';

export interface LoadReport {
  readonly lines: number;
  readonly rows: number;
  /** Entities of the input. */
  readonly entities: number;
  readonly transactions: number;
  /** What `skipUnknown` left out: the first lines, and how many there are. */
  readonly skipped: { readonly count: number; readonly listed: readonly BadLine[] };
}

/** Commits what was read. */
export async function commitStaging(db: Database, staging: Staging, options: LoadOptions): Promise<LoadReport> {
  if (staging.options.ids === 'keep' && db.$sharing !== undefined) throw idsAreReserved();
  const { schema } = staging;
  const batches = batchesOf(schema.descriptor, staging.tables, options.batch ?? Number.POSITIVE_INFINITY);
  if (batches.length === 0) batches.push([]);
  let rowsCommitted = 0;
  for (const [number, batch] of batches.entries()) {
    await commitBatch(db, staging, batch, number === 0);
    for (const { from, to } of batch) rowsCommitted += to - from;
    options.onProgress?.({ lines: staging.lines, bytes: staging.bytes, rowsRead: staging.rows, rowsCommitted });
  }
  const { lines, rows, entities, skipped } = staging;
  const { count, listed } = skipped;
  return { lines, rows, entities: entities.count, transactions: batches.length, skipped: { count, listed } };
}

async function commitBatch(db: Database, staging: Staging, batch: readonly Rows[], isFirst: boolean): Promise<void> {
  try {
    await db.write((tx) => void place(tx, staging, batch, isFirst));
  } catch (error) {
    if (!(error instanceof EcsDbError)) throw error;
    if (error.code === 'CAPACITY_EXCEEDED') throw tooManyRows(error);
    if (!error.code.startsWith('CONSTRAINT_')) throw error;
    // The commit has found one violation. Once more, to find all of them and to name their lines. Other transactions
    // may have inserted meanwhile what was missing: then this one is committed.
    await db.write((tx) => {
      const bad = new BadLines();
      reportViolations(tx.store, staging, place(tx, staging, batch, isFirst), bad);
      bad.refuse(isFirst);
    });
  }
}

/** Throws before it adds a row if one of them cannot be added. The caller undoes the transaction. */
function place({ store }: Transaction, staging: Staging, batch: readonly Rows[], isFirst: boolean): Placed[] {
  if (isFirst) placeEntities(store, staging);
  const bad = new BadLines();
  // In the first transaction all rows, so that later ones fail only if others change the same entities meanwhile.
  const checked = isFirst ? staging.tables.map((table) => ({ table, from: 0, to: table.count })) : batch;
  for (const rows of checked) checkRows(store, staging, rows, bad);
  bad.refuse(isFirst);
  return batch.map((rows) => ({ table: rows.table, from: rows.from, first: placeRows(store, staging, rows) }));
}

function placeEntities(store: Store, staging: Staging): void {
  if (staging.options.ids === 'new') {
    createEntities(store, staging);
    return;
  }
  const bad = new BadLines();
  keepEntities(store, staging, bad);
  bad.refuse();
}

function idsAreReserved(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'load() cannot keep ids in a database that is shared with other threads, because ids are reserved for them. Load ' +
      "with { ids: 'new' }, or load before share().",
  );
}

function tooManyRows(cause: EcsDbError): EcsDbError {
  const message = `load() cannot commit all rows in one transaction (${cause.message}) Give the option batch.`;
  return new EcsDbError('CAPACITY_EXCEEDED', message, {}, { cause });
}
