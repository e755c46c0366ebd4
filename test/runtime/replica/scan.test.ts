/** A scan that runs between commits, with the transactions since it began, gives a replica the exact state. */

import { Database } from '@ecsdb/runtime';
import { Replica, type StateBlock, StateReplay, StateScan } from '@ecsdb/runtime/replica';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectEqual } from '../model/compare.js';
import { Session } from '../model/session.js';
import { stepOf } from '../model/steps.js';
import { modelSchema, TABLE_NAMES } from '../model/tables.js';
import { contentsOf } from '../support/contents.js';
import { freeIds } from './support.js';

const STEPS = fc.array(stepOf({ operations: 12, queued: 4 }), { minLength: 2, maxLength: 10, size: 'max' });

test('blocks that are read between random transactions', async () => {
  await fc.assert(
    fc.asyncProperty(STEPS, STEPS, fc.array(fc.nat(2), { maxLength: 10 }), async (before, meanwhile, slices) => {
      const db = Database.memory(modelSchema());
      const session = new Session(db);
      for (const step of before) await session.step(step);
      const window: Uint8Array[] = [];
      db.onCommit((commit) => window.push(commit.bytes.slice()));
      const scan = new StateScan(db);
      const blocks: (StateBlock | undefined)[] = [];
      for (const [i, step] of meanwhile.entries()) {
        for (let slice = 0; slice < (slices[i] ?? 1); slice++) blocks.push(scan.next());
        await session.step(step);
      }
      for (let block = scan.next(); block !== undefined; block = scan.next()) blocks.push(block);

      const replica = new Replica(modelSchema());
      replica.apply((rows) => {
        const replay = new StateReplay(rows);
        for (const block of blocks) if (block !== undefined) replay.block(block);
        for (const bytes of window) replay.transaction(bytes);
        replay.finish();
      });
      replica.publish(db.version);

      expect(replica.db.version).toBe(db.version);
      const components = TABLE_NAMES.map((name) => db.component(name));
      const copies = TABLE_NAMES.map((name) => replica.db.component(name));
      expectEqual(contentsOf(replica.db, copies, session.everSeen), contentsOf(db, components, session.everSeen));
      expect(freeIds(replica)).toEqual(freeIds(db));
      await db.close();
    }),
    { numRuns: 25, interruptAfterTimeLimit: 40_000 },
  );
});

test('a scan begins with the version of the database, and reads what is published', () => {
  const db = Database.memory(modelSchema());
  db.writeSync((tx) => void [tx.create(), tx.create()]);
  const scan = new StateScan(db);
  expect(scan.version).toBe(1);
  expect(scan.next()).toMatchObject({ kind: 'registry', first: 0, count: 3 });
  expect(scan.next()).toBeUndefined();
});
