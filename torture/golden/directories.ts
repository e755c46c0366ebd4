/** The directories that are kept of each version of the format, written by the runtime of that version. */

import { setTimeout } from 'node:timers/promises';
import type { Compression, Database, Entity, Schema } from '@ecsdb/runtime';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { layoutOf } from '../damage/layout.js';
import { DIRECTORY, makeSample } from '../damage/sample.js';
import type { Runtime } from '../framework/runtime.js';
import { ledgerSchema } from '../ledger/schema.js';
import { describe, type Expected } from './expected.js';
import { Values } from './values.js';

export interface Golden {
  readonly name: string;
  readonly fs: SimulatedFileSystem;
  readonly expected: Expected;
}

/** `everything` is a schema with one of everything. */
export async function makeGolden(runtime: Runtime, everything: SchemaDescriptor): Promise<readonly Golden[]> {
  return [
    await makeLedger(runtime, 'closed'),
    await makeLedger(runtime, 'sealed'),
    await makeTorn(runtime),
    await makeEveryType(runtime, everything),
  ];
}

/** The same with compressed snapshots. zstd needs Node 22.15 or later. */
export async function makeCompressedGolden(runtime: Runtime, everything: SchemaDescriptor): Promise<readonly Golden[]> {
  return [
    await makeEveryType(runtime, everything, 'deflate', 'deflate'),
    await makeEveryType(runtime, everything, 'zstd', 'zstd'),
  ];
}

async function makeLedger(runtime: Runtime, name: 'closed' | 'sealed'): Promise<Golden> {
  const { fs } = await makeSample(runtime, name);
  return describeGolden(runtime, name, fs, ledgerSchema(runtime));
}

/** The second half of the last frame is missing. */
async function makeTorn(runtime: Runtime): Promise<Golden> {
  const { fs } = await makeSample(runtime, 'crashed');
  const { last, firstUnproven } = layoutOf(fs);
  if (firstUnproven === undefined) throw new Error('expected a frame that is not proven to be synced');
  const middle = Math.floor((firstUnproven.offset + firstUnproven.end) / 2);
  fs.writeRaw(last.path, fs.readRaw(last.path).fill(0, middle));
  return describeGolden(runtime, 'torn', fs, ledgerSchema(runtime));
}

/** Every type in inserted, updated, replaced and deleted rows, before and after a snapshot; indexes that are reused. */
async function makeEveryType(
  runtime: Runtime,
  descriptor: SchemaDescriptor,
  name: string = 'every-type',
  compression: Compression = 'none',
): Promise<Golden> {
  const fs = new runtime.SimulatedFileSystem();
  const schema = runtime.schemaFromDescriptor(descriptor);
  const segmentBytes = 24 * 1024;
  const db = await runtime.Database.open(schema, { directory: DIRECTORY, fileSystem: fs, segmentBytes, compression });
  const ids: Entity[] = [];
  await fill(db, descriptor, ids);
  await db.checkpoint();
  await change(db, descriptor, ids);
  await setTimeout(60);
  await db.flush();
  await db.close();
  return describeGolden(runtime, name, fs, schema, ids);
}

async function fill(db: Database, { tables }: SchemaDescriptor, ids: Entity[]): Promise<void> {
  await db.write((tx) => {
    for (let i = 0; i < 6; i++) ids.push(tx.create());
  });
  const values = new Values(db.schema.descriptor, ids);
  for (const id of ids) {
    await db.write((tx) => {
      for (const table of tables)
        if (id !== ids[5] || table.size < 100) tx.insert(id, db.component(table.name), values.row(table));
    });
  }
  await db.write((tx) => tx.destroy(ids[2] as Entity));
}

async function change(db: Database, descriptor: SchemaDescriptor, ids: Entity[]): Promise<void> {
  const { tables } = descriptor;
  const [first, second, , fourth] = ids as [Entity, Entity, Entity, Entity];
  const values = new Values(descriptor, [first, second]);
  // The index of the destroyed entity is reused.
  ids.push(await db.write((tx) => tx.create()));
  const newest = ids.at(-1) as Entity;
  for (const table of tables) {
    const component = db.component(table.name);
    for (const field of table.fields.slice(0, 4)) {
      const value = values.field(field);
      await db.write((tx) => tx.update(first, component, { [field.name]: value }));
    }
  }
  await db.write((tx) => {
    for (const { name } of tables.slice(0, 3)) tx.delete(second, db.component(name));
    for (const table of tables.slice(0, 2)) {
      tx.delete(fourth, db.component(table.name));
      tx.insert(fourth, db.component(table.name), values.row(table));
      tx.insert(newest, db.component(table.name), values.row(table));
    }
  });
  await db.write((tx) => tx.destroy(ids[4] as Entity));
}

/** Opens a copy, so that the directory does not change. */
async function describeGolden(
  runtime: Runtime,
  name: string,
  fs: SimulatedFileSystem,
  schema: Schema,
  everIssued?: readonly Entity[],
): Promise<Golden> {
  const db = await runtime.Database.open(schema, { directory: DIRECTORY, fileSystem: fs.clone() });
  const ids = everIssued ?? issuedIds(runtime, fs);
  return { name, fs, expected: describe(db, runtime.schemaToJson(schema.descriptor), ids) };
}

/** The ids of entities whose creation is still in the log. */
function issuedIds(runtime: Runtime, fs: SimulatedFileSystem): Entity[] {
  const ids = new Set<Entity>();
  for (const { operations } of runtime.readTransactions(new runtime.Directory(fs.clone(), DIRECTORY))) {
    for (const { index, generation } of operations) ids.add((generation * 2 ** 32 + index) as Entity);
  }
  return [...ids].sort((a, b) => a - b);
}
