/** Creates the box with its bodies, and what the simulation keeps outside of the database. */

import { Database, type Entity, type Transaction } from '@ecsdb/runtime';
import { Body, physics, Step } from './generated/index.js';
import { integrate } from './integrate.js';
import { Random } from './random.js';
import { BODIES, BOX_SIZE, MASS_MAX, SEED, SPEED_MAX } from './rules.js';

export interface World {
  readonly db: Database;
  /** The entity with the row of `step`. */
  readonly simulation: Entity;
  /** The mass of all bodies, in kilograms. */
  readonly mass: number;
}

/** Always the same world. One transaction, so that no reader sees a half-filled box. */
export function createWorld(): World {
  const db = Database.memory(physics);
  return db.writeSync((tx) => {
    const random = new Random(SEED);
    let mass = 0;
    for (let number = 0; number < BODIES; number++) mass += addBody(tx, random);
    const simulation = tx.create();
    tx.insert(simulation, Step, { number: 0, ...integrate(tx, 0) });
    return { db, simulation, mass };
  });
}

/** Returns the mass of the body. */
function addBody(tx: Transaction, random: Random): number {
  const mass = 1 + random.below(MASS_MAX);
  tx.insert(tx.create(), Body, {
    position: { x: random.between(0, BOX_SIZE), y: random.between(0, BOX_SIZE) },
    velocity: { x: random.between(-SPEED_MAX, SPEED_MAX), y: random.between(-SPEED_MAX, SPEED_MAX) },
    mass,
  });
  return mass;
}
