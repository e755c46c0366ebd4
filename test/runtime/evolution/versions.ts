/** Versions of a schema, and directories that are opened with them. */

import { Database, type DynamicData, type Entity, type Schema, schemaFromDescriptor } from '@ecsdb/runtime';
import type { MigrationDescriptor, TableShape } from '@ecsdb/runtime/schema';
import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { describeSchema } from '../support/schema.js';

export const DIRECTORY = 'db';
export type Spec = Parameters<typeof describeSchema>[0];
export type OpenOptions = Parameters<typeof Database.open>[1];

/**
 * Version 1.`number`.0 of a schema. Its lock file has all lower numbers in its history, and allowed every change.
 * `migrations` is what it has recorded.
 */
export function version(number: number, spec: Spec, migrations: readonly MigrationDescriptor[] = []): Schema {
  const history = Array.from({ length: number }, (_, i) => hash(i));
  const described = { ...describeSchema({ hash: hash(number), history, ...spec }), version: `1.${number}.0` };
  return schemaFromDescriptor(migrations.length === 0 ? described : { ...described, migrations });
}

/** What the lock file records of table `name`, which version 1.`number`.0 has changed. */
export function recorded(number: number, before: Spec, after: Spec, name: string): MigrationDescriptor {
  return { version: `1.${number}.0`, before: shapeOf(before, name), after: shapeOf(after, name) };
}

function shapeOf(spec: Spec, name: string): TableShape {
  const { enums, customTypes, tables } = describeSchema(spec);
  const table = tables.find((one) => one.name === name);
  if (table === undefined) throw new Error(`the schema of the test has no table "${name}"`);
  return { enums, customTypes, table };
}

function hash(number: number): string {
  return String(number).padStart(32, '0');
}

export function open(
  schema: Schema,
  fileSystem: SimulatedFileSystem,
  options: Partial<OpenOptions> = {},
): Promise<Database> {
  return Database.open(schema, { directory: DIRECTORY, fileSystem, ...options });
}

/** Writes one entity for each row, and returns them. */
export async function write(
  schema: Schema,
  fs: SimulatedFileSystem,
  table: string,
  rows: readonly DynamicData[],
): Promise<readonly Entity[]> {
  const db = await open(schema, fs);
  const entities = await db.write((tx) =>
    rows.map((row) => {
      const entity = tx.create();
      tx.insert(entity, db.component(table), row);
      return entity;
    }),
  );
  await db.close();
  return entities;
}

export async function read(
  schema: Schema,
  fs: SimulatedFileSystem,
  table: string,
  entities: readonly Entity[],
  options: Partial<OpenOptions> = {},
): Promise<readonly (DynamicData | undefined)[]> {
  const db = await open(schema, fs, options);
  const rows = entities.map((entity) => db.get(entity, db.component(table)) as DynamicData | undefined);
  await db.close();
  return rows;
}
