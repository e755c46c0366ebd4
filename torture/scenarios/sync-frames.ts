/** Connections between servers and clients on which a frame is corrupted. */

import { anotherDatabase } from '../framework/memory.js';
import type { Scenario } from '../framework/scenario.js';
import { DIRECTIONS, type Direction, randomAttack } from '../sync/attacks/attack.js';
import { runAttack } from '../sync/attacks/run-attack.js';

const ATTACKS = { short: 600, long: 100_000_000 } as const;

export const syncFrames: Scenario = {
  name: 'sync-frames',
  proves:
    'whatever one end receives, it closes with a code of the protocol or goes on, and the right state comes after',
  seconds: 300,
  run: async (context) => {
    for (let i = 0; i < ATTACKS[context.effort] && context.hasTime(); i++) {
      await anotherDatabase();
      const direction = DIRECTIONS[i % DIRECTIONS.length] as Direction;
      const about = `attack ${i} ${direction}`;
      context.at(about);
      await runAttack(context, randomAttack(context.random, direction), about);
    }
  },
};
