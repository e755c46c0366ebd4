/**
 * Promise: in debug mode a kept row throws, whatever is read or written through other rows of its table afterwards.
 */

import { Database, type Entity } from '@ecsdb/runtime';
import { attach, share } from '@ecsdb/runtime/threads';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Body, type BodyRow, physics } from '../support/body.js';
import { unmarked } from '../support/declared.js';
import { errorOf, rejectionOf } from '../support/errors.js';
import { type Lend, lendersIn, lendersOf, usesOf } from '../support/lenders.js';

const DEBUG = { debug: true };

function open(options?: { debug?: boolean }) {
  const db = Database.memory(physics, options);
  const entities = db.writeSync((tx) =>
    [0, 1, 2].map((i) => {
      const entity = tx.create();
      tx.insert(entity, Body, { mass: i, speed: [i, -i] });
      return entity;
    }),
  );
  const contents = () => entities.map((entity) => db.get(entity, Body));
  return { db, entities: entities as [Entity, Entity, Entity], contents };
}

/** Calls `run` with every method that lends rows, of the database and of a transaction. */
function withLenders(db: Database, run: (lenders: { readonly [name: string]: Lend }) => void): void {
  db.writeSync((tx) => run({ ...lendersOf(db), ...lendersIn(tx) }));
}

const NAMES: string[] = [];
withLenders(open().db, (lenders) => NAMES.push(...Object.keys(lenders)));

function expectClosed(row: BodyRow, uses = usesOf(row)): void {
  for (const use of uses) expect(errorOf(use)).toMatchObject({ code: 'TRANSACTION_ERROR' });
}

/** The same for one use, of very many. */
function requireClosed(use: () => unknown): void {
  const { code } = errorOf(use);
  if (code !== 'TRANSACTION_ERROR') throw new Error(`${use} threw ${code}`);
}

test.each(NAMES)('a row from %s throws inside every other use', (from) => {
  const { db, entities, contents } = open(DEBUG);
  const before = contents();
  withLenders(db, (lenders) => {
    const kept: { row: BodyRow; uses: (() => unknown)[] }[] = [];
    lenders[from]?.(entities[0], (row) => kept.push({ row, uses: usesOf(row) }));
    expect(kept.length).toBeGreaterThan(0);
    for (const lend of Object.values(lenders)) {
      lend(entities[1], () => {
        for (const { row, uses } of kept) expectClosed(row, uses);
      });
    }
  });
  expect(contents()).toEqual(before);
});

test.each(NAMES)('a row from one step of %s throws in the next one', (from) => {
  const { db, entities } = open(DEBUG);
  withLenders(db, (lenders) => {
    let last: BodyRow | undefined;
    lenders[from]?.(entities[0], (row) => {
      if (last !== undefined) expectClosed(last);
      last = row;
    });
  });
});

test('a row from one transaction throws in the next', () => {
  const { db, entities, contents } = open(DEBUG);
  const before = contents();
  const kept: BodyRow[] = [];
  db.writeSync((tx) => tx.update(entities[0], Body, (row) => kept.push(row)));
  db.writeSync((tx) =>
    tx.update(entities[1], Body, () => {
      for (const row of kept) expectClosed(row);
    }),
  );
  expect(contents()).toEqual(before);
});

test('without debug mode it reads and writes the other row, as documented', () => {
  const { db, entities, contents } = open();
  let kept: { mass: number } = { mass: 0 };
  db.writeSync((tx) => {
    tx.update(entities[0], Body, (row) => {
      kept = row;
    });
    tx.update(entities[1], Body, () => {
      kept.mass = 9;
    });
  });
  expect(contents().map(({ mass }) => mass)).toEqual([0, 9, 2]);
});

test('rows with access by field path throw, too', () => {
  const { db, entities } = open(DEBUG);
  const body = db.component('body');
  db.writeSync((tx) => {
    tx.update(entities[0], body, (kept) => {
      tx.update(entities[1], body, (inner) => {
        kept.set('mass', 5);
        kept = inner;
      });
      tx.update(entities[2], body, () => {
        expect(errorOf(() => kept.get('mass')).code).toBe('TRANSACTION_ERROR');
        expect(errorOf(() => kept.set('mass', 6)).code).toBe('TRANSACTION_ERROR');
      });
    });
  });
  expect(db.get(entities[0], Body).mass).toBe(5);
});

test('runs, their tables, columns and entities throw in the next run of the query', () => {
  const { db, entities } = open(DEBUG);
  const use = (source: Database): void => {
    const kept: (() => unknown)[] = [];
    for (let time = 0; time < 2; time++) {
      unmarked(source).runs((run) => {
        for (const one of kept) expect(errorOf(one).code).toBe('TRANSACTION_ERROR');
        const { body } = run;
        const column = body.column('mass');
        kept.push(
          () => run.entities,
          () => body.column('mass'),
          () => column.array[0],
          () => column.copyTo([0, 0, 0]),
        );
        expect(Array.from(run.entities)).toEqual(entities);
      });
    }
    expect(kept).toHaveLength(8);
  };
  use(db);
  db.writeSync((tx) => use(tx as never));
});

test('the entities of a run that was kept throw without debug mode, too', () => {
  const { db } = open();
  let entities = (): unknown => undefined;
  unmarked(db).runs((run) => {
    entities = () => run.entities;
  });
  expect(errorOf(entities).code).toBe('TRANSACTION_ERROR');
});

test('the loop of a transaction throws in the next one', () => {
  const { db } = open(DEBUG);
  const kept = db.writeSync((tx) => unmarked(tx) as object) as ReturnType<typeof unmarked>;
  db.writeSync(() => {
    expect(errorOf(() => kept.forEach(() => {})).code).toBe('TRANSACTION_ERROR');
    expect(errorOf(() => kept.runs(() => {})).code).toBe('TRANSACTION_ERROR');
  });
});

test('the loop of a pinned version throws when the pin has ended', async () => {
  const { db } = open();
  const attached = attach(physics, share(db), DEBUG);
  const kept = attached.pinVersion((view) => unmarked(view));
  expect(errorOf(() => kept.forEach(() => {})).message).toMatch(/pinned version.*ended/);
  await attached.close();
  await db.close();
});

test('after its first await, an async callback finds its row closed', async () => {
  const { db, entities } = open(DEBUG);
  const read = db.read(entities[0], Body, async (row) => {
    await undefined;
    return db.read(entities[1], Body, () => row.mass);
  });
  expect((await rejectionOf(read)).code).toBe('TRANSACTION_ERROR');
});

test('an attached thread has a debug mode of its own', async () => {
  const { db, entities } = open();
  const attached = attach(physics, share(db), DEBUG);
  for (const keep of Object.values(lendersOf(attached))) {
    const kept: BodyRow[] = [];
    keep(entities[0], (row) => kept.push(row));
    for (const lend of Object.values(lendersOf(attached))) {
      lend(entities[1], () => {
        for (const row of kept) expectClosed(row);
      });
    }
  }
  await attached.close();
  await db.close();
});

test('debug mode visits the same rows, whatever happens in the loop', () => {
  const visited = [undefined, DEBUG].map((options) => {
    const { db, entities } = open(options);
    const seen: unknown[] = [];
    db.writeSync((tx) => {
      unmarked(tx).forEach((body, entity) => {
        seen.push(entity, body.mass);
        body.mass += 1;
        if (entity === entities[0]) tx.delete(entity, Body);
      });
      tx.query(Body.mut).forEach((body, entity) => {
        seen.push(entity, body.mass);
        if (entity === entities[2]) tx.destroy(entity);
      });
    });
    db.query(Body).forEach((body, entity) => {
      seen.push(entity, body.mass);
      db.writeSync((tx) => tx.update(entity, Body, { mass: 100 }));
    });
    return [seen, db.get(entities[1], Body)];
  });
  expect(visited[1]).toEqual(visited[0]);
});

test('a row is closed when its entity loses it, while the callback continues', () => {
  const { db } = open(DEBUG);
  db.writeSync((tx) =>
    unmarked(tx).forEach((body, entity) => {
      tx.delete(entity, Body);
      expectClosed(body);
    }),
  );
  expect(db.count(Body)).toBe(0);
});

test.each([
  ['yes', 'debug', 'true or false'],
  [1, 'debug', 'true or false'],
  [null, 'debug', 'true or false'],
])('the option debug: %p is refused', async (debug, option, expected) => {
  const refused = { code: 'INVALID_OPTION', option, expected };
  expect(errorOf(() => Database.memory(physics, { debug } as never))).toMatchObject(refused);
  const db = Database.memory(physics);
  expect(errorOf(() => attach(physics, share(db), { debug } as never))).toMatchObject(refused);
  await db.close();
});

test('Database.memory refuses unknown options', () => {
  for (const options of [{ Debug: true }, { durability: 'strict' }]) {
    expect(errorOf(() => Database.memory(physics, options as never))).toMatchObject({
      code: 'INVALID_OPTION',
      expected: 'one of debug, feed, onError',
    });
  }
});

interface Step {
  readonly lender: number;
  readonly entity: number;
  readonly inner: readonly Step[];
}

/** Up to two steps, each with up to two steps inside, `depth` levels deep. */
function stepsOf(depth: number): fc.Arbitrary<Step[]> {
  const inner = depth === 1 ? fc.constant([]) : stepsOf(depth - 1);
  const step = fc.record({ lender: fc.nat(NAMES.length - 1), entity: fc.nat(2), inner });
  return fc.array(step, { maxLength: 2 });
}

test('in any sequence of uses, inside each other or not, a row works until its own use ends and never again', () => {
  fc.assert(
    fc.property(stepsOf(3), (sequence) => {
      const { db, entities, contents } = open(DEBUG);
      const before = contents();
      const lent = new Map<BodyRow, (() => unknown)[]>();
      const inUse = new Set<BodyRow>();
      const check = (): void => {
        for (const [row, uses] of lent) if (!inUse.has(row)) for (const use of uses) requireClosed(use);
      };
      withLenders(db, (lenders) => {
        const run = (list: readonly Step[]): void => {
          for (const { lender, entity, inner } of list) {
            lenders[NAMES[lender] as string]?.(entities[entity] as Entity, (row, visited) => {
              if (lent.size > 12) return;
              expect(lent.has(row)).toBe(false);
              lent.set(row, usesOf(row));
              inUse.add(row);
              check();
              run(inner);
              expect(row.mass).toBe(entities.indexOf(visited));
              inUse.delete(row);
            });
            check();
          }
        };
        run(sequence);
      });
      expect(contents()).toEqual(before);
    }),
    { numRuns: 40 },
  );
});
