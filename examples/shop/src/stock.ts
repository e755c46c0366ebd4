/** What the shop starts with: products and customers. */

import { Database } from '@ecsdb/runtime';
import { Customers, Products, shop } from './generated/index.js';
import type { Random } from './random.js';
import { CUSTOMERS, PRICE_MAX, PRODUCTS, STOCK } from './rules.js';

export function openShop(random: Random): Database {
  const db = Database.memory(shop);
  db.writeSync((tx) => {
    for (let i = 0; i < PRODUCTS; i++) {
      tx.insert(tx.create(), Products, { code: productCode(i), price: 1 + random.below(PRICE_MAX), stock: STOCK });
    }
    for (let i = 0; i < CUSTOMERS; i++) {
      tx.insert(tx.create(), Customers, { email: emailOf(i), name: `Customer ${i}` });
    }
  });
  return db;
}

export function productCode(position: number): string {
  return `P-${String(position).padStart(4, '0')}`;
}

export function emailOf(position: number): string {
  return `customer${position}@example.com`;
}
