/** Inserts and deletes in a loop: allowed on the current entity, refused on others. Each match is visited once. */

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

describe('each match is visited once although, for the current entity,', () => {
  const changes: { readonly [name: string]: Change } = {
    'nothing changes': () => {},
    'the row is deleted': (tx, entity, { A }) => void tx.delete(entity, A),
    'the row is deleted and inserted again': (tx, entity, { A }) => {
      tx.delete(entity, A);
      tx.insert(entity, A, { x: 0 });
    },
    'destroy is called': (tx, entity) => tx.destroy(entity),
    'destroy is called and its index is reused': (tx, entity) => {
      tx.destroy(entity);
      tx.create();
    },
    'a row of an excluded table is inserted': (tx, entity, { C }) => tx.insert(entity, C, { x: 1 }),
    'destroy is called every second time': (tx, entity) => {
      if (entity % 2 === 0) tx.destroy(entity);
    },
    'a row of another table is inserted': (tx, entity, { B }) => tx.put(entity, B, { x: 1 }),
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

test('a loop does not visit entities created inside it; their rows can be inserted only after it', () => {
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

describe('inserting or deleting rows of other entities', () => {
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
    test(`by ${name} is refused, and changes nothing`, () => {
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

  test('by a refused destroy closes no row of the loop', () => {
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

  test('in tables outside the query is allowed', () => {
    const { db, A, C, entities } = open();
    db.writeSync((tx) => {
      tx.query(A).forEach((_, entity) => void tx.put(entities[(entity * 7) % COUNT] as Entity, C, { x: entity }));
    });
    expect(db.count(C)).toBeGreaterThan(0);
  });

  test('is allowed after the loop has ended, was left or threw', () => {
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

describe('nested loops', () => {
  test('over one query visit every pair', () => {
    const { db, A } = open();
    for (const source of [db.query(A)]) {
      let pairs = 0;
      source.forEach((outer, outerEntity) => {
        for (const [inner, innerEntity] of source) {
          pairs++;
          expect(inner.get('x') === outer.get('x')).toBe(innerEntity === outerEntity);
        }
      });
      expect(pairs).toBe(COUNT * COUNT);
    }
  });

  test('over one query, three levels deep, keep their positions', () => {
    const { db, B } = open();
    const matches = db.query(B).count();
    let triples = 0;
    db.writeSync((tx) => {
      const query = tx.query(B.mut);
      for (const [outer, outerEntity] of query) {
        query.forEach((inner, innerEntity) => {
          query.forEach(() => void triples++);
          expect(inner.toObject()).toEqual(tx.get(innerEntity, B));
        });
        expect(outer.toObject()).toEqual(tx.get(outerEntity, B));
      }
    });
    expect(triples).toBe(matches ** 3);
  });

  test('can change an entity only if it is the current entity of both loops', () => {
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

describe('if the row of the current entity is deleted', () => {
  test('the deleted row is closed, the other rows of the loop stay open', () => {
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

  test('by a callback of update, the row that moves into its place does not change', () => {
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

test.each([1, 2, 3, 7])('a loop over one table that deletes one row in %d visits each row once', (every) => {
  const { db, A, entities } = open();
  const seen: Entity[] = [];
  db.writeSync((tx) => {
    // The query names the table twice, so both rows are the same.
    tx.query(A.mut, A).forEach((written, read, entity) => {
      const x = entities.indexOf(entity);
      expect([written.get('x'), read.get('x')]).toEqual([x, x]);
      seen.push(entity);
      if (seen.length % every === 0) tx.delete(entity, A);
    });
  });
  expect(seen.sort((a, b) => a - b)).toEqual(entities);
  expect(db.count(A)).toBe(COUNT - Math.floor(COUNT / every));
});
