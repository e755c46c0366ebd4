/** `load(db, lines)`: the inverse of `dump`. */

import { wrongArgument } from '../arguments.js';
import { Database } from '../database/index.js';
import { wrongOption } from '../options.js';
import { commitStaging, type LoadReport } from './commit-staging.js';
import { CsvLines } from './csv-lines.js';
import { type ChooseSchema, JsonLines } from './json-lines.js';
import { type LoadOptions, requireLoadOptions } from './load-options.js';
import { BadLines } from './problems.js';
import { type LoadSource, readSource } from './read-source.js';
import { checkReferences } from './references.js';
import { OWN_ENTITY } from './staged-table.js';
import { Staging } from './staging.js';

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
