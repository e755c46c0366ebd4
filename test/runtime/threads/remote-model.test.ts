/** Recorded transactions do the same as the same operations of the owner: same bytes, same ids, same errors. */

import { EcsDbError, type Transaction } from '@ecsdb/runtime';
import type { RemoteTransaction } from '@ecsdb/runtime/threads';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Step, schemas, type Task, Tasks, transactions } from './remote-schemas.js';
import { Logged, Remote, stateOf } from './remote-support.js';

/** Groups of transactions. The owner applies each group together. */
const groups = fc.array(fc.array(transactions, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });

/** The owner alone. It uses the ids of the other database's stock, so that both use the same ids. */
class Local extends Logged {
  run(tx: Transaction, tasks: readonly Task[]): void {
    for (const task of tasks) {
      if (task.op === 'create') tx.store.entities.spawn(task.entity);
      else operate(this, tx, task);
    }
    this.log();
  }
}

test('random transactions, alone and in groups, over random schemas', async () => {
  await fc.assert(
    fc.asyncProperty(schemas, groups, async (descriptor, plan) => {
      const tasks = new Tasks(descriptor);
      const remote = new Remote(tasks.schema);
      const local = new Local(tasks.schema);
      // Ids that are reserved in the remote database are reserved in the local one, too.
      for (const id of remote.stock) expect(local.db.store.entities.issue()).toBe(id);
      const seed: readonly Step[] = Array.from({ length: 4 }, () => ({ op: 'create' }));
      for (const steps of [[seed], ...plan]) {
        const inGroup: (readonly Task[])[] = [];
        const bytes: Uint8Array[] = [];
        for (const some of steps) {
          const next = tasks.of(some, remote.db, [...remote.stock].reverse());
          inGroup.push(next);
          bytes.push(remote.record((tx) => record(remote, tx, next)));
        }
        const far = await outcomes(bytes.map((message) => remote.queue(message)));
        const near = await outcomes(inGroup.map((some) => local.db.write((tx) => local.run(tx, some))));
        expect(far).toEqual(near);
        const stock = remote.stock.length;
        remote.refill();
        for (const id of remote.stock.slice(stock)) expect(local.db.store.entities.issue()).toBe(id);
        expect(remote.db.version).toBe(local.db.version);
        expect(stateOf(remote.db.store, 'published')).toEqual(stateOf(local.db.store, 'published'));
      }
      remote.check();
      local.check();
    }),
    { numRuns: 80 },
  );
});

function record(remote: Remote, tx: RemoteTransaction, tasks: readonly Task[]): void {
  for (const task of tasks) {
    if (task.op === 'create') expect(tx.create()).toBe(task.entity);
    else operate(remote, tx, task);
  }
}

function operate({ db }: Logged, tx: RemoteTransaction | Transaction, { op, entity, table, data }: Task): void {
  if (op === 'create') throw new Error('create is handled by the caller');
  if (op === 'destroy') tx.destroy(entity);
  else if (op === 'delete') tx.delete(entity, db.component(table));
  else tx[op](entity, db.component(table), data);
}

/** The outcome of each: an empty object, or the facts and the message of its error. */
function outcomes(promises: readonly Promise<void>[]): Promise<readonly object[]> {
  return Promise.all(
    promises.map((promise) =>
      promise.then(
        () => ({}),
        (error: unknown) => {
          if (!(error instanceof EcsDbError)) throw error;
          return { ...error, message: error.message };
        },
      ),
    ),
  );
}
