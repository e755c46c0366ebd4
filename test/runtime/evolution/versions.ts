/** Versions of a schema, and directories that are opened with them. */

import { Database, type DynamicData, type Entity, type Schema, schemaFromDescriptor } from '@ecsdb/runtime';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { describeSchema } from '../support/schema.js';

export const DIRECTORY = 'db';
export type Spec = Parameters<typeof describeSchema>[0];
export type OpenOptions = Parameters<typeof Database.open>[1];

/** Version 1.`number`.0 of a schema. Its lock file has all lower numbers in its history, and allowed every change. */
export function version(number: number, spec: Spec): Schema {
  return schemaFromDescriptor(descriptor(number, spec));
}

function descriptor(number: number, spec: Spec): SchemaDescriptor {
  const history = Array.from({ length: number }, (_, i) => hash(i));
  return { ...describeSchema({ hash: hash(number), history, ...spec }), version: `1.${number}.0` };
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
