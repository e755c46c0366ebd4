import type { Schema } from '@ecsdb/runtime';
import type { LoadOptions } from '@ecsdb/runtime/dump';
import { holdsDatabase, requireNewTarget, resolveDatabase, resolvePath } from '../directory/index.js';
import { type Loaded, loadExisting, loadNew, openInput } from '../load/index.js';
import {
  EXIT,
  type ExitStatus,
  Failure,
  formatCount,
  printError,
  printJson,
  printLines,
  requireFormat,
  UsageError,
} from '../terminal/index.js';
import { readSchema, schemaOfJson } from './read-schema.js';

export interface LoadCommandOptions {
  readonly schema?: string;
  readonly ids: string;
  readonly skipUnknown: boolean;
  readonly clearDangling: boolean;
  readonly format: string;
  readonly table?: string;
  readonly batch?: string;
  readonly json: boolean;
}

export async function load(
  argument: string,
  file: string | undefined,
  options: LoadCommandOptions,
): Promise<ExitStatus> {
  const loadOptions = loadOptionsOf(options);
  const path = resolvePath(argument);
  const isExisting = holdsDatabase(path);
  if (isExisting && options.schema !== undefined) {
    throw new UsageError('--schema is for a new directory; a database has its schema');
  }
  if (!isExisting) requireNewTarget(path);
  const given = options.schema === undefined ? undefined : readSchema(resolvePath(options.schema));
  const input = openInput(file === undefined || file === '-' ? undefined : resolvePath(file));
  let loaded: Loaded;
  try {
    loaded = isExisting
      ? await loadExisting(resolveDatabase(argument), input, loadOptions)
      : await loadNew(path, (stored) => given ?? schemaOfDump(stored), input, loadOptions);
  } finally {
    input.close();
  }
  report(loaded, options.json);
  return EXIT.done;
}

function loadOptionsOf(options: LoadCommandOptions): LoadOptions {
  const { ids, skipUnknown, clearDangling, table, batch } = options;
  const format = requireFormat(options.format);
  if (ids !== 'keep' && ids !== 'new') throw new UsageError(`--ids is keep or new, got '${ids}'`);
  if ((format === 'csv') !== (table !== undefined)) {
    throw new UsageError('--format csv and --table <name> belong together: CSV contains one table');
  }
  if (clearDangling && ids === 'keep') throw new UsageError('--clear-dangling is for --ids new');
  if (batch !== undefined && !/^[1-9]\d{0,14}$/.test(batch)) {
    throw new UsageError(`--batch is a number of rows from 1 on, got '${batch}'`);
  }
  return {
    format,
    ids,
    skipUnknown,
    clearDangling,
    ...(table === undefined ? {} : { table }),
    ...(batch === undefined ? {} : { batch: Number(batch) }),
  };
}

function schemaOfDump(stored: string | undefined): Schema {
  if (stored !== undefined)
    return schemaOfJson(
      stored,
      'the schema in the dump cannot be used',
      'Give --schema <file>, as ecsdb dump --schema prints it',
    );
  const message =
    'a new database needs a schema, and the input has none. Give --schema <file>, as ecsdb dump --schema prints it.';
  throw new Failure('NO_SCHEMA', message);
}

function report(loaded: Loaded, isJson: boolean): void {
  const { directory, isNew, version, rows, entities, transactions, skipped } = loaded;
  for (const { line, message } of skipped.listed) printError(`line ${line}: ${message}`);
  const others = skipped.count - skipped.listed.length;
  if (others > 0) printError(`and ${formatCount(others, 'more part', 'more parts')} of lines left out`);
  if (isJson) {
    printJson(loaded);
    return;
  }
  const what = `${formatCount(rows, 'row')} and ${formatCount(entities, 'entity', 'entities')}`;
  const how = isNew ? 'written and read back' : `committed in ${formatCount(transactions, 'transaction')}`;
  printLines([`${directory}: version ${version}, ${what} loaded, ${how}`]);
}
