/** Imports generated code by way of another module. */

import type { Transaction } from '@ecsdb/runtime';
import Tag, { Frozen, Hero, isTeam, moving, Player, type PlayerData, type Point, Team, type Vec2 } from './reexport.js';

export function freeze(tx: Transaction): void {
  for (const [, player, entity] of moving(tx)) {
    if (player.gold > 1 && isTeam(Team.Blue)) tx.insert(entity, Frozen);
    if (tx.has(entity, Tag) && tx.has(entity, Hero)) tx.update(entity, Player, { gold: 1 });
  }
}

export const origin: Vec2 & Point = { x: 0, y: 0 };
export const data: PlayerData = { name: 'x', gold: origin.x };
