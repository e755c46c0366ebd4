/** Rows that are read and written in callbacks. */

import type { Entity, Transaction } from '@ecsdb/runtime';
import { Inventory, Player, type PlayerRow, type PlayerRowMut } from './generated/index.js';

export function buy(tx: Transaction, buyer: Entity, price: number): void {
  tx.update(buyer, Player, (row) => {
    row.gold -= price;
    pay(row, -price);
  });
  const { gold, name: label, ...rest } = tx.get(buyer, Player);
  const { gold: carried } = tx.get(buyer, Inventory);
  if (gold + carried + rest.maxHp < 0) throw new Error(`${label} has too little gold`);
}

function pay(row: PlayerRowMut, gold: number): void {
  row.gold += gold;
}

export function wealth({ gold = 0, maxHp }: Partial<PlayerRow>): number {
  return gold + (maxHp ?? 0);
}
