/** A replica that applies the commits of a database always has the same contents, and can go on from them. */

import { Database, type Reader } from '@ecsdb/runtime';
import { applyTransaction, Replica } from '@ecsdb/runtime/replica';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectEqual } from '../model/compare.js';
import { Session } from '../model/session.js';
import { stepOf } from '../model/steps.js';
import { modelSchema, TABLE_NAMES } from '../model/tables.js';
import { contentsOf } from '../support/contents.js';

const STEPS = fc.array(stepOf({ operations: 12, queued: 4 }), { minLength: 1, maxLength: 8, size: 'max' });

/** Publishes after some commits only, and sometimes discards what it then applies again. */
class Follower {
  readonly replica = new Replica(modelSchema());
  readonly #pending: Uint8Array[] = [];

  apply(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.replica.apply((rows) => applyTransaction(rows, bytes));
  }

  discard(): void {
    this.replica.discard();
    for (const bytes of this.#pending) this.replica.apply((rows) => applyTransaction(rows, bytes));
  }

  publish(version: number): void {
    this.replica.publish(version);
    this.#pending.length = 0;
  }
}

test('commits that are applied one by one, published together, or discarded and applied again', async () => {
  await fc.assert(
    fc.asyncProperty(
      STEPS,
      fc.array(fc.constantFrom('publish', 'wait', 'discard'), { maxLength: 8 }),
      async (steps, plan) => {
        const db = Database.memory(modelSchema());
        const session = new Session(db);
        const follower = new Follower();
        db.onCommit((commit) => follower.apply(commit.bytes.slice()));
        const { replica } = follower;
        const expectSame = (reader: Reader): void => {
          const components = TABLE_NAMES.map((name) => db.component(name));
          const copies = TABLE_NAMES.map((name) => replica.db.component(name));
          expectEqual(contentsOf(reader, copies, session.everSeen), contentsOf(db, components, session.everSeen));
        };
        for (const [i, step] of steps.entries()) {
          await session.step(step);
          if (plan[i] === 'discard') follower.discard();
          expectSame(replica.working);
          if (plan[i] === 'wait') continue;
          follower.publish(db.version);
          expect(replica.db.version).toBe(db.version);
          expectSame(replica.db);
        }
        await db.close();
      },
    ),
    { numRuns: 40, interruptAfterTimeLimit: 40_000 },
  );
});
