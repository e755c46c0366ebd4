/** The entity record shows one entity, `entities()` iterates over the living ones, `create` and `destroy` of one. */

import { inspect } from 'node:util';
import { Database, type Entity, type Reader, schemaFromDescriptor, type Transaction } from '@ecsdb/runtime';
import { attach, share } from '@ecsdb/runtime/threads';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf, rejectionOf } from '../support/errors.js';
import { describeSchema, schemaOf } from '../support/schema.js';

const SCHEMA = schemaOf({ tables: { player: { name: 'string<8>', gold: 'u64' }, body: { x: 'f64' }, frozen: {} } });

/** FNV-1a with 64 bits, written down again from its definition. */
function fnv1a(bytes: Uint8Array): string {
  let hash = 14695981039346656037n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 1099511628211n) % 2n ** 64n;
  return hash.toString(16).padStart(16, '0');
}

function archetypeOf(...tableIds: readonly number[]): string {
  return fnv1a(new Uint8Array(Uint32Array.from(tableIds.toSorted((a, b) => a - b)).buffer));
}

function open() {
  const db = Database.memory(SCHEMA);
  const Player = db.component('player');
  const Body = db.component('body');
  const Frozen = db.component('frozen');
  const [ada, empty] = db.writeSync((tx) => {
    const old = tx.create();
    const unused = tx.create();
    tx.destroy(old);
    const entity = tx.create();
    tx.insert(entity, Frozen);
    tx.insert(entity, Player, { name: 'Ada', gold: 5n });
    return [entity, unused] as const;
  });
  return { db, Player, Body, Frozen, ada, empty };
}

test('the algorithm of the hash is FNV-1a, by the published test vectors', () => {
  expect(fnv1a(new TextEncoder().encode('a'))).toBe('af63dc4c8601ec8c');
  expect(fnv1a(new TextEncoder().encode('foobar'))).toBe('85944171f73967e8');
});

describe.each<[string, (db: Database, use: (reader: Reader) => void) => Promise<void> | void]>([
  ['a database', (db, use) => use(db)],
  ['a transaction', (db, use) => db.writeSync((tx) => use(tx))],
  [
    'an attached database',
    async (db, use) => {
      const shared = attach(SCHEMA, share(db));
      use(shared);
      await shared.close();
    },
  ],
  [
    'a pinned version',
    async (db, use) => {
      const shared = attach(SCHEMA, share(db));
      shared.pinVersion(use);
      await shared.close();
    },
  ],
])('in %s', (_, over) => {
  test('a record shows the id, the components and their rows', async () => {
    const { db, ada, empty } = open();
    await over(db, (reader) => {
      const record = reader.entity(ada);
      expect(record).toMatchObject({ entity: ada, index: 1, generation: 1 });
      expect(record.archetype).toBe(archetypeOf(0, 2));
      expect(record.components.map(({ TABLE_NAME }) => TABLE_NAME)).toEqual(['player', 'frozen']);
      const shown = Array.from(record, ([component, data]) => [component.TABLE_NAME, data]);
      expect(shown).toEqual([
        ['player', { name: 'Ada', gold: 5n }],
        ['frozen', {}],
      ]);
      expect([...reader.entity(empty)]).toEqual([]);
      expect(reader.entity(empty).archetype).toBe(archetypeOf());
      expect(reader.tryEntity(empty)?.entity).toBe(empty);
    });
    await db.close();
  });

  test('a record prints as plain data', async () => {
    const { db, ada } = open();
    await over(db, (reader) => {
      const record = reader.entity(ada);
      const plain = { entity: ada, index: 1, generation: 1, archetype: archetypeOf(0, 2) };
      expect(inspect(record, { depth: 5 })).toBe(
        inspect({ ...plain, components: { player: { name: 'Ada', gold: 5n }, frozen: {} } }, { depth: 5 }),
      );
      expect(JSON.parse(JSON.stringify(record))).toEqual({
        ...plain,
        components: { player: { name: 'Ada', gold: '5' }, frozen: {} },
      });
    });
    await db.close();
  });

  test('an entity that is not alive is an error, or undefined', async () => {
    const { db, ada } = open();
    await over(db, (reader) => {
      for (const dead of [1 as Entity, 99 as Entity, 0 as Entity]) {
        expect(errorOf(() => reader.entity(dead))).toMatchObject({ code: 'ENTITY_NOT_FOUND', entity: dead });
        expect(reader.tryEntity(dead)).toBeUndefined();
      }
      for (const wrong of [undefined, 'ada', 5n]) {
        expect(errorOf(() => reader.entity(wrong as never)).message).toContain('entity() expects an entity id');
        expect(errorOf(() => reader.tryEntity(wrong as never)).message).toContain('tryEntity() expects an entity id');
      }
      expect(reader.tryEntity(ada)?.archetype).toHaveLength(16);
    });
    await db.close();
  });

  test('entities() yields the living entities in the order of their indexes', async () => {
    const { db, ada, empty } = open();
    await over(db, (reader) => {
      expect([...reader.entities()]).toEqual([ada, empty]);
      expect(reader.entities().next()).toEqual({ done: false, value: ada });
    });
    await db.close();
  });
});

describe('a record that is kept', () => {
  test('shows the present state', () => {
    const { db, ada, Player, Body, Frozen } = open();
    const record = db.entity(ada);
    db.writeSync((tx) => {
      const inside = tx.entity(ada);
      tx.delete(ada, Frozen);
      tx.insert(ada, Body, { x: 5 });
      tx.update(ada, Player, { gold: 6n });
      expect(inside.archetype).toBe(archetypeOf(1, 0));
      expect(inside.get(Body)).toEqual({ x: 5 });
      expect(record.archetype).toBe(archetypeOf(0, 2));
      expect(record.tryGet(Body)).toBeUndefined();
    });
    expect(record.archetype).toBe(archetypeOf(1, 0));
    expect(record.get(Player)).toEqual({ name: 'Ada', gold: 6n });
    expect(errorOf(() => record.get(Frozen)).code).toBe('COMPONENT_NOT_FOUND');
  });

  test('leaves out rows that are deleted before the loop reaches them', () => {
    const { db, ada, Frozen } = open();
    const names: string[] = [];
    for (const [{ TABLE_NAME }] of db.entity(ada)) {
      names.push(TABLE_NAME);
      db.writeSync((tx) => tx.delete(ada, Frozen));
    }
    expect(names).toEqual(['player']);
  });

  test('throws once the entity was destroyed, and prints that', () => {
    const { db, ada } = open();
    const record = db.entity(ada);
    db.writeSync((tx) => tx.destroy(ada));
    expect(errorOf(() => record.archetype).code).toBe('ENTITY_NOT_FOUND');
    expect(errorOf(() => record.components).code).toBe('ENTITY_NOT_FOUND');
    expect(record.index).toBe(1);
    expect(inspect(record)).toContain('is not alive');
  });

  test('throws once its transaction has ended or its database is closed', async () => {
    const { db, ada } = open();
    const record = db.entity(ada);
    const { inside, iterator } = db.writeSync((tx) => ({ inside: tx.entity(ada), iterator: tx.entities() }));
    expect(errorOf(() => inside.archetype).code).toBe('TRANSACTION_ERROR');
    expect(errorOf(() => iterator.next()).code).toBe('TRANSACTION_ERROR');
    await db.close();
    expect(errorOf(() => record.archetype).code).toBe('CHANNEL_CLOSED');
    expect(errorOf(() => db.entities()).code).toBe('CHANNEL_CLOSED');
  });
});

test('the archetype depends on the ids of the tables only, not on their order or their use', () => {
  const { tables, ...rest } = describeSchema({ tables: { a: { x: 'u8' }, b: {}, c: {} } });
  const renumbered = tables.map((table) => ({ ...table, tableId: 70_000 - table.tableId }));
  const archetypes = [
    [0, 2],
    [2, 0],
  ].map((order) => {
    const db = Database.memory(schemaFromDescriptor({ ...rest, tables: renumbered.toReversed() }));
    return db.writeSync((tx) => {
      const entity = tx.create();
      for (const at of order) tx.insert(entity, db.component('abc'[at] ?? ''), at === 0 ? { x: 1 } : {});
      return tx.entity(entity).archetype;
    });
  });
  expect(archetypes).toEqual([archetypeOf(70_000, 69_998), archetypeOf(70_000, 69_998)]);
});

test('the components are found among many tables, whatever the entity had before', () => {
  const names = Array.from({ length: 150 }, (_, i) => `t${i}`);
  const db = Database.memory(schemaOf({ tables: Object.fromEntries(names.map((name) => [name, {}])) }));
  fc.assert(
    fc.property(fc.array(fc.nat(149), { maxLength: 30 }), (toggled) => {
      db.writeSync((tx) => {
        const entity = tx.create();
        for (const at of toggled) {
          const component = db.component(`t${at}`);
          if (!tx.delete(entity, component)) tx.insert(entity, component);
        }
        const expected = names.filter((name) => tx.has(entity, db.component(name)));
        expect(tx.entity(entity).components.map(({ TABLE_NAME }) => TABLE_NAME)).toEqual(expected);
      });
    }),
    { numRuns: 50 },
  );
});

const change = fc.record({
  what: fc.constantFrom('nothing', 'create', 'destroy', 'publish'),
  whom: fc.nat(40),
});

test('whatever happens during a loop, it yields each entity that stays alive, no dead one, and ends', () => {
  fc.assert(
    fc.property(fc.nat(30), fc.array(change, { maxLength: 60 }), fc.boolean(), (count, changes, inTransaction) => {
      const db = Database.memory(SCHEMA);
      const entities = db.writeSync((tx) => tx.createMany(count));
      db.writeSync((tx) => tx.destroyMany(entities.filter((_, i) => i % 5 === 2)));
      const run = (reader: Reader, write: (run: (tx: Transaction) => void) => void) => {
        const before = [...reader.entities()];
        const known = new Set(before);
        const seen: Entity[] = [];
        let step = 0;
        for (const entity of reader.entities()) {
          expect(reader.isAlive(entity)).toBe(true);
          seen.push(entity);
          const { what, whom } = changes[step++] ?? { what: 'nothing', whom: 0 };
          const target = before[whom % before.length] as Entity;
          if (what === 'create') write((tx) => void tx.create());
          if (what === 'publish') write(() => {});
          if (what === 'destroy') write((tx) => void (tx.isAlive(target) && tx.destroy(target)));
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.map((entity) => entity >>> 0)).toEqual(
          seen.map((entity) => entity >>> 0).toSorted((a, b) => a - b),
        );
        for (const entity of before) if (reader.isAlive(entity)) expect(seen).toContain(entity);
        // New entities are visited only where they reuse an index that the loop had not reached.
        for (const entity of seen) if (!known.has(entity)) expect(entity >>> 0).toBeLessThanOrEqual(count);
      };
      if (inTransaction) db.writeSync((tx) => run(tx, (write) => write(tx)));
      else run(db, (write) => db.writeSync(write));
    }),
  );
});

test('create and destroy of a database are transactions of one operation', async () => {
  const { db } = open();
  const entity = await db.create();
  expect(db.isAlive(entity)).toBe(true);
  expect(await db.destroy(entity)).toBe(db.version);
  expect(db.isAlive(entity)).toBe(false);
  expect(await rejectionOf(db.destroy(entity))).toMatchObject({ code: 'ENTITY_NOT_FOUND', entity });
  expect((await rejectionOf(Reflect.apply(db.create, db, [{ name: 'Ada' }]))).message).toContain('no arguments');
  const [first, second] = await Promise.all([db.create(), db.create()]);
  expect(first).not.toBe(second);
});
