/** Steps at a steady rate, and what they took. */

import { setTimeout } from 'node:timers/promises';
import type { Impulses } from './protocol.js';
import { STEPS_PER_SECOND } from './rules.js';
import { step } from './step.js';
import type { World } from './world.js';

const STEP_MS = 1000 / STEPS_PER_SECOND;

export class Simulation {
  steps = 0;
  /** Applied so far. */
  readonly impulses: { -readonly [Name in keyof Impulses]: Impulses[Name] } = { count: 0, x: 0, y: 0 };
  /** From the beginning of each step until it is committed: the maths, and the publication of 100,000 rows. */
  readonly stepsMs: number[] = [];
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
    const { count, x, y } = await this.#world.db.write((tx) => step(tx, this.#world));
    this.stepsMs.push(performance.now() - start);
    this.steps++;
    this.impulses.count += count;
    this.impulses.x += x;
    this.impulses.y += y;
  }
}
