/** The migration functions of an application: which ones apply to a table, and in which order. */

import type { MigrationDescriptor, SchemaDescriptor, TableDescriptor } from '../schema/index.js';

/**
 * Makes the new row of an entity from its old one. Returns the fields that it sets; the others are converted by the
 * rules of docs/evolution.md. `old` is plain data with the properties of the version before, if the schema has recorded
 * it; otherwise with those of the stored schema.
 *
 * The parameter is of type `never` so that functions with any row type can be given.
 */
export type MigrationFunction = (old: never) => object;

/** Functions by the version of the schema that needs them, then by table. */
export interface Migrations {
  readonly [version: string]: { readonly [table: string]: MigrationFunction };
}

/** A function, the version that it makes, and the table, as the schema of that version names it. */
export interface MigrationStep {
  readonly version: string;
  readonly table: string;
  readonly run: MigrationFunction;
  /** What the table was before and after that version. Absent if the given schema has not recorded it. */
  readonly recorded?: MigrationDescriptor;
}

/** The functions of the versions after the stored one, up to the given one, in the order of versions. */
export function stepsBetween(
  { version: stored }: Pick<SchemaDescriptor, 'version'>,
  { version: given, migrations: recorded = [] }: Pick<SchemaDescriptor, 'version' | 'migrations'>,
  migrations: Migrations,
): readonly MigrationStep[] {
  const versions = Object.keys(migrations)
    .filter((version) => isBetween(version, stored, given))
    .sort(compareVersionNumbers);
  return versions.flatMap((version) => {
    // Rows of a replaced draft of the same version are not what they were before that version.
    const own = recorded.filter((one) => one.version === version && version !== stored);
    return Object.entries(migrations[version] ?? {}).map(([table, run]): MigrationStep => {
      const found = own.find(({ after }) => after.table.name === table);
      const step = { version, table, run };
      return found === undefined ? step : { ...step, recorded: found };
    });
  });
}

/** The functions that rows of a table pass through. */
export function stepsOf(
  steps: readonly MigrationStep[],
  tables: readonly [stored: TableDescriptor, given: TableDescriptor],
): readonly MigrationStep[] {
  const [stored, given] = tables;
  return steps.filter(({ table, recorded }) =>
    recorded === undefined
      ? table === stored.name || table === given.name
      : recorded.after.table.tableId === given.tableId,
  );
}

/** A draft is replaced under the same version: then the functions of this version apply. */
function isBetween(version: string, stored: string, given: string): boolean {
  if (compareVersionNumbers(version, given) > 0) return false;
  const isLater = compareVersionNumbers(version, stored) > 0;
  return isLater || (version === given && stored === given);
}

/** Compares versions such as 1.10.0 by their numbers; other parts as text. */
function compareVersionNumbers(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [one = '0', other = '0'] = [left[i], right[i]];
    const difference = Number(one) - Number(other);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
    if (Number.isNaN(difference) && one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
