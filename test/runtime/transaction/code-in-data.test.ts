/** Code in the data of an operation (getters, proxies, iterators) can read, but not change its transaction. */

import { Database, type DynamicComponent, type DynamicData, type Entity, type Transaction } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { share } from '@ecsdb/runtime/threads';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf, rejectionOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

const schema = schemaOf({
  customTypes: { Point: { x: 'f32', tags: '[u8; 2]' } },
  tables: {
    thing: { gold: 'u32', at: 'Point', list: '[u16; 3]', points: '[Point; 2]', maybe: { type: 'u8', nullable: true } },
    other: { x: 'u8' },
  },
});

const PLAIN = {
  gold: 5,
  at: { x: 1, tags: [2, 3] },
  list: [4, 5, 6],
  points: [
    { x: 7, tags: [8, 9] },
    { x: 10, tags: [11, 12] },
  ],
  maybe: 13,
} as const satisfies DynamicData;

interface World {
  readonly db: Database;
  readonly Thing: DynamicComponent;
  readonly Other: DynamicComponent;
  /** Has a row of `thing` and a row of `other`. */
  readonly a: Entity;
  /** Has a row of `thing`. */
  readonly b: Entity;
  /** Has no rows. */
  readonly c: Entity;
}

function fill(db: Database): World {
  const [Thing, Other] = [db.component('thing'), db.component('other')];
  const [a, b, c] = db.writeSync((tx) => [tx.create(), tx.create(), tx.create()] as const);
  db.writeSync((tx) => {
    tx.insert(a, Thing, { ...PLAIN, gold: 100 });
    tx.insert(b, Thing, { ...PLAIN, gold: 200 });
    tx.insert(a, Other, { x: 1 });
  });
  return { db, Thing, Other, a, b, c };
}

/** Everything that the database contains. */
function contents({ db, Thing, Other, a, b, c }: World): unknown {
  const rows = [a, b, c].map((entity) => [db.isAlive(entity), db.tryGet(entity, Thing), db.tryGet(entity, Other)]);
  const listed = [Thing, Other].map((component) => [...db.query(component)].map(([, entity]) => entity));
  return { rows, listed, counts: [db.count(), db.count(Thing), db.count(Other)] };
}

type Change = (tx: Transaction, world: World) => unknown;

const CHANGES: { readonly [name: string]: Change } = {
  create: (tx) => tx.create(),
  'destroy the entity': (tx, { a, c }) => [tx.destroy(a), tx.destroy(c)],
  'destroy another entity': (tx, { b }) => tx.destroy(b),
  'insert into the same table': (tx, { Thing, c }) => tx.insert(c, Thing, PLAIN),
  'insert into another table': (tx, { Other, b }) => tx.insert(b, Other, { x: 2 }),
  'put the same row': (tx, { Thing, a }) => tx.put(a, Thing, { ...PLAIN, gold: 6 }),
  'put another row': (tx, { Thing, b }) => tx.put(b, Thing, { ...PLAIN, gold: 6 }),
  'put a new row': (tx, { Other, c }) => tx.put(c, Other, { x: 1 }),
  'update with an object': (tx, { Thing, b }) => tx.update(b, Thing, { gold: 6 }),
  'update with a function': (tx, { Thing, b }) => tx.update(b, Thing, (row) => row.set('gold', 6)),
  delete: (tx, { Thing, a, b }) => [tx.delete(a, Thing), tx.delete(b, Thing)],
  'a loop that writes': (tx, { Thing }) => tx.query(Thing.mut).forEach((row) => void row.set('gold', 6)),
  'an iterator that writes': (tx, { Thing }) => [...tx.query(Thing.mut)],
  'writeSync of the database': (_, { db }) => db.writeSync(() => {}),
  'share of the database': (_, { db }) => share(db),
};

/** Data that calls `run` when part number `at` is read. An outer part has a lower number than its inner parts. */
function dataThatRuns(run: () => unknown, at: number, plain: unknown = PLAIN): DynamicData {
  let position = 0;
  const build = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const copy: object = Array.isArray(value) ? [] : {};
    for (const [key, part] of Object.entries(value)) {
      const number = position++;
      const built = build(part);
      const get = (): unknown => {
        if (number === at) run();
        return built;
      };
      Object.defineProperty(copy, key, { get, enumerable: true });
    }
    return copy;
  };
  return build(plain) as DynamicData;
}
/** How many parts `PLAIN` has. */
const PARTS = 21;

/** Ways in which data can run code. */
const CARRIERS: { readonly [name: string]: (run: () => unknown) => DynamicData } = {
  'a getter': (run) => dataThatRuns(run, 0),
  'a getter in a nested value': (run) => dataThatRuns(run, 2),
  'a getter in an array': (run) => dataThatRuns(run, 7),
  'a proxy': (run) =>
    new Proxy(PLAIN, {
      get: (data, key) => {
        run();
        return Reflect.get(data, key);
      },
    }),
  'a proxy with a trap for its keys': (run) =>
    new Proxy(PLAIN, {
      ownKeys: (data) => {
        run();
        return Reflect.ownKeys(data);
      },
    }),
  'an iterator': (run) => ({
    ...PLAIN,
    list: Object.assign([4, 5, 6], {
      *[Symbol.iterator]() {
        run();
        yield* [4, 5, 6];
      },
    }),
  }),
};

type Operation = (tx: Transaction, world: World, data: DynamicData) => void;

const OPERATIONS = {
  insert: (tx, { Thing, c }, data) => tx.insert(c, Thing, data),
  'put of a new row': (tx, { Thing, c }, data) => tx.put(c, Thing, data),
  put: (tx, { Thing, a }, data) => tx.put(a, Thing, data),
  update: (tx, { Thing, a }, data) => tx.update(a, Thing, data),
  'insert inside a loop': (tx, { Thing, Other, a, c }, data) => {
    for (const [, entity] of tx.query(Other)) if (entity === a) tx.insert(c, Thing, data);
  },
} as const satisfies { readonly [name: string]: Operation };

describe.each(Object.entries(CHANGES))('%s, called by data', (_, change) => {
  test.each(Object.entries(OPERATIONS))('of %s, is refused and changes nothing', async (_, operation) => {
    const world = fill(Database.memory(schema));
    const { db } = world;
    const before = contents(world);
    for (const [name, carrier] of Object.entries(CARRIERS)) {
      const run = (tx: Transaction): void =>
        operation(
          tx,
          world,
          carrier(() => change(tx, world)),
        );
      expect([name, errorOf(() => db.writeSync(run)).code]).toEqual([name, 'TRANSACTION_ERROR']);
      expect((await rejectionOf(db.write(run))).code).toBe('TRANSACTION_ERROR');
      expect(contents(world)).toEqual(before);
      db.writeSync((tx) => expect(errorOf(() => run(tx)).code).toBe('TRANSACTION_ERROR'));
      expect(contents(world)).toEqual(before);
    }
    // If the data catches the error, the operation continues and nothing else has changed.
    const expected = fill(Database.memory(schema));
    expected.db.writeSync((tx) => operation(tx, expected, PLAIN));
    db.writeSync((tx) =>
      operation(
        tx,
        world,
        dataThatRuns(() => errorOf(() => change(tx, world)), 7),
      ),
    );
    expect(contents(world)).toEqual(contents(expected));
  });
});

test('code in data can read, in all ways', () => {
  const world = fill(Database.memory(schema));
  const { db, Thing, Other, a, b, c } = world;
  db.writeSync((tx) => {
    const read = (): void => {
      expect(tx.get(b, Thing)).toMatchObject({ gold: 200 });
      expect(tx.tryGet(c, Other)).toBeUndefined();
      expect(tx.read(b, Thing, (row) => row.get('gold'))).toBe(200);
      expect([tx.has(a, Other), tx.isAlive(c), tx.count(Other)]).toEqual([true, true, 1]);
      expect(tx.query(Other, Thing.mut).count()).toBe(1);
      tx.query(Thing).forEach((row) => void row.toObject());
      expect([...tx.query(Other)]).toHaveLength(1);
      expect(db.get(a, Thing)).toMatchObject({ gold: 100 });
    };
    for (let at = 0; at < PARTS; at++) tx.put(a, Thing, dataThatRuns(read, at));
    for (let at = 0; at < PARTS; at++) tx.update(a, Thing, dataThatRuns(read, at));
    tx.insert(c, Thing, dataThatRuns(read, 3));
  });
  expect(db.get(a, Thing)).toEqual(PLAIN);
  expect(db.get(c, Thing)).toEqual(PLAIN);
});

test('an unfinished iteration that data begins does not damage its table', () => {
  const world = fill(Database.memory(schema));
  const { db, Thing, c } = world;
  const before = contents(world);
  db.writeSync((tx) => {
    const iterators: unknown[] = [];
    const beginIteration = (): void => {
      const iterator = tx.query(Thing)[Symbol.iterator]();
      iterator.next();
      iterators.push(iterator);
    };
    try {
      tx.insert(c, Thing, dataThatRuns(beginIteration, 0));
      tx.delete(c, Thing);
    } catch (error) {
      expect((error as { code?: unknown }).code).toBe('TRANSACTION_ERROR');
    }
    expect(iterators).toHaveLength(1);
  });
  expect(contents(world)).toEqual(before);
});

test('a builder reads its data at commit, and code in it can only read', async () => {
  for (const change of Object.values(CHANGES)) {
    const world = fill(Database.memory(schema));
    const before = contents(world);
    // The data has no access to the transaction of the builder. It uses an ended transaction, or the database.
    const { ended } = world.db.writeSync((tx) => ({ ended: tx }));
    const data = dataThatRuns(() => change(ended, world), 5);
    const committing = world.db.transaction().insert(world.c, world.Thing, data).commit();
    expect((await rejectionOf(committing)).code).toBe('TRANSACTION_ERROR');
    expect(contents(world)).toEqual(before);
  }
});

describe('a row that is written in place with data that runs code', () => {
  const setters: { readonly [path: string]: unknown } = {
    at: PLAIN.at,
    list: PLAIN.list,
    points: PLAIN.points,
    'points[1]': PLAIN.points[1],
    'at.tags': PLAIN.at.tags,
  };
  test.each(Object.entries(setters))('at %s does not change rows of other entities', (path, plain) => {
    const structural: readonly Change[] = [
      (tx, { a }) => tx.destroy(a),
      (tx, { a, Thing }) => tx.delete(a, Thing),
      (tx, { a, Thing }) => [tx.delete(a, Thing), tx.insert(a, Thing, { ...PLAIN, gold: 1 })],
    ];
    const visits: readonly ((tx: Transaction, world: World, visit: (set: (value: unknown) => void) => void) => void)[] =
      [
        (tx, { a, Thing }, visit) => tx.update(a, Thing, (row) => visit((value) => row.set(path, value as never))),
        (tx, { a, Thing }, visit) => {
          tx.query(Thing.mut).forEach((row, entity) => {
            if (entity === a) visit((value) => row.set(path, value as never));
          });
        },
        (tx, { a, Thing }, visit) => {
          for (const [row, entity] of tx.query(Thing.mut)) {
            if (entity === a) visit((value) => row.set(path, value as never));
          }
        },
      ];
    for (const visit of visits) {
      for (const change of structural) {
        const world = fill(Database.memory(schema));
        const { db, Thing, b } = world;
        const before = db.get(b, Thing);
        const written = db.writeSync((tx) => {
          let after: unknown;
          visit(tx, world, (set) => {
            expect(errorOf(() => set(dataThatRuns(() => change(tx, world), 0, plain))).code).toBe('TRANSACTION_ERROR');
            after = tx.tryGet(world.a, Thing);
          });
          return { after };
        });
        expect(db.get(b, Thing)).toEqual(before);
        expect(db.tryGet(world.a, Thing)).toEqual(written.after);
      }
    }
  });
});

test('after such data, a database opens again with the same contents', async () => {
  const fileSystem = new SimulatedFileSystem();
  const open = (): Promise<Database> => Database.open(schema, { directory: 'db', fileSystem });
  const world = fill(await open());
  const { db, Thing, a } = world;
  let commits = 0;
  for (const change of Object.values(CHANGES)) {
    for (const operation of Object.values(OPERATIONS)) {
      for (const isCaught of [false, true]) {
        const committing = db.write((tx) => {
          const run = (): void =>
            operation(
              tx,
              world,
              dataThatRuns(() => change(tx, world), 9),
            );
          tx.update(a, Thing, { gold: ++commits });
          if (isCaught) errorOf(run);
          else run();
        });
        if (isCaught) await committing;
        else expect((await rejectionOf(committing)).code).toBe('TRANSACTION_ERROR');
      }
    }
  }
  expect(db.get(a, Thing)).toMatchObject({ gold: commits });
  const before = contents(world);
  await db.close();
  const again = await open();
  expect(contents({ ...world, db: again, Thing: again.component('thing'), Other: again.component('other') })).toEqual(
    before,
  );
  await again.close();
});

test('at any place in the data, and with any change, the code has no effect on the database', async () => {
  const step = fc.record({
    at: fc.nat(PARTS - 1),
    change: fc.constantFrom(...Object.values(CHANGES)),
    operation: fc.constantFrom(...Object.values(OPERATIONS)),
    caught: fc.constantFrom('in the data', 'around the operation', 'nowhere'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      const fileSystem = new SimulatedFileSystem();
      const open = (): Promise<Database> => Database.open(schema, { directory: 'db', fileSystem });
      const [world, expected] = [fill(await open()), fill(Database.memory(schema))];
      for (const { at, change, operation: wanted, caught } of steps) {
        // insert() refuses an existing row before it reads the data.
        const operation = world.db.has(world.c, world.Thing) ? OPERATIONS.put : wanted;
        const run = (tx: Transaction): void => {
          const isInside = caught === 'in the data';
          const code = (): unknown => (isInside ? errorOf(() => change(tx, world)) : change(tx, world));
          const data = dataThatRuns(code, at);
          if (caught === 'around the operation') errorOf(() => operation(tx, world, data));
          else operation(tx, world, data);
        };
        const outcome = await world.db.write(run).then(
          () => 'committed',
          (error: { readonly code?: unknown }) => error.code,
        );
        if (caught !== 'in the data') {
          expect(outcome).toBe(caught === 'nowhere' ? 'TRANSACTION_ERROR' : 'committed');
          continue;
        }
        expect(outcome).toBe('committed');
        await expected.db.write((tx) => operation(tx, expected, PLAIN));
      }
      const committed = contents(world);
      expect(committed).toEqual(contents(expected));
      await world.db.close();
      const again = await open();
      expect(
        contents({ ...world, db: again, Thing: again.component('thing'), Other: again.component('other') }),
      ).toEqual(committed);
      await again.close();
    }),
    { numRuns: 20 },
  );
});
