/** A database with the rows of the accessor cases, and the sweeps of a case over them. */

import { Database } from '@ecsdb/runtime';
import { shapes } from '#generated/shapes/index.js';
import { createMotion, SWEEPS } from '../lib/motion.js';

/**
 * `insert(tx, entity, row)` stores a row, `sweep(tx, step)` moves all rows, `positionOf(db, entity)` reads one row. One
 * transaction does `sweeps` sweeps.
 */
export function createMovingRows({ insert, sweep, positionOf, sweeps = SWEEPS }) {
  const motion = createMotion();
  const db = Database.memory(shapes);
  const entities = db.writeSync((tx) =>
    motion.rows.map((row) => {
      const entity = tx.create();
      insert(tx, entity, row);
      return entity;
    }),
  );
  const move = (tx) => {
    for (let count = 0; count < sweeps; count++) sweep(tx, motion.nextStep());
  };
  const sweepAll = () => {
    for (let done = 0; done < SWEEPS; done += sweeps) db.writeSync(move);
  };
  return { run: sweepAll, check: motion.checker(() => entities.map((entity) => positionOf(db, entity))) };
}
