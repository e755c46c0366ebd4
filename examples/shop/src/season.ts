/** A season of orders. Some are refused, and some are cancelled later. */

import { type Database, EcsDbError } from '@ecsdb/runtime';
import { cancelOrder, type Item, placeOrder } from './orders.js';
import type { Random } from './random.js';
import { CANCELLED_ONE_OF, CUSTOMERS, LINES_MAX, ORDERS, PRODUCTS, QUANTITY_MAX } from './rules.js';
import { emailOf, productCode } from './stock.js';

export interface Season {
  readonly accepted: number;
  readonly cancelled: number;
  /** A basket had a product twice. */
  readonly repeated: number;
  readonly soldOut: number;
}

export async function playSeason(db: Database, random: Random): Promise<Season> {
  const season = { accepted: 0, cancelled: 0, repeated: 0, soldOut: 0 };
  for (let i = 0; i < ORDERS; i++) {
    try {
      const number = await placeOrder(db, emailOf(random.below(CUSTOMERS)), basket(random));
      season.accepted++;
      if (random.below(CANCELLED_ONE_OF) > 0) continue;
      await cancelOrder(db, number);
      season.cancelled++;
    } catch (error) {
      season[reasonOf(error)]++;
    }
  }
  return season;
}

function basket(random: Random): Item[] {
  return Array.from({ length: 1 + random.below(LINES_MAX) }, () => ({
    product: productCode(random.below(PRODUCTS)),
    quantity: 1 + random.below(QUANTITY_MAX),
  }));
}

function reasonOf(error: unknown): 'repeated' | 'soldOut' {
  if (!(error instanceof EcsDbError)) throw error;
  if (error.code === 'CONSTRAINT_UNIQUE' && error.index?.name === 'line') return 'repeated';
  if (error.code === 'FIELD_TYPE_MISMATCH' && error.field === 'stock') return 'soldOut';
  throw error;
}
