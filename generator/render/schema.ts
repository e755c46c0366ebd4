/** The view of schema.ts: the descriptor of the whole database with all its components. */

import type { CustomTypeDescriptor } from '@ecsdb/runtime/schema';
import { describeSchema, type SchemaLayout } from '../layout/index.js';
import { exportsOf, type Table } from '../schema/index.js';
import { type Description, descriptionOf } from './comments.js';
import { exportedAs, localName } from './imports.js';
import { literal, stringLiteral } from './literals.js';
import type { RenderOptions } from './options.js';
import { type FileView, type RuntimeNames, Scope } from './scope.js';

export interface SchemaView {
  readonly runtime: RuntimeNames;
  readonly description: Description;
  readonly databaseName: string;
  /** Its name in the file. */
  readonly name: string;
  /** Empty if it is exported under that name. */
  readonly exportedAs: string;
  readonly version: string;
  /** Literals. */
  readonly nameLiteral: string;
  readonly versionLiteral: string;
  readonly hash: string;
  readonly enums: readonly string[];
  readonly customTypes: readonly CustomTypeView[];
  readonly queries: readonly string[];
  /** A literal; empty without a lock file. */
  readonly history: string;
  /** `Schema`, with the type of the migration functions if there are any. */
  readonly type: string;
  /** Literals of what the lock file has recorded for them. */
  readonly migrations: readonly string[];
  readonly components: readonly string[];
  /** The runtime's code for indexes and constraints; empty if no table has any. */
  readonly support: string;
}

interface CustomTypeView {
  readonly name: string;
  readonly size: number;
  readonly align: number;
  readonly fieldDescriptors: readonly string[];
}

export function schemaView(layout: SchemaLayout, options: RenderOptions): FileView<SchemaView> {
  const { schema } = layout;
  const taken = [schema.exportName, ...schema.tables.flatMap(({ name }) => exportsOf.table(name))];
  const scope = new Scope('schema', options.importExtension, taken);
  const { name, version, hash, enums, customTypes, queries, history, migrations = [] } = describeSchema(layout);
  const view = {
    runtime: scope.runtime,
    description: descriptionOf(schema.description),
    databaseName: name,
    name: localName(schema.exportName),
    exportedAs: exportedAs(schema.exportName),
    version,
    nameLiteral: stringLiteral(name),
    versionLiteral: stringLiteral(version),
    hash: stringLiteral(hash),
    enums: enums.map(literal),
    customTypes: customTypes.map(customTypeView),
    queries: queries.map(literal),
    history: history === undefined ? '' : literal(history),
    type: scope.runtime.Schema + (migrations.length === 0 ? '' : `<${scope.migrationsType(schema)}>`),
    migrations: migrations.map(literal),
    components: schema.tables.map((table) => scope.component(table)),
    support: schema.tables.some(hasConstraints) ? scope.runtime.CONSTRAINTS : '',
  };
  return { scope, view };
}

/** Foreign keys imply an index. */
function hasConstraints({ indexes, parentTable }: Table): boolean {
  return indexes.length > 0 || parentTable !== undefined;
}

function customTypeView({ name, size, align, fields }: CustomTypeDescriptor): CustomTypeView {
  return { name: stringLiteral(name), size, align, fieldDescriptors: fields.map(literal) };
}
