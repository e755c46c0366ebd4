/** What a deletion causes follows from the states before and after the transaction, and from no order. */

import { Database, type DynamicData, type Entity, type Transaction } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOfToml } from '../support/toml.js';

/** A database over tables, with functions for its rows by table name. */
function open(toml: string) {
  const db = Database.memory(schemaOfToml(toml));
  const add = (rows: { readonly [table: string]: DynamicData }): Entity =>
    db.writeSync((tx) => {
      const entity = tx.create();
      for (const [table, row] of Object.entries(rows)) tx.insert(entity, db.component(table), row);
      return entity;
    });
  return { db, add, c: (table: string) => db.component(table) };
}

type Change = (tx: Transaction) => void;

/** Both orders of two changes. */
function orders(one: Change, other: Change): readonly Change[] {
  const both =
    (...list: Change[]): Change =>
    (tx) => {
      for (const change of list) change(tx);
    };
  return [both(one, other), both(other, one)];
}

describe('destroy wins over everything else that happens to the row', () => {
  const owner = '{ name = "owner", type = "entity", foreign_key = "player", on_delete = "destroy" }';
  const box = '{ name = "box", type = "entity", foreign_key = "chest", on_delete = "cascade" }';
  const twin = '{ name = "box", type = "entity", foreign_key = "player", on_delete = "cascade" }';
  const byName = '{ name = "owner", type = "u8", foreign_key = "person.id", on_delete = "destroy" }';
  const optional = (field: string): string => field.replace('"cascade"', '"set_null", nullable = true');
  const tables = `
    [tables.player]
    [tables.person]
    fields = [{ name = "id", type = "u8", primary_key = true }]
    [tables.chest]
    [tables.body]
    [tables.extra]
    [tables.item]
  `;

  test.each([
    ['a cascade', [owner, box]],
    ['a cascade of an earlier field', [box, owner]],
    ['set_null', [owner, optional(box)]],
    ['set_null of an earlier field', [optional(box), owner]],
    ['a cascade, for a reference to a value', [byName, box]],
  ])('%s', (_, fields) => {
    for (const which of [0, 1]) {
      const { db, add, c } = open(`${tables}\nfields = [${fields.join(', ')}]`);
      const [one, chest] = [add({ player: {}, person: { id: 7 } }), add({ chest: {} })];
      const item = add({ item: { owner: fields.includes(byName) ? 7 : one, box: chest }, extra: {} });
      db.writeSync(
        orders(
          (tx) => tx.destroy(one),
          (tx) => tx.destroy(chest),
        )[which] as Change,
      );
      expect([db.isAlive(item), db.count(c('item')), db.count(c('extra'))]).toEqual([false, 0, 0]);
    }
  });

  test.each([[[owner, twin]], [[twin, owner]]])('a cascade with the same target', (fields) => {
    const { db, add } = open(`${tables}\nfields = [${fields.join(', ')}]`);
    const one = add({ player: {} });
    const item = add({ item: { owner: one, box: one }, extra: {} });
    db.writeSync((tx) => tx.destroy(one));
    expect(db.isAlive(item)).toBe(false);
  });

  test.each([[owner], [byName]])('a parent that is deleted', (field) => {
    for (const which of [0, 1]) {
      const { db, add, c } = open(`${tables}\nparent_table = "body"\nfields = [${field}]`);
      const one = add({ player: {}, person: { id: 7 } });
      const item = add({ body: {}, item: { owner: field === byName ? 7 : one }, extra: {} });
      db.writeSync(
        orders(
          (tx) => tx.destroy(one),
          (tx) => tx.delete(item, c('body')),
        )[which] as Change,
      );
      expect([db.isAlive(item), db.count(c('extra'))]).toEqual([false, 0]);
    }
  });

  test('a row that the transaction deletes itself refers to nothing any more', () => {
    for (const which of [0, 1]) {
      const { db, add, c } = open(`${tables}\nfields = [${owner}]`);
      const one = add({ player: {} });
      const item = add({ item: { owner: one }, extra: {} });
      db.writeSync(
        orders(
          (tx) => tx.destroy(one),
          (tx) => tx.delete(item, c('item')),
        )[which] as Change,
      );
      expect([db.isAlive(item), db.has(item, c('extra'))]).toEqual([true, true]);
    }
  });
});

describe('a row whose key has changed', () => {
  const toml = `
    [tables.player]
    [tables.account]
    fields = [
      { name = "owner", type = "entity", foreign_key = "player", on_delete = "destroy" },
      { name = "id", type = "u32", primary_key = true },
    ]
    [tables.guild]
    fields = [{ name = "leader", type = "u32", nullable = true, foreign_key = "account.id", on_delete = "set_null" }]
  `;

  test.each(['itself', 'by a cascade'])('and that is deleted %s, had the value from before', (how) => {
    const { db, add, c } = open(toml);
    const owner = add({ player: {} });
    const account = add({ account: { owner, id: 1 } });
    const guild = add({ guild: { leader: 1 } });
    db.writeSync((tx) => {
      tx.update(account, c('account'), { id: 777 });
      tx.destroy(how === 'itself' ? account : owner);
    });
    expect(db.get(guild, c('guild'))).toEqual({ leader: null });
  });

  test.each(['itself', 'by a cascade'])('and took the value of a row that was deleted %s, too', (how) => {
    const { db, add, c } = open(toml);
    const owner = add({ player: {} });
    const [first, second] = [add({ account: { owner, id: 1 } }), add({ account: { owner, id: 2 } })];
    const guild = add({ guild: { leader: 1 } });
    db.writeSync((tx) => {
      tx.update(second, c('account'), { id: 1 });
      tx.destroy(first);
      tx.destroy(how === 'itself' ? second : owner);
    });
    expect(db.get(guild, c('guild'))).toEqual({ leader: null });
  });

  test.each(['itself', 'by a cascade'])(
    'keeps what refers to its value, if a row is deleted %s that took it',
    (how) => {
      const { db, add, c } = open(toml);
      const [owner, other] = [add({ player: {} }), add({ player: {} })];
      const [first, second] = [add({ account: { owner: other, id: 1 } }), add({ account: { owner, id: 2 } })];
      add({ guild: { leader: 1 } });
      const error = errorOf(() =>
        db.writeSync((tx) => {
          tx.update(first, c('account'), { id: 3 });
          tx.update(second, c('account'), { id: 1 });
          tx.destroy(how === 'itself' ? second : owner);
        }),
      );
      expect(error).toMatchObject({ code: 'CONSTRAINT_FOREIGN_KEY', table: 'guild', value: 1, count: 1 });
    },
  );
});

describe('rows that a transaction inserts', () => {
  const toml = `
    [tables.player]
    [tables.kid]
    parent_table = "player"
    [tables.item]
    fields = [{ name = "owner", type = "entity", nullable = true, foreign_key = "player", on_delete = "cascade" }]
    [tables.pet]
    fields = [{ name = "owner", type = "entity", foreign_key = "player", on_delete = "destroy" }]
  `;

  test('go with what they refer to, if it existed before and is deleted', () => {
    for (const which of [0, 1]) {
      const { db, add, c } = open(toml);
      const one = add({ player: {} });
      const [thing, dog] = [add({}), add({})];
      db.writeSync(
        orders(
          (tx) => tx.delete(one, c('player')),
          (tx) => {
            tx.insert(one, c('kid'));
            tx.insert(thing, c('item'), { owner: one });
            tx.insert(dog, c('pet'), { owner: one });
          },
        )[which] as Change,
      );
      expect([db.count(c('kid')), db.count(c('item')), db.isAlive(thing), db.isAlive(dog)]).toEqual([
        0,
        0,
        true,
        false,
      ]);
    }
  });

  test.each(['item', 'pet'])(
    'are refused in table %s, if what they refer to exists neither before nor after',
    (table) => {
      const { db, c } = open(toml);
      const error = errorOf(() =>
        db.writeSync((tx) => {
          const one = tx.create();
          tx.insert(one, c('player'));
          tx.insert(tx.create(), c(table), { owner: one });
          tx.destroy(one);
        }),
      );
      expect(error).toMatchObject({ code: 'CONSTRAINT_FOREIGN_KEY', table, field: 'owner', target: 'player' });
    },
  );

  test('are refused alike, if a cascade deletes what they refer to', () => {
    const { db, add, c } = open(toml);
    const one = add({ player: {} });
    const dog = add({ pet: { owner: one } });
    const change: Change = (tx) => {
      tx.insert(dog, c('player'));
      tx.insert(tx.create(), c('item'), { owner: dog });
    };
    for (const gone of [dog, one]) {
      const error = errorOf(() =>
        db.writeSync((tx) => {
          change(tx);
          tx.destroy(gone);
        }),
      );
      expect(error).toMatchObject({ code: 'CONSTRAINT_FOREIGN_KEY', table: 'item', value: dog });
    }
  });
});
