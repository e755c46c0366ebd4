/** What an attached listener hears, applied to plain maps, always gives the contents of the database. */

import { Database } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { attach, share } from '@ecsdb/runtime/threads';
import { test } from '@jest/globals';
import fc from 'fast-check';
import { Replayed } from '../feed/replayed.js';
import { expectEqual } from '../model/compare.js';
import { Session } from '../model/session.js';
import { stepOf } from '../model/steps.js';
import { modelSchema, TABLE_NAMES } from '../model/tables.js';

const STEPS = fc.array(stepOf({ operations: 12, queued: 4 }), { minLength: 1, maxLength: 8, size: 'max' });

const OPENINGS: readonly [string, () => Promise<Database> | Database][] = [
  ['in memory', () => Database.memory(modelSchema())],
  ['in a directory', () => Database.open(modelSchema(), { directory: 'db', fileSystem: new SimulatedFileSystem() })],
];

test.each(OPENINGS)('listeners and kept commits replay to the state: %s', async (_name, open) => {
  await fc.assert(
    fc.asyncProperty(STEPS, fc.constantFrom<2 | 3>(2, 3), async (steps, sides) => {
      const db = await open();
      const session = new Session(db);
      // Then the attached database, in the same thread, does not wait for the owner.
      db.commitsSince(0);
      const attached = attach(modelSchema(), share(db, { sides }));
      const heard = new Replayed();
      const kept = new Replayed();
      attached.onCommit((commit) => {
        if (commit.reset) throw new Error('a reset');
        heard.apply(commit);
      });
      for (const step of steps) {
        await session.step(step);
        while (heard.version < db.version) await new Promise((resolve) => setImmediate(resolve));
        for (const commit of attached.commitsSince(kept.version)) kept.apply(commit);
        const { alive, tables } = session.readContents();
        for (const replayed of [heard, kept]) {
          expectEqual(
            [...replayed.alive].sort((a, b) => a - b),
            alive,
          );
          for (const name of TABLE_NAMES) {
            const rows = tables[name]?.rows.map(([entity, data]) => [entity, data]);
            expectEqual(replayed.rows(name), rows);
          }
        }
      }
      await attached.close();
      await db.close();
    }),
    { numRuns: 20, interruptAfterTimeLimit: 40_000 },
  );
});
