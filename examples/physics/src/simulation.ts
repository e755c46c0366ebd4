/** Runs steps at a steady rate and measures them. */

import { setTimeout } from 'node:timers/promises';
import type { Transaction } from '@ecsdb/runtime';
import type { Impulses } from './protocol.js';
import { STEPS_PER_SECOND } from './rules.js';
import { step } from './step.js';
import type { World } from './world.js';

const STEP_MS = 1000 / STEPS_PER_SECOND;

export class Simulation {
  steps = 0;
  /** The impulses that were applied so far. */
  readonly impulses: { -readonly [Name in keyof Impulses]: Impulses[Name] } = { count: 0, x: 0, y: 0 };
  /** For each step, the time from the call of `write` until it resolves: arithmetic and publication of 100,000 rows. */
  readonly commitsMs: number[] = [];
  /** For each step, the time of the arithmetic. */
  readonly arithmeticMs: number[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Returns the elapsed milliseconds. A late step is done as soon as possible. */
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
    this.arithmeticMs.push(performance.now() - start);
    return impulses;
  }
}
