/** Steps at a steady rate, and what they took. */

import { setTimeout } from 'node:timers/promises';
import type { Transaction } from '@ecsdb/runtime';
import type { Impulses } from './protocol.js';
import { STEPS_PER_SECOND } from './rules.js';
import { step } from './step.js';
import type { World } from './world.js';

const STEP_MS = 1000 / STEPS_PER_SECOND;

export class Simulation {
  steps = 0;
  /** Applied so far. */
  readonly impulses: { -readonly [Name in keyof Impulses]: Impulses[Name] } = { count: 0, x: 0, y: 0 };
  /** From the call of `write` until it resolves, for each step: the maths, and the publication of 100,000 rows. */
  readonly commitsMs: number[] = [];
  /** The part of it that the maths took. */
  readonly mathsMs: number[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Gives back how long it took, in milliseconds. A step that is late is made as soon as possible. */
  async run(steps: number): Promise<number> {
    const start = performance.now();
    for (let made = 0; made < steps; made++) {
      await this.step();
      const due = start + (made + 1) * STEP_MS;
      await setTimeout(Math.max(0, due - performance.now()));
    }
    return performance.now() - start;
  }

  async step(): Promise<void> {
    const start = performance.now();
    const { count, x, y } = await this.#world.db.write((tx) => this.#apply(tx));
    this.commitsMs.push(performance.now() - start);
    this.steps++;
    this.impulses.count += count;
    this.impulses.x += x;
    this.impulses.y += y;
  }

  #apply(tx: Transaction): Impulses {
    const start = performance.now();
    const impulses = step(tx, this.#world);
    this.mathsMs.push(performance.now() - start);
    return impulses;
  }
}
