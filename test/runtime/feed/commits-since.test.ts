/** Commits are kept in a ring of bytes; what is gone is reported. */

import { Database } from '@ecsdb/runtime';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Body, physics } from '../support/body.js';
import { errorOf } from '../support/errors.js';

function commit(db: Database, rows: number): void {
  db.writeSync((tx) => {
    for (let i = 0; i < rows; i++) tx.insert(tx.create(), Body, { mass: db.version + 1 });
  });
}

function versions(db: Database, after: number): number[] {
  return [...db.commitsSince(after)].map(({ version }) => version);
}

test('recording begins with the first call; commits before it are gone', () => {
  const db = Database.memory(physics);
  commit(db, 1);
  expect(versions(db, 1)).toEqual([]);
  expect(errorOf(() => db.commitsSince(0))).toMatchObject({ code: 'VERSION_GONE', oldestVersion: 2 });
  commit(db, 1);
  commit(db, 1);
  expect(versions(db, 1)).toEqual([2, 3]);
  expect(versions(db, 2)).toEqual([3]);
  expect(errorOf(() => db.commitsSince(0))).toMatchObject({ code: 'VERSION_GONE', oldestVersion: 2 });
});

test('a version that was not committed is gone, too', () => {
  const db = Database.memory(physics);
  expect(errorOf(() => db.commitsSince(1))).toMatchObject({ code: 'VERSION_GONE', oldestVersion: 1 });
});

test('the newest commits that fit are kept, whatever their sizes', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 60, size: 'max' });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 3000 }), (rows, maxBytes) => {
      const db = Database.memory(physics, { feed: { maxBytes } });
      db.commitsSince(0);
      const lengths: number[] = [];
      for (const count of rows) {
        commit(db, count);
        let oldest = db.version + 1;
        try {
          db.commitsSince(0);
          oldest = 1;
        } catch {
          oldest = errorOf(() => db.commitsSince(0)).oldestVersion ?? Number.NaN;
        }
        const kept = [...db.commitsSince(oldest - 1)];
        expect(kept.map(({ version }) => version)).toEqual(
          Array.from({ length: db.version - oldest + 1 }, (_, i) => oldest + i),
        );
        for (const { version, bytes } of kept) lengths[version] ??= bytes.length + 32;
        for (const one of kept) {
          for (const operation of one.operations()) {
            if (operation.is(Body)) expect(operation.data?.mass).toBe(one.version);
          }
        }
        const used = kept.reduce((sum, { version }) => sum + (lengths[version] ?? 0), 0);
        expect(used).toBeLessThanOrEqual(maxBytes);
      }
    }),
    { numRuns: 60 },
  );
});

test('commits stay as they are while others overwrite them; the loop throws when it reaches one that is gone', () => {
  const db = Database.memory(physics, { feed: { maxBytes: 1024 } });
  db.commitsSince(0);
  for (let i = 0; i < 3; i++) commit(db, 1);
  const seen: number[] = [];
  const error = errorOf(() => {
    for (const one of db.commitsSince(0)) {
      for (let i = 0; i < 50; i++) commit(db, 1);
      seen.push(one.version, [...one.operations()].length);
    }
  });
  expect(error.code).toBe('VERSION_GONE');
  expect(seen).toEqual([1, 2]);
});

test('a loop ends at the version at which it was begun', () => {
  const db = Database.memory(physics);
  db.commitsSince(0);
  commit(db, 1);
  let count = 0;
  for (const _ of db.commitsSince(0)) {
    commit(db, 1);
    count++;
  }
  expect(count).toBe(1);
});
