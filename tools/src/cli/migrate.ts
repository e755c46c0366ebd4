/** `ecsdb migrate --dry-run`: what opening a database with another schema would do. */

import { pathToFileURL } from 'node:url';
import { EcsDbError } from '@ecsdb/runtime';
import { Directory, type MigrationPreview, type Migrations, previewMigration } from '@ecsdb/runtime/storage';
import { dataBytes, noDatabase, resolveDatabase, resolvePath, SourceFileSystem } from '../directory/index.js';
import {
  EXIT,
  type ExitStatus,
  Failure,
  formatCount,
  printJson,
  printLines,
  UsageError,
  withProgress,
} from '../terminal/index.js';
import { readSchema } from './read-schema.js';

export interface MigrateOptions {
  readonly migrations?: string;
  readonly json: boolean;
}

/** What is printed. `refused` says why `open` would throw; empty if it would not. */
type Report = Omit<MigrationPreview, 'from'> & { readonly directory: string; readonly from: string | null };

export async function migrate(argument: string, descriptor: string, options: MigrateOptions): Promise<ExitStatus> {
  const directory = resolveDatabase(argument);
  const schema = readSchema(resolvePath(descriptor));
  const migrations = options.migrations === undefined ? {} : await importMigrations(resolvePath(options.migrations));
  const preview = withProgress('reading', dataBytes(directory), (progress): Omit<Report, 'directory'> => {
    const source = new Directory(new SourceFileSystem(progress), directory);
    try {
      const found = previewMigration(source, schema, migrations, () => {});
      if (found === undefined) throw noDatabase(directory);
      return found;
    } catch (error) {
      if (!(error instanceof EcsDbError) || error.code !== 'SCHEMA_MISMATCH') throw error;
      const { version: to } = schema.descriptor;
      return { from: null, to, differences: [], isMigrated: false, rows: 0, refused: error.differences ?? [] };
    }
  });
  const report: Report = { directory, ...preview };
  if (options.json) printJson(report);
  else printLines(textOf(report));
  return report.refused.length > 0 ? EXIT.damaged : EXIT.done;
}

async function importMigrations(path: string): Promise<Migrations> {
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('NOT_FOUND', `the module '${path}' cannot be imported: ${reason}`);
  }
  if (isMigrations(module.default)) return module.default;
  const got = module.default === undefined ? 'it has none' : 'it is something else';
  throw new UsageError(
    `the default export of '${path}' must be an object with functions by version and table, as the option migrations ` +
      `of Database.open; ${got}. Write "export default" before the object, or export it again: ` +
      '"export { MIGRATIONS as default };"',
  );
}

function isMigrations(value: unknown): value is Migrations {
  const isObject = (one: unknown): one is object => typeof one === 'object' && one !== null;
  return (
    isObject(value) &&
    Object.values(value).every(
      (tables: unknown) => isObject(tables) && Object.values(tables).every((run) => typeof run === 'function'),
    )
  );
}

/** What a difference is called if `open` would accept it. */
const DECIDED: { readonly [danger in MigrationPreview['differences'][number]['class']]: string } = {
  compatible: 'compatible',
  decision: 'decided',
  error: 'decided by a function',
};

function textOf({ directory, from, to, differences, isMigrated, rows, refused }: Report): string[] {
  const lines = differences.map(
    ({ class: danger, message }) => `${refused.length === 0 ? DECIDED[danger] : danger}: ${message}`,
  );
  if (refused.length > 0) {
    return [
      ...lines,
      ...refused.map((sentence) => `refused: ${sentence}`),
      `${directory}: cannot be opened with schema version ${to}.`,
    ];
  }
  const what = isMigrated ? `${formatCount(rows, 'row')} would be rewritten` : 'its rows stay as they are';
  return [...lines, `${directory}: schema version ${from} to ${to}, ${what}.`];
}
