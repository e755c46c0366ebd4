/**
 * Promise: versions are counted by one rule everywhere. A transaction that announced a change has a version, even if
 * all values stayed the same; a transaction that only read has none.
 */

import { join } from 'node:path';
import { Database, type DynamicComponent, type Entity, type Transaction } from '@ecsdb/runtime';
import { Directory, NodeFileSystem, readTransactions } from '@ecsdb/runtime/storage';
import { beforeAll, expect, test } from '@jest/globals';
import { AttachedThread } from '../runtime/threads/attached-thread.js';
import { ecsdb, json } from './command.js';
import { SCHEMA, temporaryDirectory } from './support.js';

interface Fixture {
  readonly entity: Entity;
  readonly item: DynamicComponent;
  readonly sold: DynamicComponent;
}

type Run = (tx: Transaction, fixture: Fixture) => void;

const ANNOUNCED: readonly Run[] = [
  (tx, { entity, item }) => tx.update(entity, item, { n: 1 }),
  (tx, { entity, item }) => tx.update(entity, item, {}),
  (tx, { entity, item }) => tx.put(entity, item, { n: 1, name: 'one' }),
  (tx, { entity, item }) => tx.update(entity, item, () => {}),
  (tx, { item }) => tx.query(item.mut).forEach(() => {}),
  (tx, { entity, sold }) => {
    tx.insert(entity, sold);
    tx.delete(entity, sold);
  },
  (tx, { entity, item }) => {
    try {
      tx.put(entity, item, { n: -1 });
    } catch {}
  },
  (tx) => tx.destroy(tx.create()),
];

const SILENT: readonly Run[] = [
  () => {},
  (tx, { entity, item }) => void tx.get(entity, item),
  (tx, { item }) => tx.query(item).forEach(() => {}),
  (tx, { sold }) => tx.query(sold.mut).forEach(() => {}),
  (tx, { entity, sold }) => void tx.delete(entity, sold),
];

const base = temporaryDirectory();
const directory = join(base, 'shop');
let last: number;

beforeAll(async () => {
  const db = await Database.open(SCHEMA, { directory });
  const [item, sold] = [db.component('item'), db.component('sold')];
  const entity = await db.write((tx) => {
    const made = tx.create();
    tx.insert(made, item, { n: 1, name: 'one' });
    return made;
  });
  const fixture = { entity, item, sold };
  for (const run of ANNOUNCED) {
    const before = db.version;
    db.writeSync((tx) => run(tx, fixture));
    expect([run.toString(), db.version]).toEqual([run.toString(), before + 1]);
  }
  for (const run of SILENT) {
    const before = db.version;
    db.writeSync((tx) => run(tx, fixture));
    await db.write((tx) => run(tx, fixture));
    expect([run.toString(), db.version]).toEqual([run.toString(), before]);
  }
  const beforeGroup = db.version;
  await Promise.all([...SILENT, ...ANNOUNCED, ...SILENT].map((run) => db.write((tx) => run(tx, fixture))));
  expect(db.version).toBe(beforeGroup + ANNOUNCED.length);

  const thread = new AttachedThread(db);
  const beforeThread = db.version;
  expect(await thread.ask('update', entity, 'item', { n: 1 })).toBe(beforeThread + 1);
  expect(await thread.ask('update', entity, 'item', {})).toBe(beforeThread + 2);
  // The row does not exist, so nothing changes.
  expect(await thread.ask('remove', entity, 'sold')).toBe(beforeThread + 2);
  await thread.terminate();
  last = db.version;
  await db.close();
});

test('the log, the tools and the next opening count the same versions', async () => {
  const logged = [...readTransactions(new Directory(new NodeFileSystem(), directory))].map(({ version }) => version);
  const all = Array.from({ length: last }, (_, i) => i + 1);
  expect(logged).toEqual(all);
  expect(json(ecsdb('check', directory, '--json'))).toMatchObject({ version: last, totals: { transactions: last } });
  expect(json(ecsdb('info', directory, '--json'))).toMatchObject({ version: last });
  const [head, ...lines] = ecsdb('dump', directory, '--log').stdout.trimEnd().split('\n');
  expect(JSON.parse(head ?? '')).toMatchObject({ version: last });
  const dumped = lines.map((line) => JSON.parse(line));
  expect(dumped.map(({ version }) => version)).toEqual(all);
  expect(dumped.filter(({ operations }) => operations.length === 0).length).toBeGreaterThan(ANNOUNCED.length);
  const copy = join(base, 'saved');
  expect(json(ecsdb('repair', directory, '--out', copy, '--json'))).toMatchObject({ version: last });
  for (const path of [directory, copy]) {
    const again = await Database.open(SCHEMA, { directory: path });
    expect(again.version).toBe(last);
    expect(again.recovery?.transactions).toBe(path === directory ? last : 0);
    await again.close();
  }
});

test('a dump of some tables shows the transactions that have operations on these', () => {
  const versionsOf = (...tables: string[]): number[] =>
    ecsdb('dump', directory, '--log', ...tables.flatMap((table) => ['--table', table]))
      .stdout.trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line).version);
  expect(versionsOf('item')).toEqual([1]);
});
