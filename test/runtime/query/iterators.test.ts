/** Iterators: each step has its own array. An iterator that is abandoned at any step has no cost and no effect. */

import { Database, type Entity, type Reader } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

const COUNT = 20;

function open() {
  const db = Database.memory(schemaOf({ tables: { a: { x: 'u32' }, b: { x: 'u32' }, c: { x: 'u32' } } }));
  const [A, B, C] = [db.component('a'), db.component('b'), db.component('c')];
  const entities = db.writeSync((tx) =>
    Array.from({ length: COUNT }, (_, x) => {
      const entity = tx.create();
      tx.insert(entity, A, { x });
      tx.insert(entity, B, { x });
      return entity;
    }),
  );
  const first = (reader: Reader) => {
    const iterator = reader.query(A)[Symbol.iterator]();
    return { iterator, step: iterator.next().value };
  };
  return { db, A, B, C, entities, first };
}

describe('each step yields a new array', () => {
  test('so a spread query has the right ids, and its rows throw', () => {
    const { db, A, B, entities } = open();
    for (const steps of [
      [...db.query(A)],
      Array.from(db.query(A)),
      db.writeSync((tx) => ({ all: [...tx.query(A)] })).all,
    ]) {
      expect(steps.map(([, entity]) => entity)).toEqual(entities);
      for (const [row] of steps) expect(errorOf(() => row.get('x')).code).toBe('TRANSACTION_ERROR');
    }
    expect([...db.query(A, B, A)].map(([, , , entity]) => entity)).toEqual(entities);
    expect(new Map([...db.query(A)].map(([, entity], i) => [entity, i])).size).toBe(COUNT);
  });

  test('in a new result object', () => {
    const { db, A, entities } = open();
    const iterator = db.query(A)[Symbol.iterator]();
    const [first, second] = [iterator.next(), iterator.next()];
    expect([first.value[1], second.value[1]]).toEqual(entities.slice(0, 2));
    expect(iterator.return?.()).toEqual({ done: true, value: undefined });
    expect(iterator.next()).toEqual({ done: true, value: undefined });
  });
});

test('return and throw end an iterator, even before its first step', () => {
  const { db, A } = open();
  for (const steps of [0, 1, COUNT]) {
    const iterator = db.query(A)[Symbol.iterator]();
    for (let i = 0; i < steps; i++) iterator.next();
    expect(() => iterator.throw?.(new RangeError('cancel'))).toThrow('cancel');
    expect(iterator.next().done).toBe(true);
  }
  function* delegating() {
    yield* db.query(A);
  }
  const outer = delegating();
  const step = outer.next();
  if (step.done) throw new Error('the query matches no entity');
  const [row] = step.value;
  expect(() => outer.throw(new RangeError('cancel'))).toThrow('cancel');
  expect(errorOf(() => row.get('x')).code).toBe('TRANSACTION_ERROR');
});

describe('a table whose rows are not passed', () => {
  const queries: {
    readonly [name: string]: (world: ReturnType<typeof open>, tx: Reader) => Iterable<readonly unknown[]>;
  } = {
    without: ({ A, C }, tx) => tx.query(A).without(C),
    with: ({ A, B }, tx) => tx.query(A).with(B),
    'with and without': ({ A, B, C }, tx) => tx.query(A).with(B).without(C),
  };

  test.each(Object.keys(queries))('decides at each step which entities still match: %s', (name) => {
    const world = open();
    const { db, B, C, entities } = world;
    const seen: unknown[] = [];
    db.writeSync((tx) => {
      for (const step of queries[name]?.(world, tx) ?? []) {
        seen.push(step.at(-1));
        if (seen.length > 1) continue;
        if (name !== 'with') tx.insert(entities[1] as Entity, C, { x: 1 });
        if (name !== 'without') tx.delete(entities[2] as Entity, B);
      }
    });
    const skipped = [...(name === 'with' ? [] : [entities[1]]), ...(name === 'without' ? [] : [entities[2]])];
    expect(seen).toEqual(entities.filter((entity) => !skipped.includes(entity)));
  });
});

test('iterators over one query advance independently, each with its own row', () => {
  const { db, A } = open();
  const many = Array.from({ length: 100 }, () => db.query(A)[Symbol.iterator]());
  const rows = many.map((iterator, i) => {
    for (let step = 0; step < i % COUNT; step++) iterator.next();
    return iterator.next().value[0];
  });
  expect(rows.map((row) => row.get('x'))).toEqual(rows.map((_, i) => i % COUNT));
  expect([...many.values()].map((iterator) => [...iterator].length)).toEqual(
    many.map((_, i) => COUNT - 1 - (i % COUNT)),
  );
});

describe('iterators that are abandoned after a step', () => {
  const sources: { readonly [name: string]: (db: Database, use: (reader: Reader) => void) => void } = {
    'the database': (db, use) => use(db),
    'a transaction': (db, use) => db.writeSync(use),
  };
  test.each(Object.keys(sources))('do not affect loops in %s, even if there are many', (name) => {
    const { db, A, entities, first } = open();
    sources[name]?.(db, (reader) => {
      for (let i = 0; i < 20_000; i++) first(reader);
      const seen: Entity[] = [];
      reader.query(A).forEach((row, entity) => {
        reader.query(A).forEach(() => {});
        expect(row.get('x')).toBe(seen.length);
        seen.push(entity);
      });
      expect(seen).toEqual(entities);
    });
    // All changes are allowed again.
    db.writeSync((tx) => {
      for (const entity of entities) tx.delete(entity, A);
    });
    expect(db.count(A)).toBe(0);
  });

  test('allow all changes in their transaction', () => {
    const { db, A, entities, first } = open();
    db.writeSync((tx) => {
      for (const entity of entities) {
        first(tx);
        tx.insert(tx.create(), A, { x: 1 });
        tx.delete(entity, A);
      }
    });
    expect(db.count(A)).toBe(COUNT);
  });

  test('keep no memory across many commits', () => {
    const { db, A, first } = open();
    db.writeSync((tx) => {
      for (let x = 0; x < 5000; x++) tx.insert(tx.create(), A, { x });
    });
    const used = (): number => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    const before = used();
    // A kept copy of the entities would take 40 KB per version, 480 MB in total.
    for (let i = 0; i < 12_000; i++) {
      first(db);
      db.writeSync((tx) => tx.insert(tx.create(), A, { x: i }));
    }
    expect(used() - before).toBeLessThan(400 * 2 ** 20);
  });
});

describe('an iterator that continues', () => {
  test('after a commit that moved no rows yields the published data', () => {
    const { db, A, entities, first } = open();
    const { iterator, step } = first(db);
    db.writeSync((tx) => tx.update(entities[1] as Entity, A, { x: 100 }));
    expect(errorOf(() => step[0].get('x')).code).toBe('TRANSACTION_ERROR');
    const [row, entity] = iterator.next().value;
    expect([row.get('x'), entity]).toEqual([100, entities[1]]);
    expect([...iterator]).toHaveLength(COUNT - 2);
  });

  test('after rows were inserted, deleted and reinserted visits each remaining entity once, and no new entity', () => {
    const { db, A, entities, first } = open();
    const { iterator } = first(db);
    db.writeSync((tx) => {
      tx.destroy(entities[0] as Entity);
      tx.destroy(entities[5] as Entity);
      tx.delete(entities[6] as Entity, A);
      tx.insert(tx.create(), A, { x: 99 });
    });
    db.writeSync((tx) => tx.insert(entities[6] as Entity, A, { x: 66 }));
    const remaining: [Entity, unknown][] = [];
    for (const [row, entity] of iterator) remaining.push([entity, row.get('x')]);
    const expected = entities.flatMap((entity, x) => (x === 0 || x === 5 ? [] : [[entity, x === 6 ? 66 : x]]));
    expect(remaining).toEqual(expected);
  });

  test('in its transaction, after other rows were inserted and deleted, writes the right rows', () => {
    const { db, A, B, entities } = open();
    db.writeSync((tx) => {
      let steps = 0;
      for (const [a, b, entity] of tx.query(A.mut, B)) {
        steps++;
        a.set('x', 1000 + (b.get('x') as number));
        const other = entities[(entities.indexOf(entity) + 7) % COUNT] as Entity;
        if (steps % 5 === 0 && tx.isAlive(other)) tx.destroy(other);
        // New rows, so that the table grows after some steps.
        for (let i = 0; i < 100; i++) tx.insert(tx.create(), A, { x: 5 });
        expect(errorOf(() => a.set('x', 5)).code).toBe('TRANSACTION_ERROR');
        if (steps % 5 !== 0) expect(b.get('x')).toBe(entities.indexOf(entity));
      }
    });
    for (const [a, b] of db.query(A, B)) expect(a.get('x')).toBe(1000 + (b.get('x') as number));
  });

  test('inside another iterator visits all pairs while the entities change', () => {
    const { db, A, B, C } = open();
    let pairs = 0;
    db.writeSync((tx) => {
      for (const [, entity] of tx.query(A).without(C)) {
        for (const [b, inner] of tx.query(B)) {
          pairs++;
          if (inner === entity) tx.put(entity, C, { x: b.get('x') as number });
        }
      }
    });
    expect(pairs).toBe(COUNT * COUNT);
    expect(db.count(C)).toBe(COUNT);
  });

  test('after its transaction has ended throws, and so do its rows', () => {
    const { db, A } = open();
    const abandoned = db.writeSync((tx) => {
      const iterator = tx.query(A.mut)[Symbol.iterator]();
      return { iterator, row: iterator.next().value[0] };
    });
    for (let i = 0; i < 2; i++) {
      expect(errorOf(() => abandoned.iterator.next()).code).toBe('TRANSACTION_ERROR');
      db.writeSync((tx) => {
        expect(errorOf(() => abandoned.iterator.next()).code).toBe('TRANSACTION_ERROR');
        expect(errorOf(() => abandoned.row.set('x', 9)).code).toBe('TRANSACTION_ERROR');
        expect([...tx.query(A)]).toHaveLength(COUNT);
      });
    }
    expect(abandoned.iterator.return?.()).toEqual({ done: true, value: undefined });
  });

  test('after the database was closed throws, and so does its row', async () => {
    const { db, first } = open();
    const { iterator, step } = first(db);
    await db.close();
    expect(errorOf(() => iterator.next()).code).toBe('CHANNEL_CLOSED');
    expect(errorOf(() => step[0].get('x')).code).toBe('TRANSACTION_ERROR');
  });
});

test('deeply nested loops over one query do not overflow the stack', () => {
  const { db, A } = open();
  db.writeSync((tx) => {
    for (const [row, entity] of tx.query(A)) if (row.get('x') !== 0) tx.destroy(entity);
  });
  let depth = 0;
  const nest = (): void => db.query(A).forEach(() => void (++depth < 400 && nest()));
  nest();
  expect(depth).toBe(400);
});

describe('a callback that has a row while a transaction runs inside it', () => {
  const readers: {
    readonly [name: string]: (
      opened: ReturnType<typeof open>,
      use: (row: { get(path: string): unknown }) => void,
    ) => void;
  } = {
    read: ({ db, A, entities }, use) => db.read(entities[0] as Entity, A, use),
    forEach: ({ db, A, entities }, use) =>
      db.query(A).forEach((row, entity) => {
        if (entity === entities[0]) use(row);
      }),
    'for..of': ({ db, A }, use) => {
      for (const [row] of db.query(A)) {
        use(row);
        break;
      }
    },
  };
  test.each(Object.keys(readers))(
    'of %s sees no uncommitted change, although the last commit did not change the table',
    (name) => {
      const opened = open();
      const { db, A, B, entities } = opened;
      const entity = entities[0] as Entity;
      db.writeSync((tx) => tx.update(entity, B, { x: 5 }));
      readers[name]?.(opened, (row) => {
        db.writeSync((tx) => {
          tx.update(entity, A, { x: 9 });
          expect(row.get('x')).toBe(0);
        });
      });
      expect(db.get(entity, A)).toEqual({ x: 9 });
    },
  );
});
