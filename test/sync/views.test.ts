/** Views are checked when a server begins, and their functions see one row, or a user and parameters, and no more. */

import { Database, EcsDbError, type Entity } from '@ecsdb/runtime';
import type { SyncClient } from '@ecsdb/sync/client';
import { SyncServer, view } from '@ecsdb/sync/server';
import { expect, test } from '@jest/globals';
import { Body, Mark, physics } from '../runtime/support/body.js';
import { schemaOfToml } from '../runtime/support/toml.js';
import { ManualClock } from './support/manual-clock.js';
import { joined, nextStep } from './support/members.js';

const FOREIGN = Database.memory(schemaOfToml('[tables.other]')).component('other');

function oneChannel(): number {
  return 1;
}

function noChannels(): number[] {
  return [];
}

/** What `SyncServer` says about options that TypeScript would refuse. */
function refusalOf(options: object): EcsDbError {
  try {
    new SyncServer(Database.memory(physics), { authenticate: () => 'user', views: { wrong: () => options as never } });
  } catch (error) {
    if (error instanceof EcsDbError) return error;
    throw error;
  }
  throw new Error('the options were accepted');
}

test.each([
  ['no tables', { tables: [] }, '`tables` must be a list of components'],
  ['a table of another schema', { tables: [Body, FOREIGN] }, '`tables` has table "other", which is not in the schema'],
  ['a table twice', { tables: [Body, Body] }, 'names a table twice'],
  [
    '`by` of a table that is not in `tables`',
    { tables: [Mark], by: [Body, oneChannel], for: noChannels },
    'add it there',
  ],
  ['`by` without a function', { tables: [Body], by: Body, for: noChannels }, '[Order, (row) => row.team]'],
  ['`by` without `for`', { tables: [Body], by: [Body, oneChannel] }, '`by` needs `for`'],
  ['`for` without `by`', { tables: [Body], for: noChannels }, '`for` needs `by`'],
  ['a misspelt option', { tables: [Body], form: 5 }, 'there is no option "form"'],
])('%s is refused with words that say what to do', (_name, options, message) => {
  const error = refusalOf(options);
  expect(error).toMatchObject({ code: 'INVALID_OPTION', option: 'views' });
  expect(error.message).toContain('view "wrong"');
  expect(error.message).toContain(message);
});

test('all mistakes in views are reported at once', () => {
  const views = { one: view({ tables: [] }), two: () => ({ tables: [Mark], for: noChannels }) };
  const serve = (): SyncServer<string> =>
    new SyncServer(Database.memory(physics), { authenticate: () => 'user', views });
  expect(serve).toThrow(/view "one".*\n.*view "two"/);
});

const USES: readonly [string, (db: Database, entity: Entity) => unknown][] = [
  ['reads another row', (db, entity) => db.has(entity, Mark)],
  ['reads its own row through the database', (db, entity) => db.get(entity, Body)],
  ['runs a query', (db) => db.query(Mark).forEach(() => {})],
  ['counts rows', (db) => db.count(Mark)],
  ['writes', (db) => db.writeSync((tx) => tx.create())],
];

test.each(USES)('`by` that %s throws TRANSACTION_ERROR, and its entity is in no channel', async (_name, use) => {
  const errors: unknown[] = [];
  const db = Database.memory(physics);
  const [first, second] = db.writeSync((tx) => [tx.create(), tx.create()]) as [Entity, Entity];
  const clock = new ManualClock();
  const server = new SyncServer(db, {
    authenticate: () => 'user',
    clock,
    onError: (error) => errors.push(error),
    views: {
      all: view({
        tables: [Body],
        by: [Body, (row) => (row.mass > 1 ? [use(db, first)].length : 1)],
        for: () => [1],
      }),
    },
  });
  const client: SyncClient = await joined(server, physics);
  await nextStep(clock, client.subscribe('all'));
  db.writeSync((tx) => {
    tx.insert(first, Body, { mass: 2 });
    tx.insert(second, Body, { mass: 1 });
  });
  db.writeSync((tx) => tx.update(first, Body, { mass: 3 }));
  await nextStep(clock);
  expect(client.db.count(Body)).toBe(1);
  expect(client.db.get(second, Body).mass).toBe(1);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({
    message: expect.stringContaining('view "all"'),
    cause: { code: 'TRANSACTION_ERROR' },
  });
  // Nothing of this remains.
  expect(db.get(first, Body).mass).toBe(3);
  expect(db.writeSync((tx) => tx.isAlive(first))).toBe(true);
});

test('an entity is in no channel while `by` throws, and errors of one kind are reported once', async () => {
  const errors: unknown[] = [];
  const db = Database.memory(physics);
  const clock = new ManualClock();
  const byMass = (mass: number): number => {
    if (mass === 7) throw new RangeError('seven');
    return mass === 8 ? Number.NaN : 1;
  };
  const server = new SyncServer(db, {
    authenticate: () => 'user',
    clock,
    onError: (error) => errors.push(error),
    views: { all: view({ tables: [Body], by: [Body, (row) => byMass(row.mass)], for: () => [1] }) },
  });
  const client: SyncClient = await joined(server, physics);
  await nextStep(clock, client.subscribe('all'));
  const entity = db.writeSync((tx) => tx.create());
  for (const mass of [1, 7, 8, 7, 8, 5]) {
    db.writeSync((tx) => tx.put(entity, Body, { mass }));
    await nextStep(clock);
    expect(client.db.count(Body)).toBe(mass > 5 ? 0 : 1);
  }
  expect(errors).toMatchObject([{ cause: { name: 'RangeError' } }, { cause: { code: 'INVALID_OPTION' } }]);
});

test('a client learns nothing of why its parameters were refused, the server does', async () => {
  const errors: unknown[] = [];
  const clock = new ManualClock();
  const server = new SyncServer(Database.memory(physics), {
    authenticate: () => 'user',
    clock,
    onError: (error) => errors.push(error),
    views: {
      all: view({
        tables: [Body],
        by: [Body, () => 1],
        for: () => {
          throw new Error('secret');
        },
      }),
    },
  });
  const client: SyncClient = await joined(server, physics);
  const refused = client.subscribe('all').catch((error: Error) => error.message);
  await nextStep(clock);
  expect(await refused).not.toContain('secret');
  expect(errors).toMatchObject([{ message: expect.stringContaining('view "all"'), cause: { message: 'secret' } }]);
});
