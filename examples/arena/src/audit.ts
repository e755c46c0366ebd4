/** Proves that a game followed the rules. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Database, Entity } from '@ecsdb/runtime';
import {
  Arrival,
  Fallen,
  Health,
  Inventory,
  Issued,
  ItemKind,
  Loot,
  Player,
  Progress,
  Transform,
  Velocity,
} from './generated/index.js';
import { countOf } from './items.js';
import { FIELD_SIZE, OFFERS_PER_TICK, PLAYERS } from './rules.js';
import { type Offer, TradeRejected, trade } from './trade.js';
import { playersIn, type World } from './world.js';

/** A digest of every row of every table. It does not depend on the order of rows or on the ids of entities. */
export function fingerprint(db: Database): string {
  const hash = createHash('sha256');
  const numberOf = (entity: Entity): number | undefined => db.tryGet(entity, Arrival)?.number;
  for (const component of db.schema.components) {
    const lines: string[] = [];
    db.query(component).forEach((row, entity) => {
      const values = JSON.stringify(row.toObject(), (key, value) => (key === 'victor' ? numberOf(value) : value));
      lines.push(`${numberOf(entity)} ${values}`);
    });
    hash.update(`${component.TABLE_NAME} ${lines.sort().join()}`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Every player is inside the field and has all rows, and no gold or item was created or lost. */
export function audit({ db, game }: World): void {
  const { tick, traded } = db.get(game, Progress);
  assert.ok(traded > 0 && traded < tick * OFFERS_PER_TICK, 'some trades must be accepted, and some must be rejected');

  assert.equal(db.count(Player), PLAYERS);
  assert.equal(db.query(Player, Transform, Velocity, Health, Inventory).without(Loot).count(), PLAYERS);
  assert.equal(db.query(Loot, Transform, Inventory).without(Player, Fallen).count(), db.count(Loot));

  db.query(Transform).forEach(({ position }, entity) => {
    const isInside = position.x >= 0 && position.x <= FIELD_SIZE && position.y >= 0 && position.y <= FIELD_SIZE;
    assert.ok(isInside, `entity ${entity} is outside the field`);
  });

  const owned = { gold: 0, items: [0, 0, 0, 0] };
  db.query(Inventory).forEach((inventory) => {
    owned.gold += inventory.gold;
    for (const kind of Object.values(ItemKind)) owned.items[kind] = (owned.items[kind] ?? 0) + countOf(inventory, kind);
  });
  assert.deepEqual(owned, db.get(game, Issued));
}

/** A trade fails at its last step, after gold and item have changed owners. The database must be unchanged. */
export function auditRollback({ db, game }: World): void {
  const [buyer, seller] = playersIn(db, game);
  assert.ok(buyer !== undefined && seller !== undefined);
  const full = { kind: ItemKind.Potion, count: 20 };
  db.writeSync((tx) => {
    tx.update(buyer, Inventory, { gold: 10, items: [full, full, full, full] });
    tx.update(seller, Inventory, { items: [full, full, full, full] });
  });
  const before = { fingerprint: fingerprint(db), version: db.version };
  const offer: Offer = { buyer, seller, kind: ItemKind.Potion, price: 10 };
  assert.throws(() => db.writeSync((tx) => trade(tx, offer)), new TradeRejected('the buyer has no room'));
  assert.deepEqual({ fingerprint: fingerprint(db), version: db.version }, before);
}
