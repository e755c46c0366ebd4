/** Data in variables, and names of fields as values. */

import type { Entity, Transaction } from '@ecsdb/runtime';
import { Inventory, Player, type PlayerData, type PlayerRow } from './generated/index.js';

const ann = { name: 'ann', gold: 5 };
const many = [{ name: 'ben', gold: 6 }, ann] satisfies PlayerData[];
const bag = { gold: 1 };
const STARTERS = [{ name: 'a', gold: 1 }, { name: 'b', gold: 2, home: { x: 1 } }, { name: 'c', home: { x: 2 } }];

export function insert(tx: Transaction, entity: Entity): number {
  tx.insert(entity, Player, ann);
  for (const starter of STARTERS) tx.insert(tx.create(), Player, starter);
  tx.insert(entity, Inventory, bag);
  return ann.gold + bag.gold + many.reduce((sum, one) => sum + one.gold, 0);
}

export function describe(field: keyof PlayerData, row: PlayerRow): string {
  if (field === 'gold') return 'gold!';
  switch (field) {
    case 'name':
      return row.name;
    default:
      return 'gold' in row ? String(row[field]) : '';
  }
}

const FIELDS: readonly (keyof PlayerData)[] = ['name', 'gold'];
export const texts = (row: PlayerRow): string[] => FIELDS.map((field) => `${field}: ${row[field]}`);
