/** Promise: opening a directory with a later schema keeps the value of every field that both schemas have. */

import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { rejectionOf } from '../support/errors.js';
import { DIRECTORY, open, read, version, write } from './versions.js';

describe('a compatible difference', () => {
  test('adds fields with their defaults, nullable ones as null, and keeps the others', async () => {
    const fs = new SimulatedFileSystem();
    const before = version(0, { tables: { t: { a: { type: 'u8', id: 0 }, b: { type: 'string<5>', id: 1 } } } });
    const after = version(1, {
      customTypes: { Vec: { x: 'f32', y: { type: 'f32', default: 2 } } },
      tables: {
        t: {
          n: { type: 'u32', id: 2, nullable: true },
          b: { type: 'string<9>', id: 1 },
          v: { type: 'Vec', id: 3, default: { x: 1, y: 2 } },
          a: { type: 'i32', id: 0, nullable: true },
        },
      },
    });
    const entities = await write(before, fs, 't', [
      { a: 200, b: 'hello' },
      { a: 0, b: '' },
    ]);
    const expected = [
      { n: null, b: 'hello', v: { x: 1, y: 2 }, a: 200 },
      { n: null, b: '', v: { x: 1, y: 2 }, a: 0 },
    ];
    expect(await read(after, fs, 't', entities)).toEqual(expected);
    expect(await read(after, fs, 't', entities)).toEqual(expected);
  });

  test('takes a version, tells how many rows it moved, and is reported once', async () => {
    const fs = new SimulatedFileSystem();
    const before = version(0, { tables: { t: { a: { type: 'u8', id: 0 } } } });
    const after = version(1, { tables: { t: { a: { type: 'u16', id: 0 } } } });
    await write(before, fs, 't', [{ a: 1 }, { a: 2 }]);
    const progress: unknown[] = [];
    const db = await open(after, fs, { onProgress: (one) => progress.push(one) });
    expect(db.version).toBe(2);
    expect(db.recovery).toMatchObject({ version: 2, migration: { from: '1.0.0', to: '1.1.0', rows: 2 } });
    expect(progress).toEqual([{ table: 't', rows: 2, totalRows: 2 }]);
    await db.close();
    const again = await open(after, fs);
    expect(again.recovery).toMatchObject({ version: 2, migration: null });
    await again.close();
  });
});

describe('rows that do not fit', () => {
  test('refuse the migration, are listed, and stay as they were', async () => {
    const fs = new SimulatedFileSystem();
    const before = version(0, {
      enums: [{ name: 'Team', repr: 'u8', variants: { Red: 0, Blue: 1 } }],
      tables: {
        t: {
          a: { type: 'u16', id: 0 },
          b: { type: 'string<9>', id: 1 },
          c: { type: 'u8', id: 2, nullable: true },
          d: { type: 'Team', id: 3 },
          e: { type: 'u64', id: 4 },
        },
      },
    });
    const after = version(1, {
      enums: [{ name: 'Team', repr: 'u8', variants: { Red: 0 } }],
      tables: {
        t: {
          a: { type: 'i8', id: 0 },
          b: { type: 'string<3>', id: 1 },
          c: { type: 'u8', id: 2 },
          d: { type: 'Team', id: 3 },
          e: { type: 'i64', id: 4 },
        },
      },
    });
    const rows = [
      { a: 127, b: 'abc', c: 1, d: 0, e: 2n ** 63n - 1n },
      { a: 128, b: 'abcd', c: null, d: 1, e: 2n ** 63n },
    ];
    const entities = await write(before, fs, 't', rows);
    const bad = entities[1];
    const error = await rejectionOf(open(after, fs));
    expect(error).toMatchObject({
      code: 'SCHEMA_MISMATCH',
      path: DIRECTORY,
      differences: expect.arrayContaining([
        `entity ${bad}: field "a" of table "t" has 128, which i8 cannot hold`,
        `entity ${bad}: field "b" of table "t" has a text of 4 bytes, and string<3> holds fewer`,
        `entity ${bad}: field "c" of table "t" is null, and cannot be null any more`,
        `entity ${bad}: field "d" of table "t" has the variant "Blue", which is missing`,
        `entity ${bad}: field "e" of table "t" has a 64-bit integer that the other sign cannot hold`,
      ]),
    });
    expect(error.differences).toHaveLength(5);
    expect(await read(before, fs, 't', entities)).toEqual(rows);
    const migrations = {
      '1.1.0': { t: (old: { a: number }) => ({ a: old.a % 100, b: 'x', c: 3, d: 0, e: 5n }) },
    };
    expect(await read(after, fs, 't', entities, { migrations })).toEqual([
      { a: 27, b: 'x', c: 3, d: 0, e: 5n },
      { a: 28, b: 'x', c: 3, d: 0, e: 5n },
    ]);
  });
});
