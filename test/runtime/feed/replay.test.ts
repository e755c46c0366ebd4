/** The operations of the feed, applied to plain maps, always give the contents of the database. */

import { Database } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectEqual } from '../model/compare.js';
import { Session } from '../model/session.js';
import { stepOf } from '../model/steps.js';
import { modelSchema, TABLE_NAMES } from '../model/tables.js';
import { Replayed } from './replayed.js';

const STEPS = fc.array(stepOf({ operations: 12, queued: 4 }), { minLength: 1, maxLength: 8, size: 'max' });

function expectSameContents(replayed: Replayed, session: Session): void {
  const { alive, tables } = session.readContents();
  expectEqual(
    [...replayed.alive].sort((a, b) => a - b),
    alive,
  );
  for (const name of TABLE_NAMES) {
    expectEqual(
      replayed.rows(name),
      tables[name]?.rows.map(([entity, data]) => [entity, data]),
    );
  }
}

const OPENINGS: readonly [string, (maxBytes: number) => Promise<Database> | Database][] = [
  ['in memory', (maxBytes) => Database.memory(modelSchema(), { feed: { maxBytes } })],
  [
    'in a directory',
    (maxBytes) =>
      Database.open(modelSchema(), { directory: 'db', fileSystem: new SimulatedFileSystem(), feed: { maxBytes } }),
  ],
];

test.each(OPENINGS)('listeners and kept commits replay to the state: %s', async (_name, open) => {
  await fc.assert(
    fc.asyncProperty(STEPS, fc.boolean(), fc.constantFrom(0, 200, 5000, 2 ** 20), async (steps, old, maxBytes) => {
      const db = await open(maxBytes);
      const session = new Session(db);
      const heard = new Replayed();
      const kept = new Replayed();
      db.onCommit((commit) => heard.apply(commit), { old });
      for (const step of steps) {
        await session.step(step);
        expect(heard.version).toBe(db.version);
        expectSameContents(heard, session);
        if (maxBytes < 2 ** 20) continue;
        for (const commit of db.commitsSince(kept.version)) kept.apply(commit);
        expectSameContents(kept, session);
      }
      await db.close();
    }),
    { numRuns: 25, interruptAfterTimeLimit: 40_000 },
  );
});
