/** Trades between players: each is a transaction of its own, which happens wholly or not at all. */

import type { Entity, Transaction } from '@ecsdb/runtime';
import { Inventory, ItemKind } from './generated/index.js';
import { stow, take } from './items.js';
import { OFFERS_PER_TICK, PRICE_MAX } from './rules.js';
import { playersIn, type World } from './world.js';

export interface Offer {
  readonly buyer: Entity;
  readonly seller: Entity;
  readonly kind: ItemKind;
  readonly price: number;
}

/** A trade that the rules of the game do not allow. */
export class TradeRejected extends Error {
  override readonly name = 'TradeRejected';
}

/** One piece for gold. Throwing anywhere in here undoes all that came before: gold never changes hands for nothing. */
export function trade(tx: Transaction, { buyer, seller, kind, price }: Offer): void {
  tx.update(buyer, Inventory, (inventory) => {
    if (inventory.gold < price) throw new TradeRejected('the buyer has too little gold');
    inventory.gold -= price;
  });
  tx.update(seller, Inventory, (inventory) => {
    inventory.gold += price;
    if (!take(inventory, kind)) throw new TradeRejected('the seller has no such item');
  });
  tx.update(buyer, Inventory, (inventory) => {
    if (stow(inventory, kind, 1) > 0) throw new TradeRejected('the buyer has no room');
  });
}

/** A tick's offers, all queued at once and committed as one group. One that is rejected does not take others along. */
export async function market({ db, random }: World): Promise<{ traded: number; rejected: number }> {
  const players = playersIn(db);
  const outcomes = await Promise.allSettled(
    Array.from({ length: OFFERS_PER_TICK }, () => {
      const offer: Offer = {
        buyer: random.pick(players),
        seller: random.pick(players),
        kind: random.pick([ItemKind.Sword, ItemKind.Shield, ItemKind.Potion]),
        price: 1 + random.below(PRICE_MAX),
      };
      return db.write((tx) => trade(tx, offer));
    }),
  );
  const rejected = outcomes.filter((outcome) => outcome.status === 'rejected');
  for (const { reason } of rejected) if (!(reason instanceof TradeRejected)) throw reason;
  return { traded: outcomes.length - rejected.length, rejected: rejected.length };
}
