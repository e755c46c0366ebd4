/** The nearest player takes a pile of loot, as far as there is room. An empty pile is destroyed. */

import type { Entity, Transaction } from '@ecsdb/runtime';
import { type Arrived, byArrival } from '../arrived.js';
import { Fallen, Inventory, ItemKind, lying } from '../generated/index.js';
import type { Grid } from '../grid.js';
import { stow } from '../items.js';

interface Find extends Arrived {
  readonly finder: Entity;
}

export function pickup(tx: Transaction, grid: Grid): void {
  const finds: Find[] = [];
  const standing = grid.figures.entity;
  const isUp = (figure: Entity | undefined): figure is Entity => figure !== undefined && !tx.has(figure, Fallen);
  lying(tx).forEach(({ number }, { position }, entity) => {
    const finder = standing[grid.nearest(position.x, position.y, (figure) => isUp(standing[figure]))];
    if (finder !== undefined) finds.push({ entity, number, finder });
  });
  for (const { entity, finder } of byArrival(finds)) if (empty(tx, entity, finder)) tx.destroy(entity);
}

/** Moves everything that fits. Returns true if nothing is left. */
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
