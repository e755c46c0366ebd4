/** Listeners hear each commit once, in order, after it is published and before its writer continues. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Commit, Database, type Operation } from '@ecsdb/runtime';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { describe, expect, jest, test } from '@jest/globals';
import { Body, physics } from '../support/body.js';
import { errorOf, rejectionOf, thrownBy } from '../support/errors.js';

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function insert(db: Database, mass: number): Promise<number> {
  return db.write((tx) => {
    tx.insert(tx.create(), Body, { mass });
    return mass;
  });
}

function masses(commit: Commit): (number | undefined)[] {
  const found: (number | undefined)[] = [];
  for (const operation of commit.operations()) if (operation.is(Body)) found.push(operation.data?.mass);
  return found;
}

const DATABASES: readonly [string, () => Promise<Database>][] = [
  ['in memory', async () => Database.memory(physics)],
  ['strict', () => Database.open(physics, { directory: 'db', fileSystem: new SimulatedFileSystem() })],
  [
    'none',
    () => Database.open(physics, { directory: 'db', fileSystem: new SimulatedFileSystem(), durability: 'none' }),
  ],
];

describe.each(DATABASES)('%s', (_name, open) => {
  test('each transaction of a group is a commit, delivered before the promises settle', async () => {
    const db = await open();
    const events: unknown[] = [];
    db.onCommit((commit) => {
      events.push([commit.version, masses(commit), commit.tables, db.version]);
    });
    const writes = [1, 2, 3].map((mass) => insert(db, mass).then((result) => events.push(result)));
    await Promise.all(writes);
    expect(events).toEqual([[1, [1], ['body'], 3], [2, [2], ['body'], 3], [3, [3], ['body'], 3], 1, 2, 3]);
    await db.close();
  });

  test('writeSync returns after its commit was delivered', async () => {
    const db = await open();
    const versions: number[] = [];
    db.onCommit(({ version }) => versions.push(version));
    for (const expected of [1, 2, 3]) {
      db.writeSync((tx) => tx.create());
      expect(versions.at(-1)).toBe(expected);
    }
    await db.close();
  });

  test('failed transactions, and those that only read, are no commits', async () => {
    const db = await open();
    const versions: number[] = [];
    db.onCommit(({ version }) => versions.push(version));
    const failed = db.write((tx) => {
      tx.create();
      throw new Error('undone');
    });
    await Promise.allSettled([insert(db, 1), failed, db.write((tx) => tx.count()), insert(db, 2)]);
    expect(thrownBy(() => db.writeSync(() => JSON.parse('')))).toBeInstanceOf(SyntaxError);
    expect(versions).toEqual([1, 2]);
    await db.close();
  });
});

test('a listener that is added while a group waits for the log hears the commits after that version', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ecsdb-feed-'));
  const db = await Database.open(physics, { directory });
  for (let turns = 0; turns < 3; turns++) {
    const first = insert(db, 1);
    for (let i = 0; i < turns; i++) await nextTurn();
    const heard: number[] = [];
    const stop = db.onCommit(
      (commit) => {
        heard.push(commit.version);
        for (const operation of commit.operations()) {
          if (operation.kind === 'update') expect(operation.old).toBeDefined();
        }
      },
      { old: true },
    );
    const { version } = db;
    await Promise.all([first, insert(db, 2)]);
    expect(heard).toEqual(Array.from({ length: db.version - version }, (_, i) => version + 1 + i));
    stop();
  }
  await db.close();
  rmSync(directory, { recursive: true });
});

test('commits that listeners make are delivered after the ones before them', async () => {
  const db = Database.memory(physics);
  const heard: [listener: string, version: number][] = [];
  db.onCommit(({ version }) => {
    heard.push(['first', version]);
    if (version <= 2) db.writeSync((tx) => tx.create());
    if (version === 1) void insert(db, 9);
  });
  db.onCommit((commit) => {
    heard.push(['second', commit.version]);
    expect([...commit.operations()].length).toBeGreaterThan(0);
  });
  await Promise.all([insert(db, 1), insert(db, 2)]);
  await db.flush();
  const expected = [1, 2, 3, 4, 5].flatMap((version) => [
    ['first', version],
    ['second', version],
  ]);
  expect(heard).toEqual(expected);
});

test('while a listener commits much, the bytes of the commit stay as they are', () => {
  const db = Database.memory(physics, { feed: { maxBytes: 256 } });
  const seen: unknown[] = [];
  db.onCommit((commit) => {
    if (commit.version > 1) return;
    const before = commit.bytes.slice();
    for (let i = 0; i < 100; i++) db.writeSync((tx) => tx.insert(tx.create(), Body, { mass: i }));
    expect(commit.bytes).toEqual(before);
    seen.push(...masses(commit));
  });
  db.writeSync((tx) => tx.insert(tx.create(), Body, { mass: 77 }));
  expect(seen).toEqual([77]);
});

test('a listener that throws or rejects is reported, and affects neither the commit nor other listeners', async () => {
  const reported: unknown[] = [];
  const db = Database.memory(physics, { onError: (error) => reported.push(error) });
  const heard: number[] = [];
  db.onCommit(() => {
    throw 'thrown';
  });
  db.onCommit(async () => {
    throw 'rejected';
  });
  db.onCommit(({ version }) => heard.push(version));
  expect(await insert(db, 5)).toBe(5);
  await nextTurn();
  expect([heard, reported]).toEqual([[1], ['thrown', 'rejected']]);
});

test('without onError, and if onError throws, there is a process warning', () => {
  const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const error = new Error('of the listener');
  const second = new Error('of onError');
  const throwing = (what: Error) => () => {
    throw what;
  };
  for (const options of [{}, { onError: throwing(second) }]) {
    const db = Database.memory(physics, options);
    db.onCommit(throwing(error));
    db.writeSync((tx) => tx.create());
    expect(db.version).toBe(1);
  }
  const thrown = 'a function given to onCommit or watch of a database has thrown: Error: of';
  expect(emitWarning.mock.calls).toEqual([
    [`${thrown} the listener`, { type: 'EcsDbWarning', detail: error.stack }],
    [`${thrown} onError`, { type: 'EcsDbWarning', detail: second.stack }],
  ]);
  emitWarning.mockRestore();
});

test('a listener that was stopped hears nothing more, also of the commits that are being delivered', async () => {
  const db = Database.memory(physics);
  const heard: number[] = [];
  const stopSecond = db.onCommit(({ version }) => heard.push(version));
  const stopFirst = db.onCommit(({ version }) => {
    heard.push(-version);
    stopSecond();
    stopFirst();
    stopFirst();
  });
  await Promise.all([insert(db, 1), insert(db, 2)]);
  await insert(db, 3);
  expect(heard).toEqual([1, -1]);
});

test('a listener that a listener adds hears the commits after the present version', async () => {
  const db = Database.memory(physics);
  const heard: number[] = [];
  let isAdded = false;
  db.onCommit(() => {
    if (isAdded) return;
    isAdded = true;
    db.onCommit(({ version }) => heard.push(version));
  });
  await Promise.all([insert(db, 1), insert(db, 2)]);
  await insert(db, 3);
  expect(heard).toEqual([3]);
});

test('a group that the log rejects is not delivered, and not kept', async () => {
  const fs = new SimulatedFileSystem();
  const db = await Database.open(physics, { directory: 'db', fileSystem: fs });
  const heard: [number, unknown][] = [];
  db.onCommit((commit) => heard.push([commit.version, masses(commit)]));
  await insert(db, 1);
  fs.onCall(({ kind }) => (kind === 'write' || kind === 'create' ? { error: 'ENOSPC' } : undefined));
  expect(await rejectionOf(insert(db, 2))).toMatchObject({ code: 'DISK_FULL' });
  expect(() => db.writeSync((tx) => tx.create())).toThrow('DISK_FULL');
  fs.onCall();
  await db.resume();
  await insert(db, 3);
  expect(heard).toEqual([
    [1, [1]],
    [2, [3]],
  ]);
  expect([...db.commitsSince(0)].map(masses)).toEqual([[1], [3]]);
  await db.close();
});

test('an operation shows the row, the row before, and which fields may have changed', () => {
  const db = Database.memory(physics);
  const entity = db.writeSync((tx) => {
    const entity = tx.create();
    tx.insert(entity, Body, { mass: 1 });
    return entity;
  });
  const shown: unknown[] = [];
  db.onCommit(
    (commit) => {
      for (const operation of commit.operations()) {
        if (!operation.is(Body)) continue;
        shown.push([operation.kind, operation.entity, operation.fields, operation.data?.mass, operation.old?.mass]);
        expect(operation.is(db.component('body'))).toBe(true);
      }
    },
    { old: true },
  );
  db.writeSync((tx) => tx.update(entity, Body, { mass: 2 }));
  db.writeSync((tx) => tx.delete(entity, Body));
  expect(shown).toEqual([
    ['update', entity, ['mass'], 2, 1],
    ['delete', entity, undefined, undefined, 2],
  ]);
});

test('old rows are shown only to listeners that ask for them', () => {
  const db = Database.memory(physics);
  const shown: unknown[] = [];
  const listener = (commit: Commit): void => {
    for (const operation of commit.operations()) if (operation.is(Body)) shown.push(operation.old?.mass);
  };
  db.onCommit(listener, { old: true });
  db.onCommit(listener);
  const entity = db.writeSync((tx) => {
    const entity = tx.create();
    tx.insert(entity, Body, { mass: 1 });
    return entity;
  });
  db.writeSync((tx) => tx.update(entity, Body, { mass: 2 }));
  expect(shown).toEqual([undefined, undefined, 1, undefined]);
});

test('using a commit or an operation after the listener has returned throws', () => {
  const db = Database.memory(physics);
  let commit: Commit | undefined;
  let operation: Operation | undefined;
  db.onCommit((given) => {
    commit = given;
    [operation] = [...given.operations()];
  });
  db.writeSync((tx) => tx.create());
  expect(errorOf(() => commit?.bytes).code).toBe('TRANSACTION_ERROR');
  expect(errorOf(() => [...(commit?.operations() ?? [])]).code).toBe('TRANSACTION_ERROR');
  expect(errorOf(() => operation?.data).code).toBe('TRANSACTION_ERROR');
  expect([commit?.version, operation?.kind]).toEqual([1, 'create']);
});

test('inside a transaction, and after close, both methods throw', async () => {
  const db = Database.memory(physics);
  for (const call of [() => db.onCommit(() => {}), () => db.commitsSince(0)]) {
    expect(errorOf(() => db.writeSync(call as () => void)).code).toBe('TRANSACTION_ERROR');
  }
  await db.close();
  expect(errorOf(() => db.onCommit(() => {})).code).toBe('CHANNEL_CLOSED');
  expect(errorOf(() => db.commitsSince(0)).code).toBe('CHANNEL_CLOSED');
});

test('a listener may close the database', async () => {
  const db = Database.memory(physics);
  const heard: unknown[] = [];
  let closed: Promise<void> | undefined;
  db.onCommit((commit) => {
    closed = db.close();
    heard.push(masses(commit));
  });
  await insert(db, 4);
  await closed;
  expect(heard).toEqual([[4]]);
});

test.each([
  [{ feed: { maxBytes: -1 } }, 'feed.maxBytes'],
  [{ feed: { maxBytes: 1.5 } }, 'feed.maxBytes'],
  [{ feed: { bytes: 1 } }, 'bytes'],
  [{ onError: 'log' }, 'onError'],
])('refuses %j', async (options, option) => {
  const given = options as object;
  expect(errorOf(() => Database.memory(physics, given))).toMatchObject({ code: 'INVALID_OPTION', option });
  const opening = Database.open(physics, { directory: 'db', fileSystem: new SimulatedFileSystem(), ...given });
  expect(await rejectionOf(opening)).toMatchObject({ code: 'INVALID_OPTION', option });
});

test('an entity that ends is named, also if its index was issued and destroyed again in the same transaction', () => {
  const db = Database.memory(physics);
  const entity = db.writeSync((tx) => tx.create());
  const shown: [kind: string, entity: number][] = [];
  db.onCommit((commit) => {
    for (const { kind, entity } of commit.operations()) shown.push([kind, entity]);
  });
  db.writeSync((tx) => {
    tx.destroy(entity);
    tx.destroy(tx.create());
  });
  db.writeSync((tx) => tx.destroy(tx.create()));
  expect(shown).toEqual([['destroy', entity]]);
});
