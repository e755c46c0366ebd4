/**
 * Structural change while a loop runs: free for the current entity, refused for the others, and each match comes once.
 */

import { Database, type Entity } from '@ecsdb/runtime';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

const COUNT = 40;

function open() {
  const db = Database.memory(schemaOf({ tables: { a: { x: 'u32' }, b: { x: 'u32' }, c: { x: 'u32' } } }));
  const [A, B, C] = [db.component('a'), db.component('b'), db.component('c')];
  const entities = db.writeSync((tx) =>
    Array.from({ length: COUNT }, (_, i) => {
      const entity = tx.create();
      tx.insert(entity, A, { x: i });
      if (i % 3 !== 0) tx.insert(entity, B, { x: i });
      return entity;
    }),
  );
  return { db, A, B, C, entities };
}

type Opened = ReturnType<typeof open>;
type Change = (tx: Parameters<Parameters<Database['writeSync']>[0]>[0], entity: Entity, opened: Opened) => void;

describe('changing the current entity, each match still comes once', () => {
  const changes: { readonly [name: string]: Change } = {
    'nothing changes': () => {},
    'its row is deleted': (tx, entity, { A }) => void tx.delete(entity, A),
    'its row is deleted and inserted again': (tx, entity, { A }) => {
      tx.delete(entity, A);
      tx.insert(entity, A, { x: 0 });
    },
    'it is destroyed': (tx, entity) => tx.destroy(entity),
    'it is destroyed and its index used again': (tx, entity) => {
      tx.destroy(entity);
      tx.create();
    },
    'it gets a row that the query excludes': (tx, entity, { C }) => tx.insert(entity, C, { x: 1 }),
    'every second one is destroyed': (tx, entity) => {
      if (entity % 2 === 0) tx.destroy(entity);
    },
    'a row of another table comes': (tx, entity, { B }) => tx.put(entity, B, { x: 1 }),
  };
  for (const [name, change] of Object.entries(changes)) {
    test.each(['forEach', 'for..of'])(`${name}, %s`, (form) => {
      const opened = open();
      const { db, A, C, entities } = opened;
      const seen: Entity[] = [];
      db.writeSync((tx) => {
        const query = tx.query(A.mut).without(C);
        const visit = (entity: Entity): void => {
          seen.push(entity);
          change(tx, entity, opened);
        };
        if (form === 'forEach') query.forEach((_, entity) => void visit(entity));
        else for (const [, entity] of query) visit(entity);
      });
      expect(seen.sort((a, b) => a - b)).toEqual(entities);
    });
  }
});

test('an entity created inside a loop is not visited by it, and can get its rows afterwards only', () => {
  const { db, A, entities } = open();
  let visited = 0;
  db.writeSync((tx) => {
    const created: Entity[] = [];
    tx.query(A).forEach(() => {
      visited++;
      created.push(tx.create());
      expect(errorOf(() => tx.insert(created.at(-1) as Entity, A, { x: 1 })).code).toBe('TRANSACTION_ERROR');
    });
    for (const entity of created) tx.insert(entity, A, { x: 1 });
  });
  expect(visited).toBe(entities.length);
  expect(db.count(A)).toBe(2 * entities.length);
});

describe('rows of other entities may not come or go', () => {
  const [current, other] = [4, 7];
  const changes: { readonly [name: string]: (opened: Opened) => Parameters<Database['writeSync']>[0] } = {
    delete:
      ({ A, entities }) =>
      (tx) =>
        void tx.delete(entities[other] as Entity, A),
    destroy:
      ({ entities }) =>
      (tx) =>
        tx.destroy(entities[other] as Entity),
    insert:
      ({ C, entities }) =>
      (tx) =>
        tx.insert(entities[other] as Entity, C, { x: 1 }),
    put:
      ({ C, entities }) =>
      (tx) =>
        tx.put(entities[other] as Entity, C, { x: 1 }),
  };
  for (const [name, changeOf] of Object.entries(changes)) {
    test(`${name} of another entity is refused, and has done nothing`, () => {
      const opened = open();
      const { db, A, C, entities } = opened;
      const change = changeOf(opened);
      let visits = 0;
      db.writeSync((tx) => {
        tx.query(A.mut)
          .without(C)
          .forEach((row, entity) => {
            visits++;
            if (entity !== entities[current]) return;
            const error = errorOf(() => change(tx));
            expect(error.code).toBe('TRANSACTION_ERROR');
            expect(error.entity).toBe(entities[other]);
            expect(error.message).toMatch(/loop or an open row.*Change the current entity only; collect the others/);
            row.set('x', 999);
          });
      });
      expect(visits).toBe(COUNT);
      expect(db.count()).toBe(COUNT);
      expect(db.count(C)).toBe(0);
      expect(db.get(entities[other] as Entity, A)).toEqual({ x: other });
      expect(db.get(entities[current] as Entity, A)).toEqual({ x: 999 });
    });
  }

  test('a refused destroy closes no row of the loop, though it concerns one of its tables', () => {
    const { db, A, B, entities } = open();
    const [first, second] = [entities[1] as Entity, entities[2] as Entity];
    db.writeSync((tx) => {
      for (const [a, entity] of tx.query(A.mut)) {
        if (entity !== first) continue;
        tx.read(second, B, () => {
          expect(errorOf(() => tx.destroy(first)).code).toBe('TRANSACTION_ERROR');
        });
        a.set('x', 77);
      }
    });
    expect(db.get(first, A)).toEqual({ x: 77 });
  });

  test('what is no business of the query is free', () => {
    const { db, A, C, entities } = open();
    db.writeSync((tx) => {
      tx.query(A).forEach((_, entity) => void tx.put(entities[(entity * 7) % COUNT] as Entity, C, { x: entity }));
    });
    expect(db.count(C)).toBeGreaterThan(0);
  });

  test('after the loop everything is free again, whether it ended, was left or threw', () => {
    const { db, A, entities } = open();
    const [first, second, third] = entities as [Entity, Entity, Entity];
    db.writeSync((tx) => {
      tx.query(A).forEach(() => {});
      tx.delete(first, A);
      for (const _ of tx.query(A)) break;
      tx.delete(second, A);
      expect(() =>
        tx.query(A).forEach(() => {
          throw new RangeError('left');
        }),
      ).toThrow('left');
      tx.delete(third, A);
    });
    expect(db.count(A)).toBe(COUNT - 3);
  });
});

describe('loops in loops', () => {
  test('one query inside itself sees every pair', () => {
    const { db, A } = open();
    for (const source of [db.query(A)]) {
      let pairs = 0;
      source.forEach((outer, one) => {
        for (const [inner, two] of source) {
          pairs++;
          expect(inner.get('x') === outer.get('x')).toBe(one === two);
        }
      });
      expect(pairs).toBe(COUNT * COUNT);
    }
  });

  test('three levels of one query keep their places', () => {
    const { db, B } = open();
    const matches = db.query(B).count();
    let triples = 0;
    db.writeSync((tx) => {
      const query = tx.query(B.mut);
      for (const [a, one] of query) {
        query.forEach((b, two) => {
          query.forEach(() => void triples++);
          expect(b.toObject()).toEqual(tx.get(two, B));
        });
        expect(a.toObject()).toEqual(tx.get(one, B));
      }
    });
    expect(triples).toBe(matches ** 3);
  });

  test('the inner loop may change an entity only while the outer one stands on it too', () => {
    const { db, A, B, entities } = open();
    let refused = 0;
    db.writeSync((tx) => {
      tx.query(A).forEach((_, outer) => {
        tx.query(B).forEach((_, inner) => {
          if (inner === outer) tx.destroy(inner);
          else refused += errorOf(() => tx.destroy(inner)).code === 'TRANSACTION_ERROR' ? 1 : 0;
        });
      });
    });
    const withB = entities.filter((_, i) => i % 3 !== 0).length;
    expect(db.count(B)).toBe(0);
    expect(db.count(A)).toBe(COUNT - withB);
    expect(refused).toBeGreaterThan(0);
  });
});

describe('the current entity loses its row', () => {
  test('a row that was deleted is closed, the others of the loop are not', () => {
    const { db, A, B } = open();
    db.writeSync((tx) => {
      tx.query(A.mut, B.mut).forEach((a, b, entity) => {
        tx.delete(entity, A);
        expect(errorOf(() => a.get('x')).code).toBe('TRANSACTION_ERROR');
        expect(errorOf(() => a.set('x', 1)).code).toBe('TRANSACTION_ERROR');
        b.set('x', entity);
      });
    });
    db.query(B).forEach((b, entity) => void expect(b.get('x')).toBe(entity));
  });

  test('an update whose row is deleted inside it leaves the row that took its place alone', () => {
    const { db, A, entities } = open();
    const [first] = entities as [Entity];
    const last = entities.at(-1) as Entity;
    db.writeSync((tx) => {
      tx.update(first, A, (row) => {
        row.set('x', 1);
        tx.delete(first, A);
        expect(errorOf(() => row.set('x', 2)).code).toBe('TRANSACTION_ERROR');
      });
    });
    expect(db.has(first, A)).toBe(false);
    expect(db.get(last, A)).toEqual({ x: COUNT - 1 });
  });
});

test.each([1, 2, 3, 7])(
  'one table alone, every entity or every %dth deleted: each comes once, with its own row',
  (every) => {
    const { db, A, entities } = open();
    const seen: Entity[] = [];
    db.writeSync((tx) => {
      // Named twice, its rows are the same one.
      tx.query(A.mut, A).forEach((written, read, entity) => {
        const x = entities.indexOf(entity);
        expect([written.get('x'), read.get('x')]).toEqual([x, x]);
        seen.push(entity);
        if (seen.length % every === 0) tx.delete(entity, A);
      });
    });
    expect(seen.sort((a, b) => a - b)).toEqual(entities);
    expect(db.count(A)).toBe(COUNT - Math.floor(COUNT / every));
  },
);
