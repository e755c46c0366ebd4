/** Promise: differences that leave bytes as they are do not rewrite rows, and history tells which schema is newer. */

import { Database, type Entity, schemaFromDescriptor } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { describeSchema } from '../support/schema.js';

const DIRECTORY = 'db';
const OLD = schemaFromDescriptor(
  describeSchema({
    hash: '1'.repeat(32),
    history: [],
    enums: [{ name: 'Team', repr: 'u8', variants: { Red: 0, Blue: 1 } }],
    tables: { player: { gold: { type: 'u32', id: 0 }, team: { type: 'Team', id: 1 } } },
  }),
);
const NEW = schemaFromDescriptor(
  describeSchema({
    hash: '2'.repeat(32),
    history: ['1'.repeat(32)],
    enums: [{ name: 'Team', repr: 'u8', variants: { Crimson: 0, Blue: 1, Green: 2 } }],
    tables: {
      person: { coins: { type: 'u32', id: 0 }, team: { type: 'Team', id: 1 } },
      place: { x: { type: 'f32', id: 0 } },
    },
  }),
);

test.each(['log', 'snapshot'])('renames, new variants and new tables open what the %s contains', async (source) => {
  const fileSystem = new SimulatedFileSystem();
  const open = (schema: typeof OLD) => Database.open(schema, { directory: DIRECTORY, fileSystem });
  const old = await open(OLD);
  const entity = await old.write((tx) => {
    const created = tx.create();
    tx.insert(created, old.component('player'), { gold: 7, team: 1 });
    return created;
  });
  if (source === 'snapshot') await old.checkpoint();
  await old.close();
  for (let opening = 0; opening < 3; opening++) {
    const db = await open(NEW);
    expect(db.get(entity, db.component('person'))).toEqual({ coins: 7, team: 1 });
    await db.write((tx) => {
      const other: Entity = tx.create();
      tx.insert(other, db.component('person'), { coins: opening, team: 2 });
      tx.insert(other, db.component('place'), { x: opening });
    });
    expect(db.count(db.component('place'))).toBe(opening + 1);
    if (opening === 1) await db.checkpoint();
    await db.close();
  }
});
