/** What the shop refuses, each with the code of the error. */

import assert from 'node:assert/strict';
import { type Database, EcsDbError, type Entity, type ErrorCode, type Transaction } from '@ecsdb/runtime';
import { Customers, OrderLines, Orders, Products } from './generated/index.js';
import { emailOf } from './stock.js';

/** Tries each of them. Returns what was refused, as pairs of a description and a code. */
export function tryRefused(db: Database): [string, ErrorCode][] {
  const line = first(OrderLines.by.order(db).first());
  const { order, product } = db.get(line, OrderLines);
  const ordered = first(Products.by.code(db, product));
  const { customer } = db.get(first(Orders.by.number(db, order)), Orders);
  const attempts: [string, ErrorCode, (tx: Transaction) => void][] = [
    [
      'a second customer with the same address',
      'CONSTRAINT_UNIQUE',
      (tx) => tx.insert(tx.create(), Customers, { email: emailOf(0), name: 'Another' }),
    ],
    ['to delete a product that is in an order', 'CONSTRAINT_FOREIGN_KEY', (tx) => tx.destroy(ordered)],
    ['to delete a customer who has orders', 'CONSTRAINT_FOREIGN_KEY', (tx) => tx.destroy(customer)],
    [
      'a line of an order that does not exist',
      'CONSTRAINT_FOREIGN_KEY',
      (tx) => tx.insert(tx.create(), OrderLines, { order: 0, product, quantity: 1, price: 1 }),
    ],
    ['a product for nothing', 'FIELD_TYPE_MISMATCH', (tx) => tx.update(ordered, Products, { price: 0 })],
  ];
  const { version } = db;
  for (const [what, code, attempt] of attempts) assert.equal(codeOf(db, attempt), code, what);
  assert.equal(db.version, version, 'a refused transaction changes nothing');
  return attempts.map(([what, code]) => [what, code]);
}

function codeOf(db: Database, attempt: (tx: Transaction) => void): ErrorCode | undefined {
  try {
    db.writeSync(attempt);
    return undefined;
  } catch (error) {
    if (error instanceof EcsDbError) return error.code;
    throw error;
  }
}

function first(entity: Entity | undefined): Entity {
  assert.ok(entity !== undefined, 'a season has orders');
  return entity;
}
