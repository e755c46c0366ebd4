/** Readers see the last published state, complete and unchanged, until the next publication. */

import { Database, type Entity, type Transaction } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { contentsOf } from '../support/contents.js';
import { schemaOf } from '../support/schema.js';

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
  return { db, Small, Large, Tag, entities, everSeen, readAll: () => contentsOf(db, components, everSeen) };
}

/** Makes changes of all kinds, enough to grow each region several times. */
function makeManyChanges(tx: Transaction, { Small, Large, Tag, entities, everSeen }: ReturnType<typeof open>): void {
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

test('readers do not see the changes of a running transaction', () => {
  const opened = open();
  const { db, readAll, everSeen } = opened;
  const before = readAll();
  db.writeSync((tx) => {
    makeManyChanges(tx, opened);
    expect(tx.count()).not.toBe(before.count);
    // Outside the transaction, its new ids are not alive.
    expect(readAll()).toEqual(before);
  });
  expect(readAll()).not.toEqual(before);
  expect(everSeen.size).toBe(COUNT + 5000);
});

test('readers do not see the changes of a failed transaction, during it or later', () => {
  const opened = open();
  const { db, readAll } = opened;
  const before = readAll();
  for (let round = 0; round < 3; round++) {
    expect(() =>
      db.writeSync((tx) => {
        makeManyChanges(tx, opened);
        expect(readAll()).toEqual(before);
        throw new RangeError('undo');
      }),
    ).toThrow('undo');
    expect(readAll()).toEqual(before);
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
        makeManyChanges(tx, opened);
        expect(row.toObject()).toEqual(before);
        throw new RangeError('undo');
      });
    }),
  ).toThrow('undo');
  db.read(entity, Large, (row) => {
    const before = row.toObject();
    db.writeSync((tx) => {
      makeManyChanges(tx, opened);
      expect(row.toObject()).toEqual(before);
    });
  });
  expect(db.isAlive(entity)).toBe(false);
});

test('a loop over the published state continues while a transaction changes and grows its table', () => {
  const opened = open();
  const { db, Small, entities } = opened;
  const seen: Entity[] = [];
  const values: unknown[] = [];
  db.writeSync((tx) => {
    db.query(Small).forEach((row, entity) => {
      if (seen.length === 10) makeManyChanges(tx, opened);
      seen.push(entity);
      values.push(row.get('x'));
    });
  });
  expect(seen).toEqual(entities);
  expect(values).toEqual(entities.map((_, i) => i % 256));
});

test('the transactions of one group are published together', async () => {
  const opened = open();
  const { db, Small, entities, readAll } = opened;
  const before = readAll();
  const writes = entities.slice(0, 20).map((entity) =>
    db.write((tx) => {
      tx.update(entity, Small, { x: 99 });
      expect(readAll()).toEqual(before);
    }),
  );
  await Promise.all(writes);
  for (const entity of entities.slice(0, 20)) expect(db.get(entity, Small)).toEqual({ x: 99 });
});
