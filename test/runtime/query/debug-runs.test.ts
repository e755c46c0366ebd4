/** Promise: in debug mode, forbidden writes in the callback of `runs` are found, reported and undone. */

import { Database, type Entity } from '@ecsdb/runtime';
import type { RunBase } from '@ecsdb/runtime/codegen-v1';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { attach, share } from '@ecsdb/runtime/threads';
import { describe, expect, test } from '@jest/globals';
import { type BodiesRun, bodies } from '../support/bodies.js';
import { Body, Mark, physics } from '../support/body.js';
import { unmarked } from '../support/declared.js';
import { errorOf, rejectionOf } from '../support/errors.js';

const COUNT = 50;
const DEBUG = { debug: true };

function fill(db: Database): Entity[] {
  return db.writeSync((tx) =>
    Array.from({ length: COUNT }, (_, i) => {
      const entity = tx.create();
      tx.insert(entity, Body, { mass: i });
      // The last rows do not match `unmarked`.
      if (i >= COUNT - 5) tx.insert(entity, Mark);
      return entity;
    }),
  );
}

function open() {
  const db = Database.memory(physics, DEBUG);
  return { db, entities: fill(db) };
}

/** The masses on both sides, which must be equal. */
function masses(db: Database): number[] {
  const published = Array.from(db.query(Body), ([body]) => body.mass);
  const working = db.writeSync((tx) => Array.from(tx.query(Body), ([body]) => body.mass));
  expect(working).toEqual(published);
  return published;
}

const UNCHANGED = Array.from({ length: COUNT }, (_, i) => i);

/** Writes although the types forbid it. */
function cheat(run: Pick<BodiesRun, 'body'>, row = 0, value = 999): void {
  const { array, first, stride } = run.body.column('mass');
  (array as unknown as Uint32Array)[first + row * stride] = value;
}

describe('a write to a column of a table that the query only reads', () => {
  test('over the published state throws, and is undone', () => {
    const { db } = open();
    const error = errorOf(() => bodies(db).runs((run) => cheat(run, 7)));
    expect(error).toMatchObject({ code: 'TRANSACTION_ERROR', table: 'body' });
    expect(error.message).toMatch(
      /bodies\(db\)\.runs\(\) wrote to columns of "body", which the query only reads.*undone/,
    );
    expect(error.message).toMatch(/undone.*"write".*transaction.*copyTo/);
    expect(masses(db)).toEqual(UNCHANGED);
  });

  test('in a transaction makes it fail, and both sides are equal', () => {
    const { db, entities } = open();
    const error = errorOf(() =>
      db.writeSync((tx) => {
        tx.update(entities[1] as Entity, Body, { mass: 5 });
        bodies(tx).runs((run) => cheat(run, 40));
      }),
    );
    expect(error.message).toMatch(/bodies\(tx\)\.runs\(\) wrote to columns of "body"/);
    expect(masses(db)).toEqual(UNCHANGED);
  });

  test('in a transaction that catches the error is undone, and the other changes are committed', () => {
    const { db, entities } = open();
    db.writeSync((tx) => {
      tx.update(entities[49] as Entity, Body, { mass: 5 });
      errorOf(() => bodies(tx).runs((run) => cheat(run, 3)));
    });
    expect(masses(db)).toEqual([...UNCHANGED.slice(0, 49), 5]);
  });

  test('is found in a block that the transaction has marked before', () => {
    const { db, entities } = open();
    db.writeSync((tx) => {
      tx.update(entities[0] as Entity, Body, { mass: 5 });
      expect(errorOf(() => bodies(tx).runs((run) => cheat(run, 1))).code).toBe('TRANSACTION_ERROR');
    });
    expect(masses(db)).toEqual([5, ...UNCHANGED.slice(1)]);
  });

  test('is found in a block that an earlier transaction of the group has changed', async () => {
    const { db, entities } = open();
    const first = db.write((tx) => tx.update(entities[0] as Entity, Body, { mass: 5 }));
    const second = rejectionOf(db.write((tx) => bodies(tx).runs((run) => cheat(run, 1))));
    await first;
    expect((await second).code).toBe('TRANSACTION_ERROR');
    expect(masses(db)).toEqual([5, ...UNCHANGED.slice(1)]);
  });

  test('is found outside the run', () => {
    const { db } = open();
    // The query over `db` only reads, and the run ends before the last five rows.
    expect(errorOf(() => unmarked(db).runs((run) => cheat(run, COUNT - 1))).message).toMatch(/unmarked\(db\)/);
    expect(masses(db)).toEqual(UNCHANGED);
  });

  test('is reported with the error of the callback as its cause', () => {
    const { db } = open();
    const left = new Error('left');
    const error = errorOf(() =>
      bodies(db).runs((run) => {
        cheat(run);
        throw left;
      }),
    );
    expect(error.cause).toBe(left);
    expect(masses(db)).toEqual(UNCHANGED);
  });

  test('is found if the callback also publishes versions', () => {
    for (const writes of [1, 2]) {
      const { db, entities } = open();
      const error = errorOf(() =>
        bodies(db).runs((run) => {
          const { array, first, stride } = run.body.column('mass');
          for (let i = 0; i < writes; i++) db.writeSync((tx) => tx.update(entities[0] as Entity, Body, { mass: 5 }));
          (array as unknown as Uint32Array)[first + 30 * stride] = 999;
        }),
      );
      expect(error.code).toBe('TRANSACTION_ERROR');
      expect(masses(db)).toEqual([5, ...UNCHANGED.slice(1)]);
    }
  });

  test.each([1, 2, 3, 4])('is found if the callback also publishes %d versions beside a pinned one', async (writes) => {
    const { db, entities } = open();
    const attached = attach(physics, share(db, { sides: 3 }));
    const error = errorOf(() =>
      attached.pinVersion(() =>
        bodies(db).runs((run) => {
          const { array, first, stride } = run.body.column('mass');
          for (let i = 0; i < writes; i++) db.writeSync((tx) => tx.update(entities[0] as Entity, Body, { mass: 5 }));
          (array as unknown as Uint32Array)[first + 30 * stride] = 999;
        }),
      ),
    );
    expect(error.code).toBe('TRANSACTION_ERROR');
    // Once more than there are sides.
    for (let i = 0; i < 4; i++) {
      expect(masses(db)).toEqual([5 + i, ...UNCHANGED.slice(1)]);
      attached.pinVersion(() => db.writeSync((tx) => tx.update(entities[0] as Entity, Body, { mass: 6 + i })));
    }
    await attached.close();
    await db.close();
  });

  test('is found in an attached thread', async () => {
    const db = Database.memory(physics);
    fill(db);
    const attached = attach(physics, share(db), DEBUG);
    expect(errorOf(() => bodies(attached).runs((run) => cheat(run, 9))).message).toMatch(/wrote to columns of "body"/);
    expect(errorOf(() => attached.pinVersion((view) => bodies(view).runs((run) => cheat(run, 9)))).code).toBe(
      'TRANSACTION_ERROR',
    );
    expect(masses(db)).toEqual(UNCHANGED);
    await attached.close();
    await db.close();
  });

  test('does not reach the directory of a database', async () => {
    const options = { directory: '/data', fileSystem: new SimulatedFileSystem(), debug: true };
    const db = await Database.open(physics, options);
    const entities = fill(db);
    await rejectionOf(db.write((tx) => bodies(tx).runs((run) => cheat(run))));
    errorOf(() => bodies(db).runs((run) => cheat(run)));
    await db.update(entities[0] as Entity, Body, { speed: [3, 4] });
    await db.close();
    const again = await Database.open(physics, options);
    expect(masses(again)).toEqual(UNCHANGED);
    await again.close();
  });
});

describe('in debug mode, runs also finds writes to', () => {
  test('rows outside the run, in a table that the query writes', () => {
    const { db } = open();
    const error = errorOf(() => db.writeSync((tx) => unmarked(tx).runs((run) => cheat(run, COUNT - 1))));
    expect(error.message).toMatch(/unmarked\(tx\)\.runs\(\) wrote to rows of "body" that are not in its run/);
    expect(masses(db)).toEqual(UNCHANGED);
  });

  test('the entities of a run', () => {
    const { db, entities } = open();
    for (const query of [() => bodies(db), () => unmarked(db)]) {
      const error = errorOf(() =>
        query().runs((run: RunBase) => {
          (run.entities as Entity[])[0] = entities[1] as Entity;
        }),
      );
      expect(error.message).toMatch(/wrote to the entities of a run/);
    }
    expect(db.writeSync((tx) => [...tx.query(Body)].map(([, entity]) => entity))).toEqual(entities);
  });
});

describe('in debug mode, runs does not report', () => {
  test('reads', () => {
    const { db } = open();
    let sum = 0;
    const add = (run: BodiesRun): void => {
      for (const mass of run.body.column('mass').array) sum += mass;
    };
    bodies(db).runs(add);
    db.writeSync((tx) => bodies(tx).runs(add));
    expect(sum).toBeGreaterThan(0);
  });

  test('writes to columns of a table that the query writes', () => {
    const { db } = open();
    db.writeSync((tx) =>
      unmarked(tx).runs((run) => {
        for (let row = 0; row < run.count; row++) cheat(run, row, 7);
      }),
    );
    expect(masses(db)).toEqual([...new Array(COUNT - 5).fill(7), ...UNCHANGED.slice(COUNT - 5)]);
  });

  test('changes by the transaction inside the callback', () => {
    const { db, entities } = open();
    db.writeSync((tx) => {
      bodies(tx).runs((run) => {
        for (const entity of Array.from(run.entities)) {
          tx.update(entity, Body, (row) => {
            row.mass += 1;
          });
        }
        tx.put(entities[0] as Entity, Body, { mass: 0 });
        unmarked(tx).runs((inner) => cheat(inner, 1, 1));
      });
    });
    expect(masses(db)).toEqual([0, 1, ...UNCHANGED.slice(2).map((mass) => mass + 1)]);
  });

  test('publications inside a callback over the published state', () => {
    for (const writes of [1, 2, 3]) {
      const { db, entities } = open();
      bodies(db).runs(() => {
        for (let i = 0; i < writes; i++) {
          db.writeSync((tx) => {
            const created = tx.create();
            tx.insert(created, Body, { mass: 60 });
            tx.update(entities[i] as Entity, Body, { mass: 50 });
            tx.destroy(created);
          });
        }
      });
      expect(masses(db)).toEqual([...new Array(writes).fill(50), ...UNCHANGED.slice(writes)]);
    }
  });
});
