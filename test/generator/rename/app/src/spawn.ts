/** Data as object literals: keys, shorthand properties, and data that functions return. */

import type { Entity, Transaction } from '@ecsdb/runtime';
import { type Inventory as Bag, Inventory, Player, type PlayerData, Rank, Team, Transform } from './generated/index.js';

export type BagComponent = typeof Bag;

export function spawn(tx: Transaction, name: string, gold: number): Entity {
  const entity = tx.create();
  const team = Team.Blue;
  tx.insert(entity, Player, { name, gold, team, home: { x: 1, y: 2 } });
  tx.insert(entity, Inventory, { gold: gold * 2, slots: [{ rank: Rank.Captain }, { count: 3 }] });
  tx.insert(entity, Transform, { position: { x: 0 } });
  return entity;
}

export function plain(gold: number): PlayerData {
  if (gold < 0) return { name: 'none', 'gold': 0 };
  return { ...base(), gold };
}

function base(): PlayerData {
  return { name: 'base', maxHp: 50 };
}
