/** Columns of runs: elements of the table's array, copies of them, and when columns end. */

import { Database } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import { Body, Mark, physics } from '../support/body.js';
import { unmarked } from '../support/declared.js';
import { errorOf } from '../support/errors.js';

function open(count: number) {
  const db = Database.memory(physics);
  db.writeSync((tx) => {
    for (let i = 0; i < count; i++) {
      const entity = tx.create();
      tx.insert(entity, Body, { mass: i, speed: [i, -i] });
      // Splits the rows into runs of two.
      if (i % 3 === 2) tx.insert(entity, Mark);
    }
  });
  return db;
}

test('copyTo copies one element for each row of the run', () => {
  const copied: number[][] = [];
  unmarked(open(8)).runs(({ body, count }) => {
    const masses = new Uint32Array(count + 1).fill(99);
    expect(body.column('mass').copyTo(masses)).toBe(count);
    expect(masses[count]).toBe(99);
    const speeds: number[] = new Array<number>(count).fill(0);
    body.column('speed').copyTo(speeds);
    expect(speeds).toEqual(Array.from(masses.subarray(0, count)));
    copied.push(speeds);
  });
  expect(copied).toEqual([
    [0, 1],
    [3, 4],
    [6, 7],
  ]);
});

test('copyTo refuses a target that is too short, and writes nothing', () => {
  unmarked(open(2)).runs(({ body }) => {
    const target = new Uint32Array(1).fill(99);
    const error = errorOf(() => body.column('mass').copyTo(target));
    expect(error).toMatchObject({ code: 'FIELD_TYPE_MISMATCH', field: 'body.mass', expected: 'at least 2 elements' });
    expect(target[0]).toBe(99);
  });
});

test('a column that is kept throws after the last run', () => {
  const db = open(2);
  const kept = { write: () => {} };
  let copy = (): number => 0;
  db.writeSync((tx) =>
    unmarked(tx).runs(({ body }) => {
      const column = body.column('mass');
      kept.write = () => {
        column.array[column.first] = 5;
      };
      copy = () => column.copyTo([0, 0]);
    }),
  );
  expect(errorOf(kept.write).code).toBe('TRANSACTION_ERROR');
  expect(errorOf(copy).code).toBe('TRANSACTION_ERROR');
});
