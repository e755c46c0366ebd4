/** Computes everything again, without indexes, and compares. */

import assert from 'node:assert/strict';
import type { Database, Entity } from '@ecsdb/runtime';
import { Customers, everyLine, Orders, Products } from './generated/index.js';
import type { Place } from './ranking.js';
import { STOCK } from './rules.js';
import type { Season } from './season.js';

export function audit(db: Database, season: Season, best: readonly Place[], leaders: readonly Place[]): void {
  const customers = new Map<number, Entity>();
  for (const [{ number, customer }] of db.query(Orders)) customers.set(number, customer);
  assert.equal(
    customers.size,
    season.accepted - season.cancelled,
    'cancelled orders are gone, and all others are there',
  );

  const revenue = new Map<Entity, number>();
  const sold = new Map<string, number>();
  everyLine(db).forEach(({ order, product, quantity, price }) => {
    const customer = customers.get(order);
    assert.ok(customer !== undefined, 'the lines of a cancelled order are gone');
    revenue.set(customer, (revenue.get(customer) ?? 0) + quantity * price);
    sold.set(product, (sold.get(product) ?? 0) + quantity);
  });

  for (const [{ code, stock }] of db.query(Products)) assert.equal(stock, STOCK - (sold.get(code) ?? 0), code);
  const places: Place[] = [];
  for (const [row, entity] of db.query(Customers)) {
    assert.equal(row.revenue, revenue.get(entity) ?? 0, row.email);
    places.push({ name: row.name, revenue: row.revenue });
  }
  places.sort((a, b) => b.revenue - a.revenue);
  assert.deepEqual(best, places.slice(0, best.length));
  assert.equal(leaders.at(-1)?.name, places[0]?.name, 'who has taken the lead last is the best customer');
}
