/** Operations on the slots of an inventory. */

import { type InventoryRow, type InventoryRowMut, ItemKind } from './generated/index.js';

/** The most pieces that a slot holds. */
const STACK_MAX = 20;

/** Counts the pieces of a kind. */
export function countOf(inventory: InventoryRow, kind: ItemKind): number {
  let count = 0;
  for (let slot = 0; slot < inventory.items.length; slot++) {
    const item = inventory.items.at(slot);
    if (item.kind === kind) count += item.count;
  }
  return count;
}

/** Puts pieces of a kind into slots of that kind, then into empty slots. Returns how many did not fit. */
export function stow(inventory: InventoryRowMut, kind: ItemKind, count: number): number {
  let left = count;
  for (const into of [kind, ItemKind.None]) {
    for (let slot = 0; slot < inventory.items.length && left > 0; slot++) {
      const item = inventory.items.at(slot);
      if (item.kind !== into) continue;
      const fits = Math.min(left, STACK_MAX - item.count);
      item.kind = kind;
      item.count += fits;
      left -= fits;
    }
  }
  return left;
}

/** Removes one piece of a kind. Returns false if there is none. */
export function take(inventory: InventoryRowMut, kind: ItemKind): boolean {
  for (let slot = 0; slot < inventory.items.length; slot++) {
    const item = inventory.items.at(slot);
    if (item.kind !== kind) continue;
    item.count -= 1;
    if (item.count === 0) item.kind = ItemKind.None;
    return true;
  }
  return false;
}
