/** Readers see one published state, whole, until the next one is published. */

import { Database, type Entity, type Transaction } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { schemaOf } from '../support/schema.js';
import { snapshotOf } from '../support/snapshot.js';

const COUNT = 300;

function open() {
  const db = Database.memory(
    schemaOf({ tables: { small: { x: 'u8' }, large: { text: 'string<700>', x: 'u32' }, tag: {} } }),
  );
  const components = [db.component('small'), db.component('large'), db.component('tag')] as const;
  const [Small, Large, Tag] = components;
  const entities = db.writeSync((tx) =>
    Array.from({ length: COUNT }, (_, i) => {
      const entity = tx.create();
      tx.insert(entity, Small, { x: i % 256 });
      if (i % 4 === 0) tx.insert(entity, Large, { text: `row ${i}`, x: i });
      if (i % 5 === 0) tx.insert(entity, Tag);
      return entity;
    }),
  );
  const everSeen = new Set(entities);
  return { db, Small, Large, Tag, entities, everSeen, look: () => snapshotOf(db, components, everSeen) };
}

/** Changes of every kind, enough of them that every region grows several times. */
function changeMuch(tx: Transaction, { Small, Large, Tag, entities, everSeen }: ReturnType<typeof open>): void {
  tx.query(Small.mut).forEach((row) => void row.set('x', 255));
  entities.forEach((entity, i) => {
    if (i % 2 === 0) tx.destroy(entity);
    else if (i % 3 === 0) tx.put(entity, Large, { text: 'new', x: 1 });
    else if (i % 5 === 0) tx.delete(entity, Tag);
  });
  for (let i = 0; i < 5000; i++) {
    const entity = tx.create();
    everSeen.add(entity);
    tx.insert(entity, Small, { x: 1 });
    tx.insert(entity, Tag);
    if (i % 10 === 0) tx.insert(entity, Large, { text: 'grown', x: i });
  }
}

test('a transaction in progress shows nothing of itself outside', () => {
  const opened = open();
  const { db, look, everSeen } = opened;
  const before = look();
  db.writeSync((tx) => {
    changeMuch(tx, opened);
    expect(tx.count()).not.toBe(before.count);
    // Ids of this transaction are no entities outside.
    expect(look()).toEqual(before);
  });
  expect(look()).not.toEqual(before);
  expect(everSeen.size).toBe(COUNT + 5000);
});

test('nor does one that fails, during or after', () => {
  const opened = open();
  const { db, look } = opened;
  const before = look();
  for (let round = 0; round < 3; round++) {
    expect(() =>
      db.writeSync((tx) => {
        changeMuch(tx, opened);
        expect(look()).toEqual(before);
        throw new RangeError('undo');
      }),
    ).toThrow('undo');
    expect(look()).toEqual(before);
  }
  db.writeSync((tx) => {
    expect(tx.count()).toBe(COUNT);
    tx.create();
  });
});

test('a row open for reading keeps its values while a transaction changes and grows its table', () => {
  const opened = open();
  const { db, Large, entities } = opened;
  const entity = entities[8] as Entity;
  expect(() =>
    db.read(entity, Large, (row) => {
      const before = row.toObject();
      db.writeSync((tx) => {
        changeMuch(tx, opened);
        expect(row.toObject()).toEqual(before);
        throw new RangeError('undo');
      });
    }),
  ).toThrow('undo');
  db.read(entity, Large, (row) => {
    const before = row.toObject();
    db.writeSync((tx) => {
      changeMuch(tx, opened);
      expect(row.toObject()).toEqual(before);
    });
  });
  expect(db.isAlive(entity)).toBe(false);
});

test('a loop over the published state runs on while a transaction changes and grows what it walks', () => {
  const opened = open();
  const { db, Small, entities } = opened;
  const seen: Entity[] = [];
  const values: unknown[] = [];
  db.writeSync((tx) => {
    db.query(Small).forEach((row, entity) => {
      if (seen.length === 10) changeMuch(tx, opened);
      seen.push(entity);
      values.push(row.get('x'));
    });
  });
  expect(seen).toEqual(entities);
  expect(values).toEqual(entities.map((_, i) => i % 256));
});

test('the transactions of one group are published together', async () => {
  const opened = open();
  const { db, Small, entities, look } = opened;
  const before = look();
  const writes = entities.slice(0, 20).map((entity) =>
    db.write((tx) => {
      tx.update(entity, Small, { x: 99 });
      expect(look()).toEqual(before);
    }),
  );
  await Promise.all(writes);
  for (const entity of entities.slice(0, 20)) expect(db.get(entity, Small)).toEqual({ x: 99 });
});
