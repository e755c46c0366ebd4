/** The rows of the threads cases. Values are never integers, and exact in f32; see `fractional`. */

import { expectEqual, fractional, times } from '../expect.js';

export function bodyOf(index) {
  return { x: fractional(index), y: fractional(index + 50), vx: 0.25, vy: -0.25, mass: fractional(index % 7) };
}

/** The sum of x of `count` bodies. */
export function sumOfX(count) {
  return times(count, (index) => bodyOf(index).x).reduce((sum, x) => sum + x, 0);
}

/** A database in memory with bodies. */
export async function createBodies(count) {
  const { Database } = await import('@ecsdb/runtime');
  const { Body, threads } = await import('#generated/threads/index.js');
  const db = Database.memory(threads);
  const entities = db.writeSync((tx) =>
    times(count, (index) => {
      const entity = tx.create();
      tx.insert(entity, Body, bodyOf(index));
      return entity;
    }),
  );
  expectEqual(db.count(Body), count, 'bodies');
  return { db, Body, entities };
}

/** The same, shared: also the handle that other threads attach with. */
export async function createSharedBodies(count, options = {}) {
  const { share } = await import('@ecsdb/runtime/threads');
  const bodies = await createBodies(count);
  return { ...bodies, handle: share(bodies.db, options) };
}

/** The numbers below `count`, each once, in a scattered order that is the same in each process. */
export function scattered(count) {
  const order = times(count, (index) => index);
  let state = 1;
  for (let last = count - 1; last > 0; last--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const other = state % (last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
