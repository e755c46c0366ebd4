/** Pushes bodies out of the most crowded cell, with transactions that the thread of the simulation commits. */

import type { AttachedDatabase } from '@ecsdb/runtime/threads';
import { workBesideSimulation } from './attached.js';
import { Impulse } from './generated/index.js';
import { crowdIn, type Target } from './grid.js';
import type { GridReport } from './protocol.js';
import { CELLS, PUSH_MAX } from './rules.js';

const counts = new Uint32Array(CELLS * CELLS);
const impulses = { count: 0, x: 0, y: 0 };
const roundTripsMs: number[] = [];
let pinnedVersions = 0;
let transactions = 0;
let crowd = 0;

await workBesideSimulation(
  look,
  (elapsedMs): GridReport => ({ pinnedVersions, elapsedMs, transactions, impulses, roundTripsMs, crowd }),
);

/**
 * When a transaction is acknowledged, later pinned versions contain it. So a body with a pending impulse is not pushed
 * again, which `insert` would refuse.
 */
async function look(db: AttachedDatabase): Promise<boolean> {
  const { count, targets } = db.pinVersion((view) => crowdIn(view, counts));
  pinnedVersions++;
  crowd = Math.max(crowd, count);
  if (targets.length === 0) return false;
  await push(db, targets);
  return true;
}

async function push(db: AttachedDatabase, targets: readonly Target[]): Promise<void> {
  // Integers have the same sum in any order.
  const pushes = targets.map(({ body, x, y }) => ({
    body,
    amount: { x: Math.round(x * PUSH_MAX), y: Math.round(y * PUSH_MAX) },
  }));
  const start = performance.now();
  await db.write((tx) => {
    for (const { body, amount } of pushes) tx.insert(body, Impulse, { amount });
  });
  roundTripsMs.push(performance.now() - start);
  transactions++;
  for (const { amount } of pushes) {
    impulses.count++;
    impulses.x += amount.x;
    impulses.y += amount.y;
  }
}
