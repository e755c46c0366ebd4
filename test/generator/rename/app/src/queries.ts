/** Declared queries, in every form. */

import type { Database, Transaction } from '@ecsdb/runtime';
import { carrying, type MovingLoop, type MovingMutLoop, type MovingMutRun, moving } from './generated/index.js';

export function drift(tx: Transaction): number {
  let gold = 0;
  const loop: MovingMutLoop = moving(tx);
  while (loop.next()) {
    loop.transform.position.x += 1;
    gold += loop.player.gold;
  }
  moving(tx).forEach((transform, player) => {
    transform.position = { x: player.gold, y: transform.position.y };
  });
  return gold;
}

export function first(db: Database): number | undefined {
  const loop: MovingLoop = moving(db);
  const match = loop.first();
  const rich = carrying(db)
    .toArray()
    .map(({ inventory, player }) => inventory.gold + (player?.gold ?? 0));
  return match?.player.gold ?? rich[0];
}

export const run = (run: MovingMutRun): unknown => run.player;
