/** The gold of each team. */

import type { Database } from '@ecsdb/runtime';
import { Player, type Team } from '../generated/index.js';

export function countGold(db: Database): Map<Team, number> {
  const gold = new Map<Team, number>();
  db.query(Player).forEach((player) => {
    gold.set(player.team, (gold.get(player.team) ?? 0) + player.gold);
  });
  return gold;
}
