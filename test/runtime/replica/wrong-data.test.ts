/** Whatever bytes a replica is given: it applies them or throws a `ReplayError`, and then it is as it was before. */

import { Database, type Entity, type Transaction } from '@ecsdb/runtime';
import {
  applyTransaction,
  ReplayError,
  Replica,
  type ReplicaRows,
  StateReplay,
  StateScan,
} from '@ecsdb/runtime/replica';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectEqual } from '../model/compare.js';
import { contentsOf } from '../support/contents.js';
import { schemaOfToml } from '../support/toml.js';

const SCHEMA = schemaOfToml(`
[tables.player]
fields = [
  { name = "name", type = "string<12>", indexed = true },
  { name = "gold", type = "u32", nullable = true },
  { name = "friend", type = "entity", nullable = true },
]
[tables.mark]
`);
const TABLES = ['player', 'mark'] as const;

interface World {
  readonly db: Database;
  readonly replica: Replica;
  /** The commits after those that the replica has. */
  readonly commits: Uint8Array[];
  readonly blocks: NonNullable<ReturnType<StateScan['next']>>[];
}

function worldOf(): World {
  const db = Database.memory(SCHEMA);
  const replica = new Replica(SCHEMA, { indexMax: 10_000 });
  const commits: Uint8Array[] = [];
  db.onCommit(({ bytes }) => commits.push(bytes.slice()));
  const [Player, Mark] = [db.component('player'), db.component('mark')];
  const write = (run: (tx: Transaction) => void): void => db.writeSync(run);
  write((tx) => {
    for (let i = 0; i < 8; i++) {
      const entity = tx.create();
      tx.insert(entity, Player, { name: `name ${i}`, gold: i, friend: entity });
      if (i % 2 === 0) tx.insert(entity, Mark, {});
    }
  });
  for (const bytes of commits) replica.apply((rows) => applyTransaction(rows, bytes));
  replica.publish(db.version);
  commits.length = 0;
  const [first, second, third, fourth] = [...db.entities()] as [Entity, Entity, Entity, Entity];
  write((tx) => {
    tx.update(first, Player, { name: 'changed' });
    tx.destroy(second);
    tx.delete(third, Mark);
    tx.put(fourth, Player, { name: 'put', gold: null, friend: null });
    tx.insert(tx.create(), Mark, {});
  });
  const scan = new StateScan(db);
  const blocks = [];
  for (let block = scan.next(); block !== undefined; block = scan.next()) blocks.push(block);
  return { db, replica, commits, blocks };
}

/** Changes some bytes, and perhaps the length. */
const DAMAGE = fc.record({
  bytes: fc.array(fc.tuple(fc.nat(400), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 5, 6, 255))), {
    minLength: 1,
    maxLength: 6,
  }),
  cut: fc.option(fc.nat(400), { freq: 4 }),
});

function damaged(
  original: Uint8Array,
  { bytes, cut }: { readonly bytes: readonly (readonly [number, number])[]; readonly cut: number | null },
): Uint8Array {
  const copy = original.slice(0, cut === null ? original.length : cut % (original.length + 1));
  for (const [at, byte] of bytes) if (copy.length > 0) copy[at % copy.length] = byte;
  return copy;
}

const counts = { applied: 0, refused: 0 };

/** Applies something, and requires that a refusal changes nothing. */
function tryApply(replica: Replica, change: (rows: ReplicaRows) => void): void {
  const contents = () =>
    contentsOf(
      replica.working,
      TABLES.map((name) => replica.db.component(name)),
      new Set(),
    );
  const before = contents();
  try {
    replica.apply(change);
    counts.applied++;
    // What was accepted can be read and published.
    contents();
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    counts.refused++;
    expectEqual(contents(), before);
  }
  replica.discard();
  expectEqual(contents(), before);
}

test('damaged transactions', () => {
  const { replica, commits } = worldOf();
  fc.assert(
    fc.property(DAMAGE, (damage) => {
      for (const original of commits) {
        const bytes = damaged(original, damage);
        tryApply(replica, (rows) => applyTransaction(rows, bytes));
      }
    }),
    // About one in 35 is applied.
    { numRuns: 6000, interruptAfterTimeLimit: 20_000 },
  );
  expect(Math.min(counts.applied, counts.refused)).toBeGreaterThan(50);
});

test('damaged blocks of a scan, and transactions of its window', () => {
  const { blocks, commits } = worldOf();
  const replica = new Replica(SCHEMA, { indexMax: 10_000 });
  fc.assert(
    fc.property(DAMAGE, fc.nat(), fc.nat(1), (damage, choice, count) => {
      tryApply(replica, (rows) => {
        const replay = new StateReplay(rows);
        for (const [i, block] of blocks.entries()) {
          const isDamaged = i === choice % (blocks.length + 1);
          const wrong = { ...block, bytes: damaged(block.bytes, damage), count: block.count + count };
          replay.block(isDamaged ? wrong : block);
        }
        for (const bytes of commits) replay.transaction(choice % 3 === 0 ? damaged(bytes, damage) : bytes);
        replay.finish();
      });
    }),
    { numRuns: 1000, interruptAfterTimeLimit: 20_000 },
  );
});

function shortRow(rows: ReplicaRows): void {
  rows.enter(5 as Entity);
  rows.put(0, 5, new Uint8Array(40), 38);
}

test.each<[string, (rows: ReplicaRows) => void]>([
  ['a row of an entity that is not alive', (rows) => rows.put(1, 5, new Uint8Array(8), 0)],
  ['a table that does not exist', (rows) => rows.put(9, 5, new Uint8Array(8), 0)],
  ['an index above the limit', (rows) => rows.enter(10_001 as Entity)],
  ['index 0', (rows) => rows.enter(0 as Entity)],
  ['the end of an entity that is not alive', (rows) => rows.destroy(5)],
  ['the end of a row that does not exist', (rows) => rows.remove(0, 5)],
  ['bytes outside of a record', shortRow],
])('%s is refused with a ReplayError', (_name, change) => {
  const replica = new Replica(SCHEMA, { indexMax: 10_000 });
  expect(() => replica.apply(change)).toThrow(ReplayError);
  expect(replica.db.count()).toBe(0);
});
