/** Declared queries, as in generated code: each has its own loop class, and runs for bulk maths. */

import { Database, type Entity } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { Body, Mark, physics } from '../support/body.js';
import { type UnmarkedRun, unmarked } from '../support/declared.js';
import { errorOf } from '../support/errors.js';

const COUNT = 100;

function open() {
  const db = Database.memory(physics);
  const entities = db.writeSync((tx) =>
    Array.from({ length: COUNT }, (_, i) => {
      const entity = tx.create();
      tx.insert(entity, Body, { mass: i, speed: [i, -i] });
      if (i % 10 === 9) tx.insert(entity, Mark);
      return entity;
    }),
  );
  const matching = entities.filter((_, i) => i % 10 !== 9);
  return { db, entities, matching };
}

test('a loop writes inside a transaction and reads outside it', () => {
  const { db, matching } = open();
  db.writeSync((tx) => {
    unmarked(tx).forEach((body, entity) => {
      body.mass = entity;
      body.speed.set(1, 0.5);
    });
  });
  const seen: Entity[] = [];
  unmarked(db).forEach((body, entity) => {
    expect(body.toObject()).toEqual({ mass: entity, speed: [entity - 1, 0.5], owner: null });
    seen.push(entity);
  });
  expect(seen).toEqual(matching);
  expect(unmarked(db).count()).toBe(matching.length);
});

test('a loop runs inside itself, and visits each match once although the callback ends the match', () => {
  const { db, matching } = open();
  let pairs = 0;
  db.writeSync((tx) => {
    unmarked(tx).forEach((body, entity) => {
      unmarked(tx).forEach(() => {
        pairs++;
      });
      tx.insert(entity, Mark);
      body.mass = 7;
    });
    expect(unmarked(tx).count()).toBe(0);
  });
  const left = matching.length;
  expect(pairs).toBe((left * (left + 1)) / 2);
  for (const entity of matching) expect(db.get(entity, Body).mass).toBe(7);
});

test('runs contain each match once, as elements of the typed arrays', () => {
  const { db, matching } = open();
  const seen: Entity[] = [];
  db.writeSync((tx) => {
    unmarked(tx).runs((run) => {
      const speed = run.body.column('speed');
      const mass = run.body.column('mass');
      expect(run.entities).toHaveLength(run.count);
      for (let i = 0; i < run.count; i++) {
        seen.push(run.entities[i] as Entity);
        expect(mass.array[mass.first + i * mass.stride]).toBe((run.entities[i] as number) - 1);
        speed.array[speed.first + i * speed.stride + 1] = 2;
      }
    });
  });
  expect(seen).toEqual(matching);
  unmarked(db).forEach((body) => {
    expect(body.speed.at(1)).toBe(2);
  });
});

test('a failed transaction undoes the writes of runs', () => {
  const { db } = open();
  expect(() =>
    db.writeSync((tx) => {
      unmarked(tx).runs(({ body, count }) => {
        const mass = body.column('mass');
        for (let i = 0; i < count; i++) mass.array[mass.first + i * mass.stride] = 0xffff_ffff;
      });
      throw new RangeError('undo');
    }),
  ).toThrow('undo');
  unmarked(db).forEach((body, entity) => {
    expect(body.mass).toBe(entity - 1);
  });
});

test('a callback of runs cannot delete rows, and a publication inside it does not end the loop', () => {
  const { db, matching, entities } = open();
  db.writeSync((tx) => {
    unmarked(tx).runs((run) => {
      const error = errorOf(() => tx.destroy(run.entities[0] as Entity));
      expect(error.code).toBe('TRANSACTION_ERROR');
    });
  });
  expect(db.count(Body)).toBe(entities.length);
  const seen: Entity[] = [];
  unmarked(db).runs((run) => {
    seen.push(...Array.from(run.entities));
    db.writeSync((tx) => tx.update(entities[0] as Entity, Body, { mass: seen.length }));
  });
  expect(seen).toEqual(matching);
});

test('a loop that is kept cannot run after its transaction', () => {
  const { db } = open();
  const { kept } = db.writeSync((tx) => ({ kept: unmarked(tx) }));
  expect(errorOf(() => kept.forEach(() => {})).code).toBe('TRANSACTION_ERROR');
  expect(errorOf(() => kept.runs(() => {})).code).toBe('TRANSACTION_ERROR');
});

test('an unknown column is refused with the names of all columns, and a run ends with its callback', () => {
  const db = Database.memory(physics);
  db.writeSync((tx) => tx.insert(tx.create(), Body, { mass: 1 }));
  let kept: UnmarkedRun | undefined;
  const error = errorOf(() =>
    unmarked(db).runs((run) => {
      kept = run;
      run.body.column('weight' as 'mass');
    }),
  );
  expect(error).toMatchObject({ code: 'SCHEMA_ERROR', table: 'body', field: 'weight' });
  expect(error.message).toContain('mass');
  expect(errorOf(() => kept?.body.column('mass')).code).toBe('TRANSACTION_ERROR');
});

test('the error for an undefined component mentions the import', () => {
  const db = Database.memory(physics);
  const missing = undefined as unknown as typeof Body;
  expect(errorOf(() => db.query(missing)).message).toContain('import');
});
