/** `next()` of declared queries: which matches it visits, what it shows, and when its rows close. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AnyComponent, Database, type Entity, type Schema, type Transaction } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../../runtime/support/errors.js';
import { compileText, temporaryDirectory, writeFiles } from '../support/generated.js';

const SCHEMA = `
[database]
name = "steps"

[tables.a]
fields = [{ name = "x", type = "f64" }]

[tables.b]
fields = [{ name = "x", type = "f32" }]

[tables.c]
fields = []

[tables.d]
fields = []

[queries.both]
write = ["a"]
read = ["b"]
without = ["c"]

[queries.tagged]
with = ["a", "c"]

[queries.dees]
with = ["d"]

[queries.every]
write = ["a"]
`;

interface Loop {
  readonly a: { x: number };
  readonly b: { readonly x: number };
  readonly entity: Entity;
  next(): boolean;
  forEach(visit: (...rowsAndEntity: never[]) => void): void;
  count(): number;
}

type Source = Database | Transaction;

interface Generated {
  readonly steps: Schema;
  readonly A: AnyComponent;
  readonly B: AnyComponent;
  readonly C: AnyComponent;
  /** In no query but `dees`. */
  readonly D: AnyComponent;
  readonly both: (source: Source) => Loop;
  readonly tagged: (source: Source) => Loop;
  readonly dees: (source: Source) => Loop;
  readonly every: (source: Source) => Loop;
}

const directory = temporaryDirectory();
writeFiles(directory, compileText(SCHEMA));
const generated: Generated = await import(pathToFileURL(join(directory, 'index.ts')).href);
const { steps: schema, A, B, C, D, both, tagged, dees, every } = generated;

/** Creates entities with A and, by their number, B and C. Their values are their numbers. */
function populate(shapes: readonly number[], options?: { debug?: boolean }): { db: Database; entities: Entity[] } {
  const db = Database.memory(schema, options);
  const entities = db.writeSync((tx) =>
    shapes.map((shape, x) => {
      const entity = tx.create();
      tx.insert(entity, A, { x });
      if ((shape & 1) !== 0) tx.insert(entity, B, { x });
      if ((shape & 2) !== 0) tx.insert(entity, C);
      return entity;
    }),
  );
  return { db, entities };
}

/** Shapes in turn, so that rows of A and B are not in step. */
const SCATTERED = Array.from({ length: 40 }, (_, i) => [1, 0, 3, 1, 0][i % 5] as number);
/** One shape after the other, with long runs. */
const IN_STEP = Array.from({ length: 200 }, (_, i) => (i < 100 ? 1 : 0));

function fieldOf(reader: Source, entity: Entity, component: AnyComponent): unknown {
  return Reflect.get(reader.get(entity, component), 'x');
}

function visited(loop: Loop): Entity[] {
  const found: Entity[] = [];
  while (loop.next()) found.push(loop.entity);
  return found;
}

describe.each([
  ['scattered rows', SCATTERED],
  ['consecutive rows', IN_STEP],
  ['no rows', []],
  ['one row', [1]],
])('over %s', (_, shapes) => {
  test('it visits each match once, like forEach, over the published state and in a transaction', () => {
    const { db, entities } = populate(shapes);
    const expected = entities.filter((_, i) => shapes[i] === 1);
    expect(visited(both(db))).toEqual(expected);
    expect(both(db).count()).toBe(expected.length);
    db.writeSync((tx) => {
      expect(visited(both(tx))).toEqual(expected);
      const each: Entity[] = [];
      both(tx).forEach((...args: unknown[]) => {
        each.push(args[2] as Entity);
      });
      expect(each).toEqual(expected);
      expect([...tx.query(A, B).without(C)].map(([, , entity]) => entity)).toEqual(expected);
      expect(visited(every(tx))).toEqual(entities);
      expect(visited(tagged(tx))).toEqual(entities.filter((_, i) => shapes[i] === 3 || shapes[i] === 2));
    });
  });

  test('it writes the rows that it shows, and only these, and a failed transaction undoes them', () => {
    const { db, entities } = populate(shapes);
    const values = (): unknown[] => entities.map((entity) => fieldOf(db, entity, A));
    const before = values();
    const change = (tx: Transaction): void => {
      const loop = both(tx);
      while (loop.next()) loop.a.x += loop.b.x + 1000;
    };
    expect(() =>
      db.writeSync((tx) => {
        change(tx);
        throw new RangeError('undo');
      }),
    ).toThrow('undo');
    expect(values()).toEqual(before);
    db.writeSync(change);
    expect(values()).toEqual(before.map((x, i) => (shapes[i] === 1 ? Number(x) * 2 + 1000 : x)));
  });

  test.each([false, true])('the rows are closed before the first step and after the last one (debug: %s)', (debug) => {
    const { db } = populate(shapes, { debug });
    const loop = both(db);
    expect(errorOf(() => loop.a.x).code).toBe('TRANSACTION_ERROR');
    expect(loop.entity).toBe(0);
    visited(loop);
    expect(errorOf(() => loop.a.x).code).toBe('TRANSACTION_ERROR');
    expect(loop.next()).toBe(false);
    expect(visited(both(db)).length).toBe(both(db).count());
  });
});

test('two loops over one query are independent, also inside each other', () => {
  const { db, entities } = populate(SCATTERED);
  const expected = entities.filter((_, i) => SCATTERED[i] === 1);
  db.writeSync((tx) => {
    const pairs: [Entity, Entity][] = [];
    const outer = both(tx);
    while (outer.next()) {
      const x = outer.a.x;
      const inner = both(tx);
      while (inner.next()) pairs.push([outer.entity, inner.entity]);
      expect(outer.a.x).toBe(x);
    }
    expect(pairs).toEqual(expected.flatMap((left) => expected.map((right) => [left, right])));
  });
});

test('an abandoned loop prevents no change, and the next loop begins at the first match', () => {
  const { db, entities } = populate(SCATTERED);
  db.writeSync((tx) => {
    const abandoned = both(tx);
    abandoned.next();
    abandoned.next();
    const created = tx.create();
    tx.insert(created, A, { x: 7 });
    tx.insert(created, B, { x: 7 });
    tx.destroy(entities[0] as Entity);
    expect(errorOf(() => abandoned.a.x).code).toBe('TRANSACTION_ERROR');
    expect(visited(both(tx))).toHaveLength(both(tx).count());
  });
});

test('a loop that is kept throws after its transaction, and its row is closed', () => {
  const { db } = populate(SCATTERED);
  const kept = db.writeSync((tx) => {
    const loop = both(tx);
    loop.next();
    return { loop };
  }).loop;
  expect(errorOf(() => kept.next())).toMatchObject({ code: 'TRANSACTION_ERROR' });
  expect(errorOf(() => kept.a.x).code).toBe('TRANSACTION_ERROR');
});

test('a loop over the published state continues after a publication with what still matches', () => {
  const { db, entities } = populate(SCATTERED);
  const expected = entities.filter((_, i) => SCATTERED[i] === 1);
  const loop = both(db);
  loop.next();
  const found = [loop.entity];
  db.writeSync((tx) => tx.destroy(expected[3] as Entity));
  expect(loop.entity).toBe(found[0]);
  expect(errorOf(() => loop.a.x).code).toBe('TRANSACTION_ERROR');
  while (loop.next()) found.push(loop.entity);
  expect(found).toEqual(expected.filter((_, i) => i !== 3));
});

test('a loop shows its tables when it is printed, and not their memory', () => {
  const { db } = populate(SCATTERED);
  const loop = both(db);
  loop.next();
  expect(JSON.parse(JSON.stringify(loop))).toEqual({ tables: ['a', 'b'] });
});

/** What a step does, to the current entity or to the one with this number. */
const action = fc.record({
  what: fc.constantFrom('nothing', 'nothing', 'write', 'toggle b', 'toggle c', 'toggle d', 'destroy', 'create'),
  whom: fc.option(fc.nat(30)),
});

test('whatever a step changes, each entity that matched at first and still matches is visited once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(3), { maxLength: 60, size: 'max' }),
      fc.array(action, { maxLength: 40, size: 'max' }),
      fc.boolean(),
      (shapes, actions, debug) => {
        const { db, entities } = populate(shapes, { debug });
        db.writeSync((tx) => {
          const isMatch = (entity: Entity): boolean =>
            tx.isAlive(entity) && tx.has(entity, A) && tx.has(entity, B) && !tx.has(entity, C);
          const pending = visited(both(tx));
          // An unfinished loop over D, so that changes of D are announced to all loops.
          tx.insert(tx.create(), D);
          dees(tx).next();
          const loop = both(tx);
          for (let step = 0; loop.next(); step++) {
            let expected = pending.shift();
            while (expected !== undefined && !isMatch(expected)) expected = pending.shift();
            const current = loop.entity;
            expect(current).toBe(expected);
            expect(loop.a.x).toBe(fieldOf(tx, current, A));
            expect(loop.b.x).toBe(fieldOf(tx, current, B));
            const { what, whom } = actions[step] ?? { what: 'nothing', whom: null };
            const target = whom === null ? current : (entities[whom % entities.length] as Entity);
            if (what === 'write') loop.a.x = step;
            if (what === 'create') tx.insert(tx.create(), A, { x: step });
            if (!tx.isAlive(target)) continue;
            if (what === 'destroy') tx.destroy(target);
            if (what === 'toggle b') toggle(tx, target, B);
            if (what === 'toggle c') toggle(tx, target, C);
            if (what === 'toggle d') toggle(tx, target, D);
            expect(loop.entity).toBe(current);
          }
          expect(pending.filter(isMatch)).toEqual([]);
        });
      },
    ),
    { numRuns: 300 },
  );
});

function toggle(tx: Transaction, entity: Entity, component: AnyComponent): void {
  if (tx.has(entity, component)) tx.delete(entity, component);
  else tx.insert(entity, component, component === B ? { x: 0 } : {});
}
