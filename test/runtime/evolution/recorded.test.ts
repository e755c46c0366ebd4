/** Promise: a function whose version the schema has recorded gets rows of the version before, whatever was stored. */

import { type Schema, schemaFromDescriptor } from '@ecsdb/runtime';
import { schemaFromData } from '@ecsdb/runtime/schema';
import { schemaFromJson, schemaToJson } from '@ecsdb/runtime/storage';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { rejectionOf } from '../support/errors.js';
import type { FieldSpecs } from '../support/schema.js';
import { open, read, recorded, type Spec, version, write } from './versions.js';

function player(fields: FieldSpecs): Spec {
  return { tables: { player: fields } };
}

const GOLD = player({ gold: { type: 'u32', id: 0 } });
const NARROW = player({ gold: { type: 'u8', id: 0 } });
const RANK = player({ gold: { type: 'u8', id: 0 }, rank: { type: 'u8', id: 1 } });

describe('rows that do not fit a version between', () => {
  test('are refused with that version, and their functions are not called', async () => {
    const fs = new SimulatedFileSystem();
    const [, second] = await write(version(0, GOLD), fs, 'player', [{ gold: 7 }, { gold: 300 }]);
    const seen: unknown[] = [];
    const rank = (old: { gold: number }): object => {
      seen.push(old);
      return { rank: old.gold };
    };
    const newest = version(2, RANK, [recorded(2, NARROW, RANK, 'player')]);
    const error = await rejectionOf(open(newest, fs, { migrations: { '1.2.0': { player: rank } } }));
    expect(error.differences).toEqual([
      `entity ${second}: field "gold" of table "player" has 300, which u8 cannot hold, as it was before version 1.2.0`,
    ]);
    expect(seen).toEqual([{ gold: 7 }]);
  });

  test('are refused with the version whose function has left out a field', async () => {
    const fs = new SimulatedFileSystem();
    await write(version(0, GOLD), fs, 'player', [{ gold: 7 }]);
    const newest = version(2, RANK, [recorded(1, GOLD, RANK, 'player')]);
    const error = await rejectionOf(open(newest, fs, { migrations: { '1.1.0': { player: () => ({}) } } }));
    expect(error.differences).toEqual([expect.stringContaining('"player" is new, and has no value, in version 1.1.0')]);
    const wrong = { '1.1.0': { player: () => ({ rank: 300 }) } };
    expect((await rejectionOf(open(newest, fs, { migrations: wrong }))).differences).toEqual([
      expect.stringContaining('the migration function of version 1.1.0 returned a wrong value'),
    ]);
  });
});

test('what a function has made is converted to the given version', async () => {
  const fs = new SimulatedFileSystem();
  const entities = await write(version(0, GOLD), fs, 'player', [{ gold: 7 }, { gold: 200 }]);
  const renamed = player({ coins: { type: 'i64', id: 0 }, level: { type: 'u8', id: 2, default: 3 } });
  const newest = version(3, renamed, [recorded(1, GOLD, RANK, 'player'), recorded(2, RANK, NARROW, 'player')]);
  const migrations = {
    '1.1.0': { player: (old: { gold: number }) => ({ gold: old.gold + 1, rank: 5 }) },
    '1.2.0': { player: (old: { gold: number; rank: number }) => ({ gold: old.gold + old.rank }) },
  };
  expect(await read(newest, fs, 'player', entities, { migrations })).toEqual([
    { coins: 13n, level: 3 },
    { coins: 206n, level: 3 },
  ]);
});

test('a version without a function is converted by the rules', async () => {
  const fs = new SimulatedFileSystem();
  const entities = await write(version(0, GOLD), fs, 'player', [{ gold: 7 }]);
  const newest = version(2, RANK, [recorded(1, GOLD, NARROW, 'player'), recorded(2, NARROW, RANK, 'player')]);
  const migrations = { '1.2.0': { player: (old: object) => ({ rank: Object.keys(old).length }) } };
  expect(await read(newest, fs, 'player', entities, { migrations })).toEqual([{ gold: 7, rank: 1 }]);
});

test('tables are recognised by their ids, and functions name them as their version does', async () => {
  const fs = new SimulatedFileSystem();
  const spec = (name: string): Spec => ({ tables: { other: {}, [name]: { gold: { type: 'u8', id: 0 } } } });
  const entities = await write(version(0, spec('player')), fs, 'player', [{ gold: 1 }]);
  const first = {
    ...recorded(1, spec('player'), spec('player'), 'player'),
    after: recorded(1, spec('person'), spec('person'), 'person').after,
  };
  const newest = version(3, spec('human'), [first, recorded(2, spec('person'), spec('person'), 'person')]);
  const add =
    (value: number) =>
    ({ gold }: { gold: number }) => ({ gold: gold * 10 + value });
  const migrations = { '1.1.0': { person: add(1) }, '1.2.0': { person: add(2) } };
  expect(await read(newest, fs, 'human', entities, { migrations })).toEqual([{ gold: 112 }]);
});

test('a schema that is the same again as an earlier one has had other names between', async () => {
  const fs = new SimulatedFileSystem();
  const first = version(0, GOLD);
  const entities = await write(first, fs, 'player', [{ gold: 1 }]);
  const coins = player({ coins: { type: 'u32', id: 0 } });
  const again = version(2, GOLD, [recorded(1, GOLD, coins, 'player'), recorded(2, coins, GOLD, 'player')]).descriptor;
  const { hash } = first.descriptor;
  const schema = schemaFromDescriptor({ ...again, hash, history: again.history?.filter((one) => one !== hash) ?? [] });
  const migrations = {
    '1.1.0': { player: (old: { gold: number }) => ({ coins: old.gold + 1 }) },
    '1.2.0': { player: (old: { coins: number }) => ({ gold: old.coins * 10 }) },
  };
  for (let opening = 0; opening < 2; opening++) {
    expect(await read(schema, fs, 'player', entities, { migrations })).toEqual([{ gold: 20 }]);
  }
});

describe('what is not recorded', () => {
  /** A draft that is not in the history of later versions. */
  function draft(number: number, spec: Spec): Schema {
    return schemaFromDescriptor({ ...version(number, spec).descriptor, hash: 'd'.repeat(32) });
  }

  test('rows of a replaced draft of the same version are as they are stored', async () => {
    const fs = new SimulatedFileSystem();
    const rows = [{ gold: 5, extra: 1 }];
    const replaced = player({ gold: { type: 'u32', id: 0 }, extra: { type: 'u8', id: 1 } });
    const entities = await write(draft(1, replaced), fs, 'player', rows);
    const seen: unknown[] = [];
    const migrations = {
      '1.1.0': {
        player: (old: { gold: number }) => {
          seen.push(old);
          return { rank: 9, gold: old.gold };
        },
      },
    };
    const newest = version(1, RANK, [recorded(1, GOLD, RANK, 'player')]);
    expect(await read(newest, fs, 'player', entities, { migrations })).toEqual([{ gold: 5, rank: 9 }]);
    expect(seen).toEqual(rows);
  });

  test('rows of a replaced draft of an earlier version are compared by name', async () => {
    const fs = new SimulatedFileSystem();
    const other = player({ wealth: { type: 'u8', id: 0 }, gold: { type: 'u16', id: 1 } });
    const entities = await write(draft(0, other), fs, 'player', [{ wealth: 1, gold: 5 }]);
    const seen: unknown[] = [];
    const migrations = {
      '1.1.0': {
        player: (old: object) => {
          seen.push(old);
          return { rank: 9 };
        },
      },
    };
    const newest = version(1, RANK, [recorded(1, GOLD, RANK, 'player')]);
    expect(await read(newest, fs, 'player', entities, { migrations })).toEqual([{ gold: 5, rank: 9 }]);
    expect(seen).toEqual([{ gold: 5 }]);
  });

  test('a function without a record gets what is there, and returns what the next record has before', async () => {
    const fs = new SimulatedFileSystem();
    const entities = await write(version(0, GOLD), fs, 'player', [{ gold: 300 }]);
    const newest = version(3, RANK, [recorded(2, NARROW, RANK, 'player')]);
    const migrations = {
      '1.1.0': { player: (old: { gold: number }) => ({ gold: old.gold / 3 }) },
      '1.2.0': { player: (old: { gold: number }) => ({ rank: old.gold + 1 }) },
      '1.3.0': { player: (old: { rank: number }) => ({ rank: old.rank + 1 }) },
    };
    expect(await read(newest, fs, 'player', entities, { migrations })).toEqual([{ gold: 100, rank: 102 }]);
  });
});

describe('the record as JSON', () => {
  const { descriptor } = version(2, RANK, [recorded(2, NARROW, RANK, 'player')]);

  test('is read, and is not stored', () => {
    expect(schemaFromJson(JSON.stringify(descriptor))).toEqual(descriptor);
    const { migrations: _, ...stored } = descriptor;
    expect(schemaFromJson(schemaToJson(descriptor))).toEqual(stored);
  });

  test.each([
    ['no list', {}],
    ['no version', [{ ...descriptor.migrations?.[0], version: undefined }]],
    ['a type that is missing', [{ ...recorded(2, NARROW, player({ a: 'u8' }), 'player'), before: shape('No') }]],
    ['another table', [{ ...recorded(2, NARROW, RANK, 'player'), before: shape('u8', 5) }]],
  ])('with %s is refused', (_, migrations) => {
    expect(() => schemaFromData({ ...descriptor, migrations })).toThrow(/the stored schema is invalid/);
  });

  function shape(type: string, tableId = 0): object {
    const { before } = recorded(2, NARROW, RANK, 'player');
    const fields = before.table.fields.map((field) => ({ ...field, type }));
    return { ...before, table: { ...before.table, tableId, fields } };
  }
});
