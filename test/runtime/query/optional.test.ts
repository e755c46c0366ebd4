/**
 * Optional rows are those of the current entity, or `undefined`. Alternatives: an entity has at least one of each
 * group. Both hold whatever changes during a loop.
 */

import { Database, type DynamicRow, type Entity, type Reader, type Transaction } from '@ecsdb/runtime';
import { attach, share } from '@ecsdb/runtime/threads';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
type Name = (typeof NAMES)[number];

/** The records have different sizes, so that a wrong row has a wrong value. */
const SCHEMA = schemaOf({
  tables: { a: { x: 'f64' }, b: { x: 'f64', y: 'f64' }, c: { y: 'f64', x: 'f64', z: 'f64' }, d: {}, e: {}, f: {} },
});

function dataOf(name: Name, x: number): Record<string, number> {
  return name === 'a' ? { x } : name === 'b' ? { x, y: -1 } : name === 'c' ? { x, y: -1, z: -1 } : {};
}

/** Entities with `a` and, by the bits of their shape, the other tables. The values of an entity are its number. */
function populate(shapes: readonly number[], options?: { debug?: boolean }) {
  const db = Database.memory(SCHEMA, options);
  const components = Object.fromEntries(NAMES.map((name) => [name, db.component(name)])) as {
    readonly [N in Name]: ReturnType<Database['component']>;
  };
  const entities = db.writeSync((tx) =>
    shapes.map((shape, x) => {
      const entity = tx.create();
      NAMES.forEach((name, bit) => {
        if (name === 'a' || (shape & (1 << (bit - 1))) !== 0) tx.insert(entity, components[name], dataOf(name, x));
      });
      return entity;
    }),
  );
  return { db, entities, ...components };
}

type World = ReturnType<typeof populate>;

const B = 1;
const C = 2;
const D = 4;
const E = 8;
const F = 16;

function xOf(row: DynamicRow | undefined): unknown {
  return row?.get('x');
}

/** The value of an entity's row, if it has one. */
function stored(reader: Reader, entity: Entity, component: ReturnType<Database['component']>): unknown {
  return Reflect.get(reader.tryGet(entity, component) ?? {}, 'x');
}

describe('optional rows', () => {
  const SHAPES = [B, 0, B | C, C, 0, B];
  const EXPECTED = [
    [0, 0, undefined],
    [1, undefined, undefined],
    [2, 2, 2],
    [3, undefined, 3],
    [4, undefined, undefined],
    [5, 5, undefined],
  ];

  type Use = (reader: Reader, db: Pick<Database, 'component'>) => void;
  const over: [string, (world: World, use: Use) => void | Promise<void>][] = [
    ['a database', ({ db }, use) => use(db, db)],
    ['a transaction', ({ db }, use) => db.writeSync((tx) => use(tx, db))],
    [
      'an attached database',
      async ({ db }, use) => {
        const shared = attach(SCHEMA, share(db));
        use(shared, shared);
        shared.pinVersion((view) => use(view, shared));
        await shared.close();
      },
    ],
  ];

  test.each(over)('are the rows of the current entity, in each form of a loop, over %s', async (_, run) => {
    for (const debug of [false, true]) {
      const world = populate(SHAPES, { debug });
      const { entities, db } = world;
      await run(world, (reader, shown) => {
        const [a, b, c] = [shown.component('a'), shown.component('b'), shown.component('c')];
        const query = reader.query(b.optional, a, c.optional);
        const each: unknown[] = [];
        query.forEach((rowB, rowA, rowC, entity) => {
          each.push([xOf(rowA), xOf(rowB), xOf(rowC)]);
          expect(entity).toBe(entities[each.length - 1]);
        });
        expect(each).toEqual(EXPECTED);
        const steps = Array.from(query, ([rowB, rowA, rowC]) => [xOf(rowA), xOf(rowB), xOf(rowC)]);
        // The rows of earlier steps are closed, or show the last step. So values are read in the loop.
        expect(steps).toEqual(EXPECTED);
        expect(query.count()).toBe(6);
        expect(query.toArray()).toEqual(
          EXPECTED.map(([x, y, z], i) => [
            y === undefined ? undefined : dataOf('b', i),
            dataOf('a', x as number),
            z === undefined ? undefined : dataOf('c', i),
            entities[i],
          ]),
        );
        expect(query.first()).toEqual([dataOf('b', 0), dataOf('a', 0), undefined, entities[0]]);
      });
      await db.close();
    }
  });

  test('do not split runs, and do not make a match of their own', () => {
    const { db, a, b, c } = populate(Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? B : 0)));
    for (const terms of [[a], [a, b.optional], [c.optional, a, b.optional]]) db.query(...terms).forEach(() => {});
    expect(db.stats().queries.published).toEqual([
      { tables: ['a'], without: [], any: [], matches: 100, runs: 1, searches: 1 },
    ]);
  });

  test('are written with mut.optional, and a failed transaction undoes it', () => {
    const { db, a, b, entities } = populate(SHAPES);
    const values = () => entities.map((entity) => stored(db, entity, b));
    const change = (tx: Transaction): void => {
      tx.query(a, b.mut.optional).forEach((_, row) => void row?.set('x', 10));
      for (const [, row] of tx.query(a, b.mut.optional)) row?.set('x', Number(row.get('x')) + 1);
    };
    expect(() =>
      db.writeSync((tx) => {
        change(tx);
        throw new RangeError('undo');
      }),
    ).toThrow('undo');
    expect(values()).toEqual([0, undefined, 2, undefined, undefined, 5]);
    db.writeSync(change);
    expect(values()).toEqual([11, undefined, 11, undefined, undefined, 11]);
    expect(errorOf(() => db.query(a, b.mut.optional as never)).code).toBe('TRANSACTION_ERROR');
  });

  test('need another table that is required', () => {
    const { db, a, b, entities } = populate(SHAPES);
    expect(errorOf(() => db.query(b.optional).count())).toMatchObject({
      code: 'SCHEMA_ERROR',
      message: expect.stringContaining('requires no component'),
    });
    expect(errorOf(() => db.query(b.optional).withAny(a).first()).code).toBe('SCHEMA_ERROR');
    const found: unknown[] = [];
    db.query(b.optional)
      .with(a)
      .forEach((row, entity) => {
        found.push([xOf(row), entity]);
      });
    expect(found).toEqual(entities.map((entity, i) => [EXPECTED[i]?.[1], entity]));
  });

  test('are closed when a row of their table is inserted or deleted, for whichever entity', () => {
    const { db, a, b, entities } = populate(SHAPES);
    db.writeSync((tx) => {
      let closed = 0;
      tx.query(a, b.optional).forEach((rowA, rowB, entity) => {
        const other = entities[(entities.indexOf(entity) + 1) % entities.length] as Entity;
        if (!tx.delete(other, b)) tx.insert(other, b, dataOf('b', 7));
        if (rowB !== undefined) {
          expect(errorOf(() => rowB.get('x')).code).toBe('TRANSACTION_ERROR');
          closed++;
        }
        expect(rowA.get('x')).toBe(stored(tx, entity, a));
      });
      expect(closed).toBeGreaterThan(1);
    });
  });

  test('print as the name of their term', () => {
    const { b } = populate([]);
    expect(JSON.stringify([b.optional, b.mut.optional])).toBe('["b.optional","b.mut.optional"]');
    expect(b.optional).toBe(b.optional);
  });
});

describe('alternatives', () => {
  const SHAPES = [0, D, E, D | E, D | B, E | B | C, F | D];

  test('an entity matches if it has at least one of each group', () => {
    const { db, a, b, c, d, e, f, entities } = populate(SHAPES);
    const found = (query: ReturnType<typeof db.query>) =>
      Array.from(query, (step) => entities.indexOf(step.at(-1) as Entity));
    expect(found(db.query(a).withAny(d, e))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(found(db.query(a).withAny(d, e).without(f))).toEqual([1, 2, 3, 4, 5]);
    expect(found(db.query(a).withAny(d, e).withAny(b, c))).toEqual([4, 5]);
    expect(found(db.query(a, b.optional).withAny(e))).toEqual([2, 3, 5]);
    expect(db.query(a).withAny(d, e).count()).toBe(6);
    expect(db.stats().queries.published[0]).toMatchObject({ tables: ['a'], any: [['d', 'e']], matches: 6 });
  });

  test('the match follows changes of each table of a group', () => {
    const { db, a, d, e, entities } = populate(SHAPES);
    const query = db.query(a).withAny(d, e);
    const [first, second] = entities as [Entity, Entity];
    expect(query.count()).toBe(6);
    db.writeSync((tx) => tx.insert(first, e));
    expect(query.count()).toBe(7);
    db.writeSync((tx) => tx.delete(second, d));
    expect(query.count()).toBe(6);
  });

  test('a group without components is an error', () => {
    const { db, a } = populate([]);
    const query = db.query(a);
    expect(errorOf(() => Reflect.apply(query.withAny, query, [])).message).toContain('withAny() expects at least one');
  });
});

const action = fc.record({
  what: fc.constantFrom<'nothing' | 'destroy' | 'create' | Name>(
    'nothing',
    'b',
    'b',
    'c',
    'd',
    'e',
    'f',
    'destroy',
    'create',
  ),
  whom: fc.option(fc.nat(30)),
});
const shapes = fc.array(fc.nat(31), { maxLength: 40, size: 'max' });
const actions = fc.array(action, { maxLength: 40, size: 'max' });

/** Does what an action says. False if the runtime refused it, because the loop does not allow it. */
function act(
  world: World,
  tx: Transaction,
  { what, whom }: { what: string; whom: number | null },
  current: Entity,
): boolean {
  const target = whom === null ? current : (world.entities[whom % world.entities.length] as Entity);
  try {
    if (what === 'create') tx.insert(tx.create(), world.b, dataOf('b', 1000));
    if (what === 'nothing' || what === 'create' || !tx.isAlive(target)) return true;
    if (what === 'destroy') tx.destroy(target);
    else {
      const component = world[what as Name];
      if (!tx.delete(target, component))
        tx.insert(target, component, dataOf(what as Name, world.entities.indexOf(target)));
    }
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'TRANSACTION_ERROR' });
    expect(target).not.toBe(current);
    return false;
  }
}

function isMatch(reader: Reader, { a, d, e, f }: World, entity: Entity): boolean {
  return reader.has(entity, a) && (reader.has(entity, d) || reader.has(entity, e)) && !reader.has(entity, f);
}

/** Expects that loops visit what matched at first and matches when its turn comes, and show its rows. */
class Visits {
  readonly #world: World;
  readonly #reader: Reader;
  readonly #pending: Entity[];

  constructor(world: World, reader: Reader) {
    this.#world = world;
    this.#reader = reader;
    this.#pending = world.entities.filter((entity) => isMatch(reader, world, entity));
  }

  check(entity: Entity, rowA: DynamicRow, rowB: DynamicRow | undefined, rowC: DynamicRow | undefined): void {
    const { a, b, c } = this.#world;
    expect(entity).toBe(this.#next());
    expect(rowA.toObject()).toEqual(this.#reader.get(entity, a));
    expect(rowB?.toObject()).toEqual(this.#reader.tryGet(entity, b));
    expect(rowC?.toObject()).toEqual(this.#reader.tryGet(entity, c));
  }

  end(): void {
    expect(this.#next()).toBeUndefined();
  }

  #next(): Entity | undefined {
    let next = this.#pending.shift();
    while (next !== undefined && !isMatch(this.#reader, this.#world, next)) next = this.#pending.shift();
    return next;
  }
}

/** A row that is still open shows its entity. */
function checkKept(reader: Reader, world: World, entity: Entity, name: Name, row: DynamicRow | undefined): void {
  if (row === undefined) return;
  let shown: unknown;
  try {
    shown = row.toObject();
  } catch (error) {
    expect(error).toMatchObject({ code: 'TRANSACTION_ERROR' });
    return;
  }
  expect(shown).toEqual(reader.get(entity, world[name]));
}

test.each(['forEach', 'for..of'])('%s shows the right rows, whatever a step changes', (form) => {
  fc.assert(
    fc.property(shapes, actions, fc.boolean(), (given, todo, debug) => {
      const world = populate(given, { debug });
      const { db, a, b, c, d, e, f } = world;
      db.writeSync((tx) => {
        const query = tx.query(b.mut.optional, a.mut, c.optional).withAny(d, e).without(f);
        const visits = new Visits(world, tx);
        let step = 0;
        let refused = 0;
        const visit = (
          rowB: DynamicRow | undefined,
          rowA: DynamicRow,
          rowC: DynamicRow | undefined,
          entity: Entity,
        ): void => {
          visits.check(entity, rowA, rowB, rowC);
          const { what, whom } = todo[step++] ?? { what: 'nothing', whom: null };
          if (!act(world, tx, { what, whom }, entity)) {
            refused++;
            // Only tables that decide about matches are protected.
            expect(['d', 'e', 'f', 'destroy']).toContain(what);
          }
          checkKept(tx, world, entity, 'a', rowA);
          checkKept(tx, world, entity, 'b', rowB);
          checkKept(tx, world, entity, 'c', rowC);
        };
        if (form === 'forEach') query.forEach(visit);
        else for (const values of query) visit(...values);
        visits.end();
        if (form === 'for..of') expect(refused).toBe(0);
      });
    }),
    { numRuns: 400 },
  );
});

test.each(['forEach', 'for..of'])('%s over the published state shows the right rows after publications', (form) => {
  fc.assert(
    fc.property(shapes, actions, fc.boolean(), (given, todo, debug) => {
      const world = populate(given, { debug });
      const { db, a, b, c, d, e, f } = world;
      const query = db.query(b.optional, a, c.optional).withAny(d, e).without(f);
      const visits = new Visits(world, db);
      let step = 0;
      const visit = (
        rowB: DynamicRow | undefined,
        rowA: DynamicRow,
        rowC: DynamicRow | undefined,
        entity: Entity,
      ): void => {
        visits.check(entity, rowA, rowB, rowC);
        const { what, whom } = todo[step++] ?? { what: 'nothing', whom: null };
        const { version } = db;
        db.writeSync((tx) => void act(world, tx, { what, whom }, entity));
        for (const [name, row] of [
          ['a', rowA],
          ['b', rowB],
          ['c', rowC],
        ] as const) {
          if (db.version !== version && row !== undefined)
            expect(errorOf(() => row.get('x')).code).toBe('TRANSACTION_ERROR');
          checkKept(db, world, entity, name, row);
        }
      };
      if (form === 'forEach') query.forEach(visit);
      else for (const values of query) visit(...values);
      visits.end();
    }),
    { numRuns: 200 },
  );
});

test('loops inside each other have optional rows of their own', () => {
  const world = populate([B, 0, B, B | C]);
  const { db, a, b, entities } = world;
  db.writeSync((tx) => {
    tx.query(a, b.optional).forEach((_, outer, entity) => {
      const before = xOf(outer);
      tx.query(a, b.optional).forEach((__, inner, other) => {
        expect(xOf(inner)).toBe(stored(tx, other, b));
      });
      for (const [, inner, other] of tx.query(a, b.optional)) {
        expect(xOf(inner)).toBe(stored(tx, other, b));
        if (other === entities[2]) break;
      }
      expect(xOf(outer)).toBe(before);
      expect(before).toBe(stored(tx, entity, b));
    });
  });
});

test('hundreds of unfinished loops keep showing the right rows', () => {
  const world = populate(Array.from({ length: 10 }, (_, i) => (i % 3 === 0 ? 0 : B)));
  const { db, a, b } = world;
  db.writeSync((tx) => {
    const loops = Array.from({ length: 300 }, () => tx.query(a, b.optional)[Symbol.iterator]());
    for (let step = 0; step < 10; step++) {
      for (const loop of loops) {
        const [rowA, rowB, entity] = loop.next().value ?? [];
        expect(xOf(rowA)).toBe(step);
        expect(xOf(rowB)).toBe(stored(tx, entity, b));
      }
      tx.insert(tx.create(), b, dataOf('b', 1));
    }
  });
});
