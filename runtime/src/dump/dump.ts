/** `dump(db)`: the contents of a database as lines. */

import { wrongArgument } from '../arguments.js';
import { Database } from '../database/index.js';
import { EcsDbError } from '../errors.js';
import { requireOptions, wrongOption } from '../options.js';
import { csvLines, type DumpSource, stateLines } from './lines.js';

/** Options of `dump`. */
export interface DumpOptions {
  /** `'csv'`: one table as CSV. Default: `'json'`, everything as JSON lines. */
  readonly format?: 'json' | 'csv';
  /** Only the rows of these tables, by their names in the schema. For CSV exactly one. */
  readonly tables?: readonly string[];
}

/**
 * The published state as lines without line ends, as `ecsdb dump` prints it; `load` reads them. Lines are made one by
 * one. Do not commit until the last one was made.
 *
 * @throws EcsDbError `INVALID_OPTION`, `CHANNEL_CLOSED`. The loop throws `VERSION_GONE` if a transaction was committed
 * before the last line was made
 */
export function dump(db: Database, options: DumpOptions = {}): IterableIterator<string> {
  if (!(db instanceof Database)) throw wrongArgument('dump', 'a database', db);
  requireOptions('dump', options, ['format', 'tables']);
  const { format = 'json', tables } = options;
  if (format !== 'json' && format !== 'csv') throw wrongOption('dump', 'format', '"json" or "csv"', format);
  if (tables !== undefined && !Array.isArray(tables)) {
    throw wrongOption('dump', 'tables', 'a list of names of tables', tables);
  }
  db.assertOpen();
  const unknown = tables?.find((name) => !db.store.tables.some((table) => table.name === name));
  if (unknown !== undefined) {
    const known = db.store.tables.map(({ name }) => name).join(', ');
    throw wrongOption('dump', 'tables', `a list of names among ${known}`, unknown);
  }
  const source = sourceOf(db);
  if (format === 'json') return stateLines(source, tables && new Set(tables));
  if (tables?.length !== 1) throw wrongOption('dump', 'tables', 'a list of one table, because CSV has one', tables);
  return csvLines(source, tables[0] as string);
}

function sourceOf(db: Database): DumpSource {
  const { store, version, schema } = db;
  return {
    store,
    schema: schema.descriptor,
    version,
    assertUnchanged: () => {
      db.assertOpen();
      if (db.version !== version) throw changed(version, db.version);
    },
  };
}

function changed(version: number, present: number): EcsDbError {
  return new EcsDbError(
    'VERSION_GONE',
    `dump() began at version ${version}, and version ${present} was committed before its last line was made. Take ` +
      'all lines before the next commit, for example with Array.from(dump(db)), or run ecsdb dump on the directory.',
    { expected: `version ${version}`, got: `version ${present}` },
  );
}
