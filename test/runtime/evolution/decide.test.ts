/** Promise: without a common history nothing is lost without a function, and data are never migrated back. */

import { type Schema, schemaFromDescriptor } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { rejectionOf } from '../support/errors.js';
import { describeSchema, type FieldSpecs } from '../support/schema.js';
import { schemaOfToml } from '../support/toml.js';
import { open, read, version, write } from './versions.js';

/** A schema that was compiled without a lock file, or from a draft that was replaced. */
function unrelated(hash: string, fields: FieldSpecs, history?: readonly string[]): Schema {
  const spec = { hash: hash.repeat(32), tables: { t: fields }, ...(history === undefined ? {} : { history }) };
  return schemaFromDescriptor({ ...describeSchema(spec), version: '1.1.0' });
}

describe('schemas without a common history', () => {
  test('are migrated if every difference is compatible', async () => {
    const fs = new SimulatedFileSystem();
    const entities = await write(unrelated('a', { a: 'u8', b: 'string<4>' }), fs, 't', [{ a: 1, b: 'x' }]);
    const after = unrelated('b', { b: 'string<8>', n: { type: 'u8', default: 3 }, a: 'u16' });
    expect(await read(after, fs, 't', entities)).toEqual([{ b: 'x', n: 3, a: 1 }]);
  });

  test('are refused by name where a decision is missing, with what to do', async () => {
    const fs = new SimulatedFileSystem();
    const entities = await write(unrelated('a', { a: 'u8', b: 'u8', c: 'u8' }), fs, 't', [{ a: 1, b: 2, c: 3 }]);
    const after = unrelated('b', { a: 'f32', c: 'i8', d: 'u8' });
    const error = await rejectionOf(open(after, fs));
    expect(error).toMatchObject({
      code: 'SCHEMA_MISMATCH',
      differences: [
        'field "b" of table "t" was u8, and is missing',
        'field "a" of table "t" was u8, and is f32',
        'field "c" of table "t" was u8, and is i8',
        'field "d" of table "t" is new, cannot be null, and has no default',
      ],
    });
    expect(error.message).toContain('write a migration function');
    const migrations = { '1.1.0': { t: (old: { a: number; b: number }) => ({ a: old.a + 0.5, d: old.b }) } };
    expect(await read(after, fs, 't', entities, { migrations })).toEqual([{ a: 1.5, c: 3, d: 2 }]);
  });

  test('are compared by earlier names, too', async () => {
    const fs = new SimulatedFileSystem();
    const before = schemaOfToml(`
      [enums.Team]
      variants = ["Red", "Blue"]
      [custom_types.Vec]
      fields = [{ name = "x", type = "u8" }, { name = "y", type = "u8" }]
      [tables.player]
      fields = [{ name = "gold", type = "u32" }, { name = "team", type = "Team" }, { name = "at", type = "Vec" }]
    `);
    const after = schemaOfToml(`
      [enums.Side]
      was = "Team"
      variants = [{ name = "Azure", was = "Blue" }, "Red"]
      [custom_types.Place]
      was = "Vec"
      fields = [{ name = "east", type = "u16", was = "x" }, { name = "y", type = "u8" }]
      [tables.person]
      was = "player"
      fields = [
        { name = "coins", type = "u32", was = "gold" },
        { name = "side", type = "Side", was = "team" },
        { name = "at", type = "Place" },
      ]
    `);
    const entities = await write(before, fs, 'player', [{ gold: 5, team: 1, at: { x: 2, y: 3 } }]);
    expect(await read(after, fs, 'person', entities)).toEqual([{ coins: 5, side: 0, at: { east: 2, y: 3 } }]);
  });

  test('take a new name for a new part if the earlier one exists', async () => {
    const fs = new SimulatedFileSystem();
    const entities = await write(schemaOfToml('[tables.t]\nfields = [{ name = "a", type = "u8" }]'), fs, 't', [
      { a: 7 },
    ]);
    const spec = describeSchema({ tables: { t: { b: { type: 'u8', was: 'a', default: 1 }, a: 'u8' } } });
    expect(await read(schemaFromDescriptor({ ...spec, name: 'test' }), fs, 't', entities)).toEqual([{ b: 1, a: 7 }]);
  });

  test('are compared by name, because equal ids may be chance', async () => {
    const fs = new SimulatedFileSystem();
    const draft = unrelated('a', { armor: { type: 'u8', id: 5 }, a: { type: 'u8', id: 0 } }, []);
    await write(draft, fs, 't', [{ armor: 9, a: 1 }]);
    const other = unrelated('b', { speed: { type: 'u8', id: 5, default: 2 }, a: { type: 'u8', id: 0 } }, []);
    expect(await rejectionOf(open(other, fs))).toMatchObject({
      differences: ['field "armor" of table "t" was u8, and is missing'],
    });
  });
});

test('data of a newer version are not opened', async () => {
  const fs = new SimulatedFileSystem();
  const old = version(0, { tables: { t: { a: { type: 'u8', id: 0 } } } });
  const later = version(1, { tables: { t: { a: { type: 'u8', id: 0 } }, u: {} } });
  await write(old, fs, 't', [{ a: 1 }]);
  await (await open(later, fs)).close();
  const error = await rejectionOf(open(old, fs));
  expect(error).toMatchObject({ code: 'SCHEMA_MISMATCH', differences: ['table "u" existed, and is missing'] });
  expect(error.message).toContain('newer version of the schema: 1.1.0');
});

test('a removed table goes with its rows, and its entities stay', async () => {
  const fs = new SimulatedFileSystem();
  const before = version(0, { tables: { t: { a: { type: 'u8', id: 0 } }, u: { b: { type: 'u8', id: 0 } } } });
  const entities = await write(before, fs, 'u', [{ b: 1 }]);
  const after = version(1, { tables: { t: { a: { type: 'u8', id: 0 } } } });
  const db = await open(after, fs);
  expect(entities.map((entity) => [db.isAlive(entity), db.has(entity, db.component('t'))])).toEqual([[true, false]]);
  await db.close();
});
