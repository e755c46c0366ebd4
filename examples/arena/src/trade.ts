/** Trades between players. Each trade is a transaction of its own. */

import type { Entity, Transaction } from '@ecsdb/runtime';
import { Inventory, ItemKind, Progress } from './generated/index.js';
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

/** Exchanges one piece for gold. An error at any point rolls back everything before it, so no gold is lost. */
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

/**
 * The offers of a tick, all queued at once and committed as one group. A rejected offer does not affect the others.
 *
 * After a restart in the middle of a tick, the same offers are made again, except those that are known to be decided.
 * The others were rejected, and are rejected again, or were not made before.
 */
export async function market({ db, random, game }: World): Promise<void> {
  const players = playersIn(db, game);
  const offers = Array.from({ length: OFFERS_PER_TICK }, (): Offer => {
    const buyer = random.pick(players);
    const seller = random.pick(players);
    const kind = random.pick([ItemKind.Sword, ItemKind.Shield, ItemKind.Potion]);
    return { buyer, seller, kind, price: 1 + random.below(PRICE_MAX) };
  });
  const decided = db.get(game, Progress).offers;
  const outcomes = await Promise.allSettled(
    offers.slice(decided).map((offer, position) =>
      db.write((tx) => {
        trade(tx, offer);
        tx.update(game, Progress, (progress) => {
          progress.offers = decided + position + 1;
          progress.traded += 1;
        });
      }),
    ),
  );
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected' && !(outcome.reason instanceof TradeRejected)) throw outcome.reason;
  }
}
