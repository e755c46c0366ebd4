/** Orders: each is placed, or cancelled, in one transaction. */

import type { Database, Entity, Reader } from '@ecsdb/runtime';
import { Customers, OrderLines, Orders, Products } from './generated/index.js';

export interface Item {
  readonly product: string;
  readonly quantity: number;
}

/**
 * Resolves with the number of the order. Rejects if the customer or a product does not exist, if a product is listed
 * twice, or if the stock is too small. Then nothing has changed.
 */
export function placeOrder(db: Database, email: string, items: readonly Item[]): Promise<number> {
  return db.write((tx) => {
    const customer = found(Customers.by.email(tx, email), `customer with the address ${email}`);
    const number = nextNumber(tx);
    tx.insert(tx.create(), Orders, { number, customer });
    let total = 0;
    for (const { product, quantity } of items) {
      const entity = found(Products.by.code(tx, product), `product ${product}`);
      const { price } = tx.get(entity, Products);
      tx.update(entity, Products, (row) => {
        row.stock -= quantity;
      });
      tx.insert(tx.create(), OrderLines, { order: number, product, quantity, price });
      total += quantity * price;
    }
    tx.update(customer, Customers, (row) => {
      row.revenue += total;
    });
    return number;
  });
}

/** Returns the products to the stock and the money to the customer. The lines are destroyed with the order. */
export function cancelOrder(db: Database, number: number): Promise<void> {
  return db.write((tx) => {
    const order = found(Orders.by.number(tx, number), `order ${number}`);
    let total = 0;
    for (const line of OrderLines.by.order(tx, number)) {
      const { product, quantity, price } = tx.get(line, OrderLines);
      tx.update(found(Products.by.code(tx, product), `product ${product}`), Products, (row) => {
        row.stock += quantity;
      });
      total += quantity * price;
    }
    tx.update(tx.get(order, Orders).customer, Customers, (row) => {
      row.revenue -= total;
    });
    tx.destroy(order);
  });
}

/** One more than the highest number, which is the last one in the order of the key. */
function nextNumber(reader: Reader): number {
  const last = Orders.by.number(reader, { reverse: true, limit: 1 }).first();
  return last === undefined ? 1 : reader.get(last, Orders).number + 1;
}

function found(entity: Entity | undefined, what: string): Entity {
  if (entity === undefined) throw new RangeError(`there is no ${what}`);
  return entity;
}
