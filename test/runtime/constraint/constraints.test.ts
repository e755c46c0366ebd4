/** Constraints hold at the end of each transaction: each violation with its facts, and what is allowed. */

import { Database, type DynamicData, type Entity, type Transaction } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOfToml } from '../support/toml.js';

const schema = schemaOfToml(`
[tables.team]
fields = [
  { name = "code", type = "string<8>", primary_key = true },
  { name = "rank", type = "i32", unique = true, nullable = true },
]
[tables.player]
indexes = [{ name = "seat", fields = ["team", "number"], unique = true }]
fields = [
  { name = "nick", type = "string<6>", unique = true },
  { name = "team", type = "string<8>", nullable = true, foreign_key = "team.code", on_delete = "restrict" },
  { name = "number", type = "u8", default = 0 },
]
[tables.fan]
fields = [
  { name = "of", type = "string<8>", nullable = true, foreign_key = "team.code", on_delete = "set_null" },
  { name = "hero", type = "entity", nullable = true, foreign_key = "player", on_delete = "cascade" },
]
[tables.pet]
fields = [{ name = "owner", type = "entity", foreign_key = "player", on_delete = "destroy" }]
[tables.injury]
parent_table = "player"
fields = [{ name = "days", type = "u16" }]
[tables.node]
fields = [
  { name = "id", type = "u32", primary_key = true },
  { name = "up", type = "u32", nullable = true, foreign_key = "node.id", on_delete = "cascade" },
]
`);

function open() {
  const db = Database.memory(schema);
  const add = (component: ReturnType<typeof db.component>, data: DynamicData): Entity =>
    db.writeSync((tx) => {
      const entity = tx.create();
      tx.insert(entity, component, data);
      return entity;
    });
  const named = (name: string) => db.component(name);
  const [team, player, fan] = [named('team'), named('player'), named('fan')];
  return { db, add, team, player, fan, pet: named('pet'), injury: named('injury'), node: named('node') };
}

describe('unique values', () => {
  test('a primary key that repeats is refused, and nothing of the transaction stays', () => {
    const { db, add, team } = open();
    const first = add(team, { code: 'red' });
    const { version } = db;
    let second: Entity | undefined;
    const error = errorOf(() =>
      db.writeSync((tx) => {
        tx.insert(tx.create(), team, { code: 'blue' });
        second = tx.create();
        tx.insert(second, team, { code: 'red' });
      }),
    );
    expect(error).toMatchObject({
      code: 'CONSTRAINT_PRIMARY_KEY',
      table: 'team',
      index: { name: 'code', fields: ['code'] },
      value: 'red',
    });
    expect([error.entity, error.other].sort()).toEqual([first, second].sort());
    expect(db.version).toBe(version);
    expect(db.query(team).count()).toBe(1);
    add(team, { code: 'blue' });
  });

  test('two rows may swap their values, in any way that changes rows', () => {
    const { db, add, player } = open();
    const [a, b] = [add(player, { nick: 'a' }), add(player, { nick: 'b' })];
    db.writeSync((tx) => {
      tx.update(a, player, { nick: 'b' });
      tx.update(b, player, { nick: 'a' });
    });
    expect([db.get(a, player), db.get(b, player)]).toMatchObject([{ nick: 'b' }, { nick: 'a' }]);
    db.writeSync((tx) => {
      tx.query(player.mut).forEach((row) => {
        row.set('nick', row.get('nick') === 'a' ? 'b' : 'a');
      });
    });
    expect([db.get(a, player), db.get(b, player)]).toMatchObject([{ nick: 'a' }, { nick: 'b' }]);
  });

  test('a cursor in a loop that repeats a value is refused at the end', () => {
    const { db, add, player } = open();
    for (const nick of ['a', 'b', 'c']) add(player, { nick });
    const error = errorOf(() =>
      db.writeSync((tx) => {
        tx.query(player.mut).forEach((row) => {
          row.set('nick', 'same');
        });
      }),
    );
    expect(error).toMatchObject({
      code: 'CONSTRAINT_UNIQUE',
      table: 'player',
      index: { fields: ['nick'] },
      value: 'same',
    });
    expect(db.writeSync((tx) => tx.query(player).count())).toBe(3);
  });

  test('nulls never repeat, and a key of several fields with a null member does not either', () => {
    const { add, team, player } = open();
    add(team, { code: 'red' });
    add(team, { code: 'blue', rank: null });
    add(player, { nick: 'a', team: null, number: 1 });
    add(player, { nick: 'b', team: null, number: 1 });
    add(player, { nick: 'c', team: 'red', number: 1 });
    add(player, { nick: 'd', team: 'blue', number: 1 });
    expect(errorOf(() => add(player, { nick: 'e', team: 'red', number: 1 }))).toMatchObject({
      code: 'CONSTRAINT_UNIQUE',
      index: { name: 'seat', fields: ['team', 'number'] },
      value: ['red', 1],
    });
  });

  test('a violation rejects its transaction alone, and the others of its group stay', async () => {
    const { db, team } = open();
    const insert = (code: string) => db.write((tx) => tx.insert(tx.create(), team, { code }));
    const results = await Promise.allSettled(['a', 'b', 'a', 'c', 'b', 'd'].map(insert));
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual([true, true, false, true, false, true]);
    expect(db.query(team).count()).toBe(4);
  });
});

describe('references', () => {
  test('a value that no row has is refused', () => {
    const { db, player, team } = open();
    const insert = (): Entity =>
      db.writeSync((tx) => {
        const entity = tx.create();
        tx.insert(entity, player, { nick: 'a', team: 'red' });
        return entity;
      });
    expect(errorOf(insert)).toMatchObject({
      code: 'CONSTRAINT_FOREIGN_KEY',
      table: 'player',
      field: 'team',
      value: 'red',
      target: 'team',
    });
    db.writeSync((tx) => {
      tx.insert(tx.create(), player, { nick: 'a', team: 'red' });
      tx.insert(tx.create(), team, { code: 'red' });
    });
  });

  test('restrict refuses to delete or change what is referred to, and says who refers', () => {
    const { db, add, player, team } = open();
    const red = add(team, { code: 'red' });
    const a = add(player, { nick: 'a', team: 'red', number: 1 });
    add(player, { nick: 'b', team: 'red', number: 2 });
    for (const change of [
      (): void => db.writeSync((tx) => tx.destroy(red)),
      (): void => db.writeSync((tx) => tx.update(red, team, { code: 'blue' })),
    ]) {
      const error = errorOf(change);
      expect(error).toMatchObject({
        code: 'CONSTRAINT_FOREIGN_KEY',
        table: 'player',
        value: 'red',
        entity: a,
        count: 2,
      });
    }
    // Another row may take the value.
    db.writeSync((tx) => {
      tx.destroy(red);
      tx.insert(tx.create(), team, { code: 'red' });
    });
    expect(db.query(player).count()).toBe(2);
  });

  test('set_null, cascade and destroy do what they say, one after the other', () => {
    const { db, add, player, team, fan, pet } = open();
    const red = add(team, { code: 'red' });
    const hero = add(player, { nick: 'h' });
    const one = add(fan, { of: 'red', hero });
    const two = add(fan, { of: 'red', hero: null });
    const dog = add(pet, { owner: hero });
    db.writeSync((tx) => tx.destroy(red));
    expect([db.get(one, fan), db.get(two, fan)]).toEqual([
      { of: null, hero },
      { of: null, hero: null },
    ]);
    db.writeSync((tx) => tx.delete(hero, player));
    expect([db.has(one, fan), db.has(two, fan), db.isAlive(one), db.isAlive(dog), db.isAlive(hero)]).toEqual([
      false,
      true,
      true,
      false,
      true,
    ]);
  });

  test('the only field of a unique index is a key, also of a field that is indexed for itself', () => {
    const schema = schemaOfToml(`
      [tables.badge]
      indexes = [{ fields = ["code"], unique = true }, { name = "same", fields = ["number"], unique = true }]
      fields = [{ name = "code", type = "u8" }, { name = "number", type = "u8", indexed = true }]
      [tables.guest]
      fields = [{ name = "badge", type = "u8", foreign_key = "badge.code", on_delete = "cascade" }]
      [tables.guard]
      fields = [{ name = "badge", type = "u8", foreign_key = "badge.number" }]
    `);
    const db = Database.memory(schema);
    const [badge, guest, guard] = [db.component('badge'), db.component('guest'), db.component('guard')];
    const one = db.writeSync((tx) => {
      const entity = tx.create();
      tx.insert(entity, badge, { code: 1, number: 2 });
      tx.insert(entity, guest, { badge: 1 });
      return entity;
    });
    for (const insert of [
      (tx: Transaction) => tx.insert(tx.create(), guest, { badge: 2 }),
      (tx: Transaction) => tx.insert(tx.create(), guard, { badge: 1 }),
    ]) {
      expect(errorOf(() => db.writeSync(insert)).code).toBe('CONSTRAINT_FOREIGN_KEY');
    }
    db.writeSync((tx) => tx.delete(one, badge));
    expect(db.has(one, guest)).toBe(false);
  });

  test('a key that is null is referred to by no row', () => {
    const nullable = schemaOfToml(`
      [tables.badge]
      fields = [{ name = "code", type = "u8", unique = true, nullable = true }]
      [tables.guest]
      fields = [{ name = "badge", type = "u8", nullable = true, foreign_key = "badge.code", on_delete = "cascade" }]
      [tables.guard]
      fields = [{ name = "badge", type = "u8", nullable = true, foreign_key = "badge.code", on_delete = "restrict" }]
    `);
    const db = Database.memory(nullable);
    const [badge, guest, guard] = [db.component('badge'), db.component('guest'), db.component('guard')];
    const [one, other, visitor] = db.writeSync((tx) => [tx.create(), tx.create(), tx.create()] as const);
    db.writeSync((tx) => {
      tx.insert(one, badge, { code: null });
      tx.insert(other, badge, { code: null });
      tx.insert(visitor, guest, { badge: null });
      tx.insert(visitor, guard, { badge: null });
    });
    db.writeSync((tx) => tx.delete(one, badge));
    db.writeSync((tx) => tx.update(other, badge, { code: 1 }));
    expect([db.has(visitor, guest), db.has(visitor, guard), db.get(other, badge)]).toEqual([true, true, { code: 1 }]);
  });

  test('cascades run through chains and cycles', () => {
    const { db, add, node } = open();
    const ids = Array.from({ length: 50 }, (_, id) => id);
    const nodes = db.writeSync((tx) =>
      ids.map((id) => {
        const entity = tx.create();
        tx.insert(entity, node, { id, up: id === 0 ? 49 : id - 1 });
        return entity;
      }),
    );
    const other = add(node, { id: 100 });
    db.writeSync((tx) => tx.delete(nodes[20] as Entity, node));
    expect(db.query(node).count()).toBe(1);
    expect(db.has(other, node)).toBe(true);
  });

  test('a reference to an entity holds only while it has a row in the table', () => {
    const { db, add, player, pet } = open();
    const hero = add(player, { nick: 'h' });
    const empty = db.writeSync((tx) => tx.create());
    expect(errorOf(() => add(pet, { owner: empty }))).toMatchObject({ code: 'CONSTRAINT_FOREIGN_KEY', value: empty });
    const dog = add(pet, { owner: hero });
    // Delete and insert on the same entity is a change.
    db.writeSync((tx) => {
      tx.delete(hero, player);
      tx.insert(hero, player, { nick: 'i' });
    });
    expect(db.isAlive(dog)).toBe(true);
  });
});

describe('parents', () => {
  test('a row needs one of the same entity in the parent, and goes with it', () => {
    const { db, add, player, injury } = open();
    const stranger = db.writeSync((tx) => tx.create());
    expect(errorOf(() => db.writeSync((tx) => tx.insert(stranger, injury, { days: 1 })))).toMatchObject({
      code: 'CONSTRAINT_PARENT',
      table: 'injury',
      parent: 'player',
      entity: stranger,
    });
    const hero = add(player, { nick: 'h' });
    db.writeSync((tx) => tx.insert(hero, injury, { days: 3 }));
    db.writeSync((tx) => {
      tx.delete(hero, player);
      expect(tx.has(hero, injury)).toBe(true);
    });
    expect(db.has(hero, injury)).toBe(false);
  });
});
