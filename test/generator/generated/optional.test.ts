/** Optional rows and alternatives of declared queries, in each form of a loop, whatever changes meanwhile. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AnyComponent, Database, type Entity, type Schema, type Transaction } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../../runtime/support/errors.js';
import { compileText, temporaryDirectory, writeFiles } from '../support/generated.js';

/** The records have different sizes, so that a wrong row has a wrong value. */
const SCHEMA = `
[database]
name = "perhaps"

[tables.a]
fields = [{ name = "x", type = "f64" }]

[tables.b]
fields = [{ name = "x", type = "f64" }, { name = "y", type = "f64", default = -1 }]

[tables.c]
fields = [
  { name = "y", type = "f64", default = -1 },
  { name = "x", type = "u16" },
  { name = "z", type = "u8", default = 9 },
]

[tables.d]
[tables.e]
[tables.f]

# b decides about matches, c does not.
[queries.some]
write = ["a"]
optional = ["b", "c", "d"]
any = [["b", "d"], ["b", "e"]]
without = ["f"]

[queries.with_only]
with = ["a"]
optional = ["c"]
`;

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
type Name = (typeof NAMES)[number];

interface Row {
  readonly x: number;
  toObject(): object;
}

interface Loop extends Iterable<[a: Row, b: Row | undefined, c: Row | undefined, d: Row | undefined, entity: Entity]> {
  readonly a: Row & { x: number };
  readonly b: Row | undefined;
  readonly c: Row | undefined;
  readonly d: Row | undefined;
  readonly entity: Entity;
  next(): boolean;
  forEach(visit: (a: Row, b: Row | undefined, c: Row | undefined, d: Row | undefined, entity: Entity) => void): void;
  runs(visit: (run: { readonly count: number }) => void): void;
  count(): number;
  first(): object | undefined;
  toArray(): object[];
}

interface WithOnly extends Iterable<[c: Row | undefined, entity: Entity]> {
  readonly c: Row | undefined;
  readonly entity: Entity;
  next(): boolean;
  forEach(visit: (c: Row | undefined, entity: Entity) => void): void;
  toArray(): object[];
}

type Source = Database | Transaction;

const directory = temporaryDirectory();
writeFiles(directory, compileText(SCHEMA));
const generated: { readonly perhaps: Schema } & { readonly [N in Uppercase<Name>]: AnyComponent } & {
  readonly some: (source: Source) => Loop;
  readonly withOnly: (source: Source) => WithOnly;
} = await import(pathToFileURL(join(directory, 'index.ts')).href);
const { perhaps: schema, some, withOnly } = generated;

function componentOf(name: Name): AnyComponent {
  return generated[name.toUpperCase() as Uppercase<Name>];
}

function dataOf(name: Name, x: number): object {
  return ['a', 'b', 'c'].includes(name) ? { x } : {};
}

/** Entities with `a` and, by the bits of their shape, the other tables. The values of an entity are its number. */
function populate(shapes: readonly number[], options?: { debug?: boolean }): { db: Database; entities: Entity[] } {
  const db = Database.memory(schema, options);
  const entities = db.writeSync((tx) =>
    shapes.map((shape, x) => {
      const entity = tx.create();
      NAMES.forEach((name, bit) => {
        if (((shape * 2 + 1) & (1 << bit)) !== 0) tx.insert(entity, componentOf(name), dataOf(name, x));
      });
      return entity;
    }),
  );
  return { db, entities };
}

function isMatch(reader: Source, entity: Entity): boolean {
  const has = (name: Name): boolean => reader.has(entity, componentOf(name));
  return has('a') && (has('b') || has('d')) && (has('b') || has('e')) && !has('f');
}

type Visit = (a: Row, b: Row | undefined, c: Row | undefined, d: Row | undefined, entity: Entity) => void;

const FORMS: readonly (readonly [string, (loop: Loop, visit: Visit) => void])[] = [
  [
    'next()',
    (loop, visit) => {
      while (loop.next()) visit(loop.a, loop.b, loop.c, loop.d, loop.entity);
    },
  ],
  ['forEach', (loop, visit) => loop.forEach(visit)],
  [
    'for..of',
    (loop, visit) => {
      for (const step of loop) visit(...step);
    },
  ],
];

/** A row shows its entity, or throws because it was closed. A row of a tag has nothing to show. */
function checkKept(reader: Source, entity: Entity, name: Name, row: Row | undefined): void {
  if (name === 'd') return;
  let shown: unknown;
  try {
    shown = row?.toObject();
  } catch (error) {
    expect(error).toMatchObject({ code: 'TRANSACTION_ERROR' });
    return;
  }
  if (shown !== undefined) expect(shown).toEqual(reader.get(entity, componentOf(name)));
}

const action = fc.record({
  what: fc.constantFrom<'nothing' | 'destroy' | 'create' | Name>(
    'nothing',
    'b',
    'c',
    'c',
    'd',
    'e',
    'f',
    'destroy',
    'create',
  ),
  whom: fc.option(fc.nat(30)),
});
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;
const shapes = fc.array(fc.nat(31), { maxLength: 40, size: 'max' });
const actions = fc.array(action, { maxLength: 40, size: 'max' });

function act(tx: Transaction, entities: readonly Entity[], { what, whom }: Action, current: Entity): void {
  const target = whom === null ? current : (entities[whom % entities.length] as Entity);
  if (what === 'create') tx.insert(tx.create(), componentOf('c'), { x: 1000 });
  if (what === 'nothing' || what === 'create' || !tx.isAlive(target)) return;
  if (what === 'destroy') tx.destroy(target);
  else if (!tx.delete(target, componentOf(what))) {
    tx.insert(target, componentOf(what), dataOf(what, entities.indexOf(target)));
  }
}

/** Runs a loop that makes the changes, and checks each step. */
function checkLoop(
  run: (visit: Visit) => void,
  reader: Source,
  entities: readonly Entity[],
  change: (step: number, current: Entity) => void,
): void {
  const pending = entities.filter((entity) => isMatch(reader, entity));
  const next = (): Entity | undefined => {
    let entity = pending.shift();
    while (entity !== undefined && !isMatch(reader, entity)) entity = pending.shift();
    return entity;
  };
  let step = 0;
  run((a, b, c, d, entity) => {
    expect(entity).toBe(next());
    const rows: readonly (readonly [Name, Row | undefined])[] = [
      ['a', a],
      ['b', b],
      ['c', c],
      ['d', d],
    ];
    for (const [name, row] of rows) expect(row?.toObject()).toEqual(reader.tryGet(entity, componentOf(name)));
    change(step++, entity);
    for (const [name, row] of rows) checkKept(reader, entity, name, row);
  });
  expect(next()).toBeUndefined();
}

describe.each(FORMS)('%s', (name, run) => {
  test('in a transaction shows the right rows, whatever a step changes', () => {
    fc.assert(
      fc.property(shapes, actions, fc.boolean(), (given, todo, debug) => {
        const { db, entities } = populate(given, { debug });
        db.writeSync((tx) =>
          checkLoop(
            (visit) => run(some(tx), visit),
            tx,
            entities,
            (step, current) => {
              try {
                act(tx, entities, todo[step] ?? { what: 'nothing', whom: null }, current);
              } catch (error) {
                // Only forEach protects tables, and only those that decide about matches.
                expect(error).toMatchObject({ code: 'TRANSACTION_ERROR' });
                expect([name, todo[step]?.what === 'c']).toEqual(['forEach', false]);
              }
            },
          ),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('over the published state shows the right rows after publications', () => {
    fc.assert(
      fc.property(shapes, actions, fc.boolean(), (given, todo, debug) => {
        const { db, entities } = populate(given, { debug });
        checkLoop(
          (visit) => run(some(db), visit),
          db,
          entities,
          (step, current) => {
            const one = todo[step];
            if (one !== undefined) db.writeSync((tx) => act(tx, entities, one, current));
          },
        );
      }),
      { numRuns: 100 },
    );
  });

  test('visits long runs, too', () => {
    const { db, entities } = populate(Array.from({ length: 300 }, (_, i) => (i % 7 === 0 ? 3 : 1)));
    checkLoop(
      (visit) => run(some(db), visit),
      db,
      entities,
      () => {},
    );
    db.writeSync((tx) =>
      checkLoop(
        (visit) => run(some(tx), visit),
        tx,
        entities,
        () => {},
      ),
    );
    let count = 0;
    some(db).runs((one) => {
      count += one.count;
    });
    expect(count).toBe(300);
  });
});

test('first() and toArray() return plain copies with the entity', () => {
  const { db, entities } = populate([0, 1, 2 + 4 + 8, 4]);
  const expected = [
    { a: { x: 1 }, b: { x: 1, y: -1 }, c: undefined, d: undefined, entity: entities[1] },
    { a: { x: 2 }, b: undefined, c: { x: 2, y: -1, z: 9 }, d: {}, entity: entities[2] },
  ];
  for (const loop of [some(db), db.writeSync(some)]) {
    if (loop.constructor.name.includes('Mut')) expect(errorOf(() => loop.first()).code).toBe('TRANSACTION_ERROR');
    else {
      expect(loop.first()).toEqual(expected[0]);
      expect(loop.toArray()).toEqual(expected);
      // They do not move the loop itself.
      expect(loop.next()).toBe(true);
      expect([loop.entity, loop.count()]).toEqual([entities[1], 2]);
    }
  }
  db.writeSync((tx) => {
    expect(some(tx).toArray()).toEqual(expected);
    tx.destroyMany(entities);
    expect(some(tx).first()).toBeUndefined();
    expect(some(tx).toArray()).toEqual([]);
  });
});

test('a query that passes optional rows only', () => {
  const { db, entities } = populate([0, 2, 0, 2]);
  const expected = [undefined, 1, undefined, 3].map((x, i) => [x, entities[i]]);
  const found = { next: [] as unknown[], each: [] as unknown[], of: [] as unknown[] };
  const loop = withOnly(db);
  while (loop.next()) found.next.push([loop.c?.x, loop.entity]);
  withOnly(db).forEach((c, entity) => void found.each.push([c?.x, entity]));
  for (const [c, entity] of withOnly(db)) found.of.push([c?.x, entity]);
  expect(found).toEqual({ next: expected, each: expected, of: expected });
  expect(withOnly(db).toArray()).toHaveLength(4);
});

test('optional rows are closed before the first step, after the last one, and when they move', () => {
  const { db, entities } = populate([1, 3, 1]);
  const loop = some(db);
  expect(errorOf(() => loop.b?.x).code).toBe('TRANSACTION_ERROR');
  while (loop.next());
  expect(errorOf(() => loop.b?.x).code).toBe('TRANSACTION_ERROR');
  expect(loop.next()).toBe(false);
  db.writeSync((tx) => {
    const m = some(tx);
    m.next();
    m.next();
    expect(m.c?.x).toBe(1);
    tx.delete(entities[1] as Entity, componentOf('c'));
    expect(errorOf(() => m.c?.x).code).toBe('TRANSACTION_ERROR');
    expect([m.a.x, m.b?.x, m.entity]).toEqual([1, 1, entities[1]]);
    expect(m.next()).toBe(true);
    expect([m.a.x, m.b?.x, m.c]).toEqual([2, 2, undefined]);
  });
});
