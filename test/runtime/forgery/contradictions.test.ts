/**
 * Promise: a log or a snapshot with right checksums and contradictory content is refused with `CORRUPT` and the facts,
 * and no file is changed.
 */

import { Database, type EcsDbError } from '@ecsdb/runtime';
import { Directory, readTransactions } from '@ecsdb/runtime/storage';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { errorOf, rejectionOf } from '../support/errors.js';
import { editLog, type Files } from './forge.js';
import { type Operation, type Segment, viewOf } from './segment.js';
import { parseSnapshot, type SnapshotFile, writeSnapshot } from './snapshot-file.js';
import { DIRECTORY, makeFiles, SCHEMA } from './world.js';

const INSERT = 1;
const UPDATE = 2;
const DELETE = 4;
const SPAWN = 5;
const DESPAWN = 6;
const PERSON = 0;
const WORD = 2;

let files: Files;
beforeAll(async () => {
  files = await makeFiles();
});

/** The last transaction of the log. Its version is 60, and it is after all snapshots. */
function last(segments: readonly Segment[]): Operation[] {
  const transactions = segments.flatMap(({ frames }) => frames.flatMap((frame) => frame.transactions));
  return transactions.at(-1) ?? [];
}

function operationOf(operations: readonly Operation[], kind: number, tableId = 0): Operation {
  const found = operations.find((operation) => operation.kind === kind && operation.tableId === tableId);
  if (found === undefined) throw new Error(`there is no operation of kind ${kind} on table ${tableId}`);
  return found;
}

function plain(kind: number, index: number, generation = 0, tableId = 0): Operation {
  return { kind, tableId, index, generation, body: new Uint8Array(0) };
}

const NO_UTF8 = Uint8Array.of(1, 0, 0xff, 0, 0, 0);

const cases: readonly [string, (operations: Operation[]) => unknown, Partial<EcsDbError>][] = [
  [
    'a string longer than its field',
    (all) => viewOf(operationOf(all, INSERT).body).setUint16(0, 25, true),
    {
      table: 'person',
      field: 'name',
      expected: 'a string of at most 24 bytes in UTF-8',
      got: 'a string of 25 bytes',
    },
  ],
  [
    'a string of 65535 bytes',
    (all) => viewOf(operationOf(all, INSERT).body).setUint16(0, 65_535, true),
    {
      table: 'person',
      got: 'a string of 65535 bytes',
    },
  ],
  ['a string that is not UTF-8', (all) => operationOf(all, INSERT).body.fill(0xff, 2, 3), { table: 'person' }],
  [
    'a string in an array that is longer than its field',
    (all) => viewOf(operationOf(all, INSERT).body).setUint16(36, 7, true),
    {
      field: 'notes',
    },
  ],
  [
    'an update that makes a string too long',
    (all) => viewOf(operationOf(all, UPDATE).body).setUint16(4, 99, true),
    {
      table: 'person',
      got: 'a string of 99 bytes',
    },
  ],
  [
    'an update after which a string is not UTF-8',
    (all) => operationOf(all, UPDATE).body.fill(0xff, 6, 7),
    { table: 'person' },
  ],
  [
    'an inserted record with a string that is not UTF-8',
    (all) => all.push({ ...operationOf(all, INSERT, PERSON), tableId: WORD, body: NO_UTF8 }),
    {
      table: 'word',
    },
  ],
  [
    'an update beyond the record',
    (all) => viewOf(operationOf(all, UPDATE).body).setUint32(0, 1000, true),
    { table: 'person' },
  ],
  [
    'an update at 2^32 - 1',
    (all) => viewOf(operationOf(all, UPDATE).body).setUint32(0, 2 ** 32 - 1, true),
    { table: 'person' },
  ],
  [
    'a record that is too long',
    (all) => {
      const one = operationOf(all, INSERT);
      one.body = new Uint8Array(one.body.length + 8);
    },
    { table: 'person' },
  ],
  [
    'a table that does not exist',
    (all) => {
      operationOf(all, INSERT).tableId = 9;
    },
    { got: 'table 9' },
  ],
  ['an index of 2^27', (all) => all.splice(0, 0, plain(SPAWN, 2 ** 27)), { got: `index ${2 ** 27}` }],
  [
    'a destroyed entity with index 2^32 - 1',
    (all) => all.splice(0, 0, plain(DESPAWN, 2 ** 32 - 1)),
    { got: `index ${2 ** 32 - 1}` },
  ],
  [
    'an index too far above the next free index',
    (all) => all.splice(0, 0, plain(SPAWN, 2 ** 22 + 200)),
    { got: `index ${2 ** 22 + 200}` },
  ],
  [
    'a row of an entity with index 2^27',
    (all) => {
      operationOf(all, INSERT).index = 2 ** 27;
    },
    { table: 'person', entity: 2 ** 27 },
  ],
  [
    'a row of an entity that is not alive',
    (all) => {
      operationOf(all, INSERT).generation += 1;
    },
    { table: 'person', got: 'an entity that is not alive' },
  ],
  [
    'an inserted row that exists',
    (all) => all.push({ ...operationOf(all, INSERT) }),
    { table: 'person', expected: 'no row' },
  ],
  [
    'an update of a row that does not exist',
    (all) => {
      operationOf(all, UPDATE).tableId = WORD;
    },
    { table: 'word' },
  ],
  [
    'a delete of a row that does not exist',
    (all) => all.splice(0, 0, plain(DELETE, 3000, 0, WORD)),
    { table: 'word', entity: 3000 },
  ],
  [
    'an entity that is created twice',
    (all) => all.splice(1, 0, { ...operationOf(all, SPAWN) }),
    { expected: 'a free index and a generation that is to come' },
  ],
  [
    'a created entity whose generation has ended',
    (all) => all.push({ ...operationOf(all, DESPAWN), kind: SPAWN }),
    { expected: 'a free index and a generation that is to come' },
  ],
  [
    'a destroyed entity that has rows',
    (all) => {
      all.splice(all.indexOf(operationOf(all, DELETE)), 1);
    },
    { expected: 'an entity without rows' },
  ],
  [
    'a destroyed entity that was destroyed before',
    (all) => {
      operationOf(all, DESPAWN).generation = 0;
      all.push(plain(DESPAWN, operationOf(all, DESPAWN).index));
    },
    {},
  ],
];

describe('the log', () => {
  test.each(cases)('%s', async (_, change, facts) => {
    const copy = new Map(files);
    editLog(copy, (segments) => change(last(segments)));
    const error = await refusal(copy);
    expect(error).toMatchObject({ code: 'CORRUPT', case: 'F4', firstVersion: 60, lastVersion: 60, ...facts });
    expect(error.path).toMatch(/wal-/);
    expect(error.offset).toBeGreaterThan(512);
    expect(error.message).toMatch(/in version 60, /);
  });
});

/** Operations that are found before any operation is applied. */
const impossible: readonly [string, Partial<Operation>][] = [
  ['an operation of kind 0', { kind: 0 }],
  ['an operation of kind 7', { kind: 7 }],
  ['an operation of kind 255', { kind: 255 }],
  ['index 0', { index: 0 }],
  ['a generation of 2^32 - 1', { generation: 2 ** 32 - 1 }],
  ['an update without bytes', { kind: UPDATE, body: new Uint8Array(4) }],
  ['a created entity with a record', { kind: SPAWN, body: new Uint8Array(8) }],
  ['a destroyed entity with a table id', { kind: DESPAWN, tableId: 1 }],
];

describe('a frame of two transactions, whose second one contains', () => {
  test.each(impossible)('%s: open and tools report the version of that transaction', async (_, change) => {
    const copy = new Map(files);
    let at = 0;
    editLog(copy, (segments) => {
      const { version, second } = joinLastTwo(segments);
      at = version;
      Object.assign(second[0] ?? {}, { body: new Uint8Array(0) }, change);
    });
    const message = expect.stringContaining(`in version ${at}, `);
    const facts = { code: 'CORRUPT', case: 'F4', firstVersion: at, lastVersion: 60, message };
    expect(await refusal(copy)).toMatchObject(facts);
    const versions: number[] = [];
    const error = errorOf(() => {
      for (const { version } of readTransactions(new Directory(diskOf(copy), DIRECTORY), 50)) versions.push(version);
    });
    expect(error).toMatchObject(facts);
    expect(versions.at(-1)).toBe(at - 1);
  });
});

/** Joins the last two frames of transactions that are in one segment. */
function joinLastTwo(segments: readonly Segment[]): { readonly version: number; readonly second: Operation[] } {
  for (const { frames } of segments.toReversed()) {
    const [first, second] = frames.filter(({ transactions }) => transactions.length > 0).slice(-2);
    const transaction = second?.transactions[0];
    if (first === undefined || second === undefined || transaction === undefined) continue;
    first.transactions.push(transaction);
    frames.splice(frames.indexOf(second), 1);
    return { version: second.firstVersion, second: transaction };
  }
  throw new Error('no segment has two frames of transactions');
}

const PAIR = 8;

/** Changes of the newest snapshot. The older snapshot stays intact. */
const snapshotCases: readonly [string, (snapshot: SnapshotFile) => void][] = [
  ['a row of an entity that is not alive', (snapshot) => viewOf(rowsOf(snapshot, PERSON)).setUint32(4, 77, true)],
  ['a row of an index that was never used', (snapshot) => viewOf(rowsOf(snapshot, PERSON)).setUint32(0, 5000, true)],
  ['a row of an index of 2^32 - 1', (snapshot) => viewOf(rowsOf(snapshot, PERSON)).setUint32(0, 2 ** 32 - 1, true)],
  ['two rows of one entity', (snapshot) => rowsOf(snapshot, PERSON).copyWithin(PAIR, 0, PAIR)],
  [
    'a string that is longer than its field',
    (snapshot) => {
      const rows = rowsOf(snapshot, WORD);
      viewOf(rows).setUint16(rows.length - 6, 4, true);
    },
  ],
  [
    'a string that is not UTF-8',
    (snapshot) => {
      const rows = rowsOf(snapshot, WORD);
      rows.fill(0xff, rows.length - 4, rows.length - 3);
    },
  ],
  [
    'an entity that has rows and is not alive',
    (snapshot) => {
      const block = snapshot.blocks.find(({ type }) => type === 2);
      if (block) clearFirstLiving(block.payload);
    },
  ],
  [
    'an impossible word in the registry',
    (snapshot) => {
      const block = snapshot.blocks.find(({ type }) => type === 2);
      if (block) viewOf(block.payload).setUint32(4, 2 ** 29, true);
    },
  ],
  [
    'a number of the first row that is impossible',
    (snapshot) => {
      const block = snapshot.blocks.find(({ type }) => type === 3);
      if (block) block.first = 2 ** 32 - 1000;
    },
  ],
];

/** Changes the registry so that the index of the first living entity was never used. */
function clearFirstLiving(registry: Uint8Array): void {
  const view = viewOf(registry);
  for (let at = 0; at < registry.length; at += 4) {
    if ((view.getUint32(at, true) & (2 ** 30)) === 0) continue;
    view.setUint32(at, 0, true);
    return;
  }
}

function rowsOf({ blocks }: SnapshotFile, tableId: number): Uint8Array {
  const block = blocks.find((one) => one.type === 3 && one.tableId === tableId);
  if (block === undefined) throw new Error(`the snapshot has no rows of table ${tableId}`);
  return block.payload;
}

describe('the newest snapshot', () => {
  test.each(snapshotCases)('%s', async (what, change) => {
    const copy = new Map(files);
    const newest =
      [...files.keys()]
        .filter((name) => name.startsWith('snap-'))
        .sort()
        .at(-1) ?? '';
    const snapshot = parseSnapshot(files.get(newest) ?? new Uint8Array(0));
    change(snapshot);
    copy.set(newest, writeSnapshot(snapshot));
    const db = await Database.open(SCHEMA, { directory: DIRECTORY, fileSystem: diskOf(copy), durability: 'none' });
    // Nothing depends on the number of the first row, so the snapshot is still used.
    const setAside = what.startsWith('a number') ? [] : [expect.objectContaining({ case: 'P1', file: newest })];
    expect(db.recovery?.setAside).toEqual(setAside);
    expect(db.version).toBe(60);
    await db.close();
  });
});

test('a row of an entity that is not alive after the window of the snapshot is refused as CORRUPT', async () => {
  const copy = new Map(files);
  const newest =
    [...files.keys()]
      .filter((name) => name.startsWith('snap-'))
      .sort()
      .at(-1) ?? '';
  const snapshot = parseSnapshot(files.get(newest) ?? new Uint8Array(0));
  const header = viewOf(snapshot.header);
  header.setBigUint64(56, header.getBigUint64(64, true) - 5n, true);
  copy.set(newest, writeSnapshot(snapshot));
  const db = await Database.open(SCHEMA, { directory: DIRECTORY, fileSystem: diskOf(copy), durability: 'none' });
  await db.close();
  viewOf(rowsOf(snapshot, WORD)).setUint32(4, 77, true);
  copy.set(newest, writeSnapshot(snapshot));
  const error = await refusal(copy);
  expect(error).toMatchObject({ code: 'CORRUPT', case: 'D11', table: 'word', got: 'an entity that is not alive' });
});

async function refusal(given: Files): Promise<EcsDbError> {
  const fs = diskOf(given);
  const before = dataOf(fs);
  const error = await rejectionOf(Database.open(SCHEMA, { directory: DIRECTORY, fileSystem: fs, durability: 'none' }));
  expect(dataOf(fs)).toEqual(before);
  return error;
}

function diskOf(given: Files): SimulatedFileSystem {
  const fs = new SimulatedFileSystem();
  fs.makeDirectory(DIRECTORY);
  for (const [name, bytes] of given) fs.writeRaw(`${DIRECTORY}/${name}`, bytes.slice());
  return fs;
}

function dataOf(fs: SimulatedFileSystem): [string, string][] {
  return [...fs.files()]
    .filter(([path]) => !path.includes('LOCK-'))
    .map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')]);
}
