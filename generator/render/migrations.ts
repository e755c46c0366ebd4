/** The view of migrations.ts: what each migration function gets and returns. The file has types only. */

import type { MigrationDescriptor } from '@ecsdb/runtime/schema';
import { migrationsName, pascalCase, type ResolvedSchema } from '../schema/index.js';
import { propertyKey, stringLiteral } from './literals.js';
import type { RenderOptions } from './options.js';
import { requiredFields } from './required-fields.js';
import { type FileView, type GlobalNames, Scope } from './scope.js';
import { ShapeText } from './shape-text.js';

interface MigrationsView {
  readonly databaseName: string;
  readonly name: string;
  readonly tables: readonly TableMigrationView[];
  readonly versions: readonly VersionView[];
}

interface VersionView {
  readonly version: string;
  readonly name: string;
  /** The version as a property. */
  readonly key: string;
  readonly tables: readonly TableMigrationView[];
}

interface TableMigrationView {
  readonly version: string;
  readonly global: GlobalNames;
  /** Names of the table. */
  readonly beforeName: string;
  readonly afterName: string;
  /** The table as a property. */
  readonly key: string;
  readonly beforeType: string;
  readonly afterType: string;
  readonly before: readonly { readonly property: string; readonly type: string }[];
  readonly after: readonly { readonly property: string; readonly type: string; readonly isOptional: boolean }[];
}

export function migrationsView(
  schema: ResolvedSchema,
  migrations: readonly MigrationDescriptor[],
  { importExtension }: RenderOptions,
): FileView<MigrationsView> {
  const scope = new Scope('migrations', importExtension, migrationNames(schema, migrations));
  const tables = migrations.map((migration) => tableView(migration, scope));
  const view = { databaseName: schema.name, name: migrationsName(schema.name), tables, versions: versionViews(tables) };
  return { scope, view };
}

/** The names that the file exports. */
export function migrationNames({ name }: ResolvedSchema, migrations: readonly MigrationDescriptor[]): string[] {
  if (migrations.length === 0) return [];
  const versions = [...new Set(migrations.map(({ version }) => version))];
  return [
    migrationsName(name),
    ...versions.map(versionName),
    ...migrations.flatMap((migration) => Object.values(typeNames(migration))),
  ];
}

/** No other export has an underscore in its name. */
function typeNames({ version, after }: MigrationDescriptor): { readonly before: string; readonly after: string } {
  const table = pascalCase(after.table.name);
  return { before: `${table}Before_${suffixOf(version)}`, after: `${table}After_${suffixOf(version)}` };
}

function versionName(version: string): string {
  return `MigrationsTo_${suffixOf(version)}`;
}

function suffixOf(version: string): string {
  return version.replaceAll('.', '_');
}

function tableView(migration: MigrationDescriptor, scope: Scope): TableMigrationView {
  const { version, before, after } = migration;
  const required = requiredFields(migration);
  const names = typeNames(migration);
  const rows = new ShapeText(before, 'row', scope);
  const data = new ShapeText(after, 'data', scope);
  return {
    version,
    global: scope.global,
    beforeName: before.table.name,
    afterName: after.table.name,
    key: propertyKey(after.table.name),
    beforeType: names.before,
    afterType: names.after,
    before: before.table.fields.map((field) => ({ property: field.property, type: rows.typeOf(field) })),
    after: after.table.fields.map((field) => ({
      property: field.property,
      type: data.typeOf(field),
      isOptional: !required.has(field.name),
    })),
  };
}

function versionViews(tables: readonly TableMigrationView[]): VersionView[] {
  const versions = [...new Set(tables.map(({ version }) => version))];
  return versions.map((version) => ({
    version,
    name: versionName(version),
    key: stringLiteral(version),
    tables: tables.filter((table) => table.version === version),
  }));
}
