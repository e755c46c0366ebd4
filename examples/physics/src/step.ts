/** One step of the simulation, which is one transaction. */

import type { Transaction } from '@ecsdb/runtime';
import { Impulse, pushed, Step } from './generated/index.js';
import { integrate } from './integrate.js';
import type { Impulses } from './protocol.js';
import { STEP_SECONDS } from './rules.js';
import type { World } from './world.js';

/** Applies the pending impulses, moves all bodies and records their sums. Returns the impulses. */
export function step(tx: Transaction, { simulation }: World): Impulses {
  const impulses = applyImpulses(tx);
  const sums = integrate(tx, STEP_SECONDS);
  const { number } = tx.get(simulation, Step);
  tx.update(simulation, Step, { number: number + 1, ...sums });
  return impulses;
}

/** The transaction that applies an impulse also deletes it, so it is applied exactly once. */
function applyImpulses(tx: Transaction): Impulses {
  const impulses = { count: 0, x: 0, y: 0 };
  pushed(tx).forEach(({ velocity, mass }, { amount }, body) => {
    const { x, y } = amount;
    velocity.x += x / mass;
    velocity.y += y / mass;
    impulses.count++;
    impulses.x += x;
    impulses.y += y;
    tx.delete(body, Impulse);
  });
  return impulses;
}
