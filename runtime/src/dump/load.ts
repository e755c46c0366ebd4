/** `load(db, lines)`: the inverse of `dump`. */

import { requireFunction, wrongArgument } from '../arguments.js';
import { Database } from '../database/index.js';
import { EcsDbError } from '../errors.js';
import { requireBoolean, requireOptions, wrongOption } from '../options.js';
import type { Store } from '../table/index.js';
import type { Transaction } from '../transaction/index.js';
import { CsvLines } from './csv-lines.js';
import { type ChooseSchema, JsonLines } from './json-lines.js';
import { batchesOf, type Rows } from './load-order.js';
import { createEntities, keepEntities } from './place-entities.js';
import { checkRows, placeRows } from './place-rows.js';
import { type BadLine, BadLines } from './problems.js';
import { type LoadSource, readSource } from './read-source.js';
import { checkReferences } from './references.js';
import { OWN_ENTITY } from './staged-table.js';
import { Staging } from './staging.js';
import { type Placed, reportViolations } from './violations.js';

/** Options of `load`. */
export interface LoadOptions {
  /** Default: `'json'`, the lines of a dump. `'csv'`: one table. */
  readonly format?: 'json' | 'csv';
  /** The table that CSV is loaded into. */
  readonly table?: string;
  /**
   * `'keep'`, the default: entities have the ids of the input. Rows are added to entities that are alive already.
   * `'new'`: each entity of the input becomes a new one, and references to it follow.
   */
  readonly ids?: 'keep' | 'new';
  /**
   * Leaves out tables, fields and enum variants that the schema does not have, instead of refusing their lines.
   * Default: `false`.
   */
  readonly skipUnknown?: boolean;
  /**
   * With new ids: a field that refers to an entity which the input does not contain becomes "no entity", instead of
   * refusing its line. Default: `false`.
   */
  readonly clearDangling?: boolean;
  /** Rows in one transaction, about. Default: all rows in one transaction, so that everything is loaded or nothing. */
  readonly batch?: number;
  /** Called now and then. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface LoadProgress {
  /** Lines and bytes that were read. Lines that are given as strings do not count as bytes. */
  readonly lines: number;
  readonly bytes: number;
  /** Rows that were read, and rows that are committed. */
  readonly rowsRead: number;
  readonly rowsCommitted: number;
}

export interface LoadReport {
  readonly lines: number;
  readonly rows: number;
  /** Entities of the input. */
  readonly entities: number;
  readonly transactions: number;
  /** What `skipUnknown` left out: the first lines, and how many there are. */
  readonly skipped: { readonly count: number; readonly listed: readonly BadLine[] };
}

const OPTIONS = ['format', 'table', 'ids', 'skipUnknown', 'clearDangling', 'batch', 'onProgress'];

/**
 * Loads the lines of a dump, or CSV, into a database. All lines are read and checked first. If one of them cannot be
 * loaded, nothing is changed, and the error lists them.
 *
 * @throws EcsDbError `LOAD_REFUSED` with `lines` and `count`; `CAPACITY_EXCEEDED` if the rows are too many for one
 * transaction; what `write` throws
 */
export async function load(db: Database, source: LoadSource, options: LoadOptions = {}): Promise<LoadReport> {
  if (!(db instanceof Database)) throw wrongArgument('load', 'a database', db);
  return commitStaging(db, await readStaging(() => db.schema, source, options), options);
}

/** Reads and checks the input. Nothing is in a database yet. */
export async function readStaging(
  chooseSchema: ChooseSchema,
  source: LoadSource,
  options: LoadOptions,
): Promise<Staging> {
  requireLoadOptions(options);
  const { ids = 'keep', skipUnknown = false, clearDangling = false, onProgress } = options;
  const readOptions = { ids, skipUnknown };
  const sink =
    options.format === 'csv'
      ? csvSink(new Staging(chooseSchema(undefined), readOptions, new BadLines()), options.table)
      : new JsonLines(chooseSchema, readOptions);
  const { lines, bytes } = await readSource(source, sink, (lines, bytes) => {
    onProgress?.({ lines, bytes, rowsRead: sink.rows, rowsCommitted: 0 });
  });
  const staging = sink.finish();
  staging.lines = lines;
  staging.bytes = bytes;
  checkDuplicates(staging);
  if (ids === 'new' && !clearDangling) for (const table of staging.tables) checkReferences(staging, table);
  staging.bad.refuse();
  return staging;
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
    // The commit has found one violation. Once more, to find all of them and to name their lines. Other transactions may
    // have inserted meanwhile what was missing: then this one is committed.
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

/** Reports each row whose entity has an earlier row in the same table. */
function checkDuplicates({ tables, entities, bad }: Staging): void {
  for (const table of tables) {
    for (const { ids, lines, count } of table.chunks) {
      for (let i = 0; i < count; i++) {
        const id = ids[i] as number;
        if (id === OWN_ENTITY) continue;
        const line = lines[i] as number;
        const earlier = entities.noteRow(table, id, line);
        if (earlier === 0) continue;
        const name = table.component.TABLE_NAME;
        bad.add(line, 'DUPLICATE', `entity ${id} has a second row in table "${name}"; the first is on line ${earlier}`);
      }
    }
  }
}

function csvSink(staging: Staging, name: string | undefined): CsvLines {
  const table = staging.tables.find(({ component }) => component.TABLE_NAME === name);
  if (table !== undefined) return new CsvLines(staging, table);
  const known = staging.tables.map(({ component }) => component.TABLE_NAME).join(', ');
  throw wrongOption('load', 'table', `the name of a table, because CSV contains one: one of ${known}`, name);
}

function requireLoadOptions(options: LoadOptions): void {
  requireOptions('load', options, OPTIONS);
  const {
    format = 'json',
    table,
    ids = 'keep',
    skipUnknown = false,
    clearDangling = false,
    batch,
    onProgress,
  } = options;
  if (format !== 'json' && format !== 'csv') throw wrongOption('load', 'format', '"json" or "csv"', format);
  if (table !== undefined && (format !== 'csv' || typeof table !== 'string')) {
    throw wrongOption('load', 'table', 'the name of a table, together with the format "csv"', table);
  }
  if (ids !== 'keep' && ids !== 'new') throw wrongOption('load', 'ids', '"keep" or "new"', ids);
  requireBoolean('load', 'skipUnknown', skipUnknown);
  requireBoolean('load', 'clearDangling', clearDangling);
  if (batch !== undefined && !(Number.isSafeInteger(batch) && batch > 0)) {
    throw wrongOption('load', 'batch', 'a number of rows, an integer from 1 on', batch);
  }
  if (onProgress !== undefined) requireFunction('load', onProgress);
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
