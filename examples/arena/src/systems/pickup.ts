/** Piles of loot go to whoever stands nearest, as far as there is room; an empty pile disappears. */

import type { Entity, Transaction } from '@ecsdb/runtime';
import { Fallen, Inventory, ItemKind, lying } from '../generated/index.js';
import type { Grid } from '../grid.js';
import { stow } from '../items.js';

export function pickup(tx: Transaction, grid: Grid): void {
  lying(tx).forEach(({ position }, pile) => {
    const finder = grid.nearest(position.x, position.y, ({ entity }) => !tx.has(entity, Fallen));
    // A loop may destroy the entity that it stands on. Others would have to wait until it is over.
    if (finder !== undefined && empty(tx, pile, finder.entity)) tx.destroy(pile);
  });
}

/** Moves everything that fits; true when nothing is left. */
function empty(tx: Transaction, pile: Entity, finder: Entity): boolean {
  let isEmpty = true;
  tx.update(pile, Inventory, (from) => {
    tx.update(finder, Inventory, (to) => {
      to.gold += from.gold;
      from.gold = 0;
      for (const item of from.items) {
        if (item.kind === ItemKind.None) continue;
        item.count = stow(to, item.kind, item.count);
        if (item.count === 0) item.kind = ItemKind.None;
        else isEmpty = false;
      }
    });
  });
  return isEmpty;
}
