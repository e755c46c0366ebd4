/** Whether a directory can be opened with a schema: as it is, after a migration, or not. */

import { EcsDbError, joinListed } from '../errors.js';
import {
  comparable,
  compareVersions,
  lineageOf,
  matchTables,
  type SchemaDescriptor,
  type SchemaDifference,
} from '../schema/index.js';
import { type MigrationStep, type Migrations, stepsBetween, stepsOf } from './functions.js';

export type Decision =
  /** The stored bytes stay. `isChecked` says that all constraints hold in them already. */
  | { readonly kind: 'keep'; readonly isChecked: boolean }
  | { readonly kind: 'migrate'; readonly steps: readonly MigrationStep[] };

/**
 * Throws `SCHEMA_MISMATCH` if the stored schema is newer, or if a difference needs a decision that neither the lock
 * file of the given schema nor a function has made.
 */
export function decide(
  directory: string,
  stored: SchemaDescriptor,
  given: SchemaDescriptor,
  migrations: Migrations,
): Decision {
  const lineage = lineageOf(stored, given);
  const differences = compareVersions(stored, given);
  if (lineage === 'newer') throw newer(directory, stored, given, differences);
  const steps = stepsBetween(stored, given, migrations);
  requireTables(stored, given, steps);
  const rewriting = differences.filter(({ rows }) => rows === 'rewritten');
  const decided = tablesWithSteps(stored, given, steps);
  const refused = rewriting.filter((one) => !isAllowed(one, lineage === 'older', decided));
  if (refused.length > 0) throw mismatch(directory, refused);
  const hasSteps = steps.some(({ version }) => version !== stored.version || rewriting.length > 0);
  if (rewriting.length > 0 || hasSteps) return { kind: 'migrate', steps };
  const isChecked = stored.enforced !== undefined && !differences.some(({ rows }) => rows === 'checked');
  return { kind: 'keep', isChecked };
}

/** `isDecided` says that the given schema's lock file has the stored version in its history: it allowed the change. */
function isAllowed(
  { kind, class: danger, tables }: SchemaDifference,
  isDecided: boolean,
  decided: ReadonlySet<string>,
): boolean {
  if (kind === 'database-renamed') return false;
  if (danger === 'compatible' || (danger === 'decision' && isDecided)) return true;
  return tables.length > 0 && kind !== 'table-removed' && tables.every((table) => decided.has(table));
}

/** The given names of the tables that functions migrate. */
function tablesWithSteps(
  stored: SchemaDescriptor,
  given: SchemaDescriptor,
  steps: readonly MigrationStep[],
): ReadonlySet<string> {
  const { pairs } = matchTables(...comparable(stored, given));
  const decided = pairs.filter((tables) => stepsOf(steps, tables).length > 0);
  return new Set(decided.map(([, { name }]) => name));
}

/** Tables of earlier versions may be gone by now. Those of the given version are known. */
function requireTables(stored: SchemaDescriptor, given: SchemaDescriptor, steps: readonly MigrationStep[]): void {
  const names = new Set([...stored.tables, ...given.tables].map(({ name }) => name));
  const unknown = steps.find(({ version, table }) => version === given.version && !names.has(table));
  if (unknown === undefined) return;
  const option = `migrations["${unknown.version}"]`;
  const expected = `one of ${[...names].join(', ')}`;
  throw new EcsDbError(
    'INVALID_OPTION',
    `the option ${option} of Database.open has a function for "${unknown.table}", which is no table; expected ` +
      `${expected}. Correct its spelling.`,
    { option, expected, got: unknown.table },
  );
}

function newer(
  directory: string,
  stored: SchemaDescriptor,
  given: SchemaDescriptor,
  differences: readonly SchemaDifference[],
): EcsDbError {
  const messages = differences.map(({ message }) => message);
  return new EcsDbError(
    'SCHEMA_MISMATCH',
    `${directory} was written by a newer version of the schema: ${stored.version}, and the given one is ` +
      `${given.version}. Open it with the newer program; data is never migrated back.`,
    { path: directory, differences: messages },
  );
}

function mismatch(directory: string, differences: readonly SchemaDifference[]): EcsDbError {
  const lines = differences.map(({ message, help }) => `${message}. ${help}`);
  return new EcsDbError(
    'SCHEMA_MISMATCH',
    `the schema that ${directory} was written with differs from the one given, and nothing says what becomes of its ` +
      `rows:\n  ${joinListed(lines, '\n  ')}\nOr open it with the schema that it was written with; ` +
      `ecsdb dump ${directory} prints what it holds as JSON.`,
    { path: directory, differences: differences.map(({ message }) => message) },
  );
}

/** `sentences` says which rows do not fit. */
export function rowsRefused(directory: string, sentences: readonly string[], cause?: unknown): EcsDbError {
  return new EcsDbError(
    'SCHEMA_MISMATCH',
    `what ${directory} holds cannot be migrated to the schema given:\n  ${joinListed(sentences, '\n  ')}\n` +
      'Nothing was changed. Give a migration function for these rows, or open the directory with the schema that it ' +
      'was written with and change them.',
    { path: directory, differences: sentences },
    cause === undefined ? undefined : { cause },
  );
}
