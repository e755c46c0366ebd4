/** Promise: migration functions run in the order of versions on their own rows, and what they do wrong is named. */

import { EcsDbError } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { rejectionOf } from '../support/errors.js';
import { open, read, type Spec, version, write } from './versions.js';

const BEFORE: Spec = {
  customTypes: { Vec: { x: { type: 'f32', id: 0 } } },
  tables: { player: { name: { type: 'string<9>', id: 0 }, gold: { type: 'u32', id: 1 }, at: { type: 'Vec', id: 2 } } },
};
const AFTER: Spec = {
  customTypes: { Vec: { x: { type: 'f32', id: 0 } } },
  tables: {
    player: {
      name: { type: 'string<9>', id: 0 },
      coins: { type: 'u64', id: 1 },
      at: { type: 'Vec', id: 2 },
      rank: { type: 'u8', id: 3 },
    },
  },
};
const OLD = version(0, BEFORE);
const NEW = version(3, AFTER);
const ROWS = [
  { name: 'ann', gold: 5, at: { x: 1 } },
  { name: 'bob', gold: 7, at: { x: 2 } },
];

async function disk() {
  const fs = new SimulatedFileSystem();
  return { fs, entities: await write(OLD, fs, 'player', ROWS) };
}

test('they run in the order of versions, and each sees what earlier ones have returned', async () => {
  const { fs, entities } = await disk();
  const seen: unknown[] = [];
  const migrations = {
    '1.10.0': { player: () => ({ rank: 99 }) },
    '1.2.0': {
      player: (old: { gold: number; rank: number }) => {
        seen.push(old);
        return { gold: BigInt(old.gold * 2), rank: old.rank + 1 };
      },
    },
    '1.1.0': { player: () => ({ rank: 1 }), other: () => ({}) },
    '1.0.0': { player: () => ({ rank: 50 }) },
  };
  expect(await read(NEW, fs, 'player', entities, { migrations })).toEqual([
    { name: 'ann', coins: 10n, at: { x: 1 }, rank: 2 },
    { name: 'bob', coins: 14n, at: { x: 2 }, rank: 2 },
  ]);
  expect(seen).toEqual(ROWS.map((row) => ({ ...row, rank: 1 })));
});

test.each<[string, () => object, string]>([
  [
    'throws',
    () => {
      throw new Error('no luck');
    },
    'threw: no luck',
  ],
  ['returns a promise', async () => ({ rank: 1 }), 'returned a promise'],
  [
    'returns an object whose getter throws',
    () => ({
      get rank(): number {
        throw new Error('no rank');
      },
    }),
    'threw: no rank',
  ],
  ['returns inherited fields', () => Object.create({ rank: 1 }) as object, 'must return a plain object'],
  ['returns no object', () => 'rank' as unknown as object, 'must return an object'],
  ['returns a value of another type', () => ({ rank: 256 }), 'returned a wrong value: FIELD_TYPE_MISMATCH'],
  ['returns null for a required field', () => ({ rank: null }), 'returned a wrong value'],
  ['returns a field that the table lacks', () => ({ rank: 1, rnak: 2 }), 'returned "rnak", which is no field'],
  ['returns too little', () => ({}), 'field "rank" of table "player" is new, and has no value'],
])('a function that %s is refused with its row, and nothing changes', async (_, run, message) => {
  const { fs, entities } = await disk();
  const [first, second] = entities;
  let calls = 0;
  const migrations = { '1.3.0': { player: () => (calls++ === 0 ? { rank: 1 } : run()) } };
  const error = await rejectionOf(open(NEW, fs, { migrations }));
  expect(error).toBeInstanceOf(EcsDbError);
  expect(error.code).toBe('SCHEMA_MISMATCH');
  expect(error.differences).toEqual([expect.stringContaining(message)]);
  expect(error.differences?.[0]).toContain(`entity ${second}`);
  expect(error.differences?.[0]).not.toContain(`entity ${first}:`);
  expect(await read(OLD, fs, 'player', entities)).toEqual(ROWS);
});

test('the error of a function is the cause', async () => {
  const { fs } = await disk();
  const cause = new TypeError('mine');
  const migrations = {
    '1.3.0': {
      player: () => {
        throw cause;
      },
    },
  };
  expect((await rejectionOf(open(NEW, fs, { migrations }))).cause).toBe(cause);
});

test('a function runs once, also if no field has changed', async () => {
  const { fs, entities } = await disk();
  const same = version(1, BEFORE);
  const migrations = { '1.1.0': { player: (old: { gold: number }) => ({ gold: old.gold + 1 }) } };
  for (let opening = 0; opening < 3; opening++) {
    expect(await read(same, fs, 'player', entities, { migrations })).toMatchObject([{ gold: 6 }, { gold: 8 }]);
  }
});

test('values of custom types and arrays have the names of properties', async () => {
  const { fs, entities } = await disk();
  const migrations = {
    '1.3.0': { player: (old: { at: { x: number } }) => ({ at: { x: old.at.x + 1 }, rank: 3 }) },
  };
  expect(await read(NEW, fs, 'player', entities, { migrations })).toMatchObject([{ at: { x: 2 } }, { at: { x: 3 } }]);
});

test('a function of a table that neither schema has is refused', async () => {
  const { fs } = await disk();
  const migrations = { '1.3.0': { palyer: () => ({ rank: 1 }) } };
  expect(await rejectionOf(open(NEW, fs, { migrations }))).toMatchObject({
    code: 'INVALID_OPTION',
    message: expect.stringContaining('palyer'),
  });
});

test.each([
  ['migrations', 5],
  ['migrations', { '1.0.0': 5 }],
  ['migrations', { '1.0.0': { player: 5 } }],
  ['onProgress', 5],
])('the option %s cannot be %j', async (option, value) => {
  const { fs } = await disk();
  const error = await rejectionOf(open(NEW, fs, { [option]: value }));
  expect(error.code).toBe('INVALID_OPTION');
  expect(error.message).toContain(option);
});
