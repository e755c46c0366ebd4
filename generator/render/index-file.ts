/** The view of index.ts: all that an application imports, and the version of the compiler. */

import type { SchemaLayout } from '../layout/index.js';
import { fileStem } from '../schema/index.js';
import { migrationNames } from './migrations.js';
import type { RenderOptions } from './options.js';
import { type QueryClasses, queryClasses } from './query-names.js';
import { moduleOf } from './scope.js';

export interface IndexView {
  readonly version: string;
  readonly tables: readonly { readonly name: string; readonly module: string; readonly hasIndexes: boolean }[];
  readonly enums: readonly string[];
  readonly customTypes: readonly string[];
  readonly queries: readonly (QueryClasses & { readonly name: string; readonly isWriting: boolean })[];
  readonly databaseName: string;
  /** Names of the types of migration functions. */
  readonly migrations: readonly string[];
  /** Specifiers of the files that an output has once. */
  readonly modules: { readonly [stem in 'enums' | 'types' | 'queries' | 'migrations' | 'schema']: string };
}

export function indexView(
  { schema, migrations = [] }: SchemaLayout,
  { version, importExtension }: RenderOptions,
): IndexView {
  const moduleAt = (stem: string): string => moduleOf(stem, importExtension);
  return {
    version,
    tables: schema.tables.map(({ name, exportName, indexes }) => ({
      name: exportName,
      module: moduleAt(fileStem(name)),
      hasIndexes: indexes.length > 0,
    })),
    enums: schema.enums.map(({ exportName }) => exportName),
    customTypes: schema.customTypes.map(({ exportName }) => exportName),
    queries: schema.queries.map(({ name, exportName, write }) => ({
      ...queryClasses(name),
      name: exportName,
      isWriting: write.length > 0,
    })),
    databaseName: schema.exportName,
    migrations: migrationNames(schema, migrations),
    modules: {
      enums: moduleAt('enums'),
      types: moduleAt('types'),
      queries: moduleAt('queries'),
      migrations: moduleAt('migrations'),
      schema: moduleAt('schema'),
    },
  };
}
