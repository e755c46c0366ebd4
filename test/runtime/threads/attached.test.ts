/**
 * Promise: an attached thread reads one published version, in place. Its transactions are committed like those of the
 * owner.
 */

import { Database, type DynamicComponent, type Entity } from '@ecsdb/runtime';
import { share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';
import { AttachedThread } from './attached-thread.js';

const SCHEMA = schemaOf({
  tables: {
    point: {
      x: { type: 'u32', default: 0 },
      name: { type: 'string<16>', nullable: true },
      ok: { type: 'bool', default: false },
    },
    mark: {},
    link: { to: 'entity' },
  },
});

let db: Database;
let point: DynamicComponent;
let mark: DynamicComponent;
let first: Entity;
let thread: AttachedThread;

beforeEach(async () => {
  db = Database.memory(SCHEMA);
  point = db.component('point');
  mark = db.component('mark');
  first = await db.write((tx) => {
    const entity = tx.create();
    tx.insert(entity, point, { x: 7, name: 'seven' });
    return entity;
  });
  thread = new AttachedThread(db);
});

afterEach(async () => {
  await thread.terminate();
  await db.close();
});

describe('reading', () => {
  test('every way to read returns what was published last', async () => {
    expect(await thread.ask('version')).toBe(1);
    expect(await thread.ask('get', first, 'point')).toEqual({ x: 7, name: 'seven', ok: false });
    expect(await thread.ask('read', first, 'point', 'x')).toBe(7);
    expect(await thread.ask('has', first, 'mark')).toBe(false);
    expect(await thread.ask('tryGet', first, 'mark')).toBeUndefined();
    await db.insert(first, mark);
    expect(await thread.ask('has', first, 'mark')).toBe(true);
    expect(await thread.ask('pairs', 'point', 'mark')).toEqual([first]);
    await db.write((tx) => tx.destroy(first));
    expect(await thread.ask('isAlive', first)).toBe(false);
    expect(await thread.ask('rows', 'point')).toEqual([]);
    expect(await thread.ask('count')).toBe(0);
    expect(await thread.ask('version')).toBe(3);
  });

  test('an entity is created, shown and destroyed', async () => {
    const entity = (await thread.ask('createEntity')) as Entity;
    expect(await thread.ask('livingEntities')).toEqual([first, entity]);
    const shown: unknown = JSON.parse((await thread.ask('showEntity', first)) as string);
    expect(shown).toEqual(JSON.parse(JSON.stringify(db.entity(first))));
    expect(shown).toMatchObject({ components: { point: { x: 7, name: 'seven', ok: false } } });
    expect(await thread.ask('destroyEntity', entity)).toBe(db.version);
    expect(db.isAlive(entity)).toBe(false);
  });

  test('a table that grows is seen with all of its rows', async () => {
    expect(await thread.ask('count', 'point')).toBe(1);
    for (let round = 0; round < 4; round++) {
      await db.write((tx) => {
        for (let i = 0; i < 5000; i++) tx.insert(tx.create(), point, { x: i });
      });
      expect(await thread.ask('count', 'point')).toBe(1 + 5000 * (round + 1));
    }
    const rows = (await thread.ask('rows', 'point')) as [Entity, { x: number }][];
    expect(rows.reduce((sum, [, { x }]) => sum + x, 0)).toBe(7 + 4 * 12_497_500);
    // An archetype that did not exist when the thread attached.
    await db.write((tx) => tx.insert(rows.at(-1)?.[0] as Entity, mark));
    expect(await thread.ask('pairs', 'point', 'mark')).toEqual([rows.at(-1)?.[0]]);
  });

  test('a pinned version does not change while the owner commits, and the commit after the next waits', async () => {
    const { held } = await thread.hold('point');
    await db.update(first, point, { x: 8 });
    const second = db.update(first, point, { x: 9 });
    const isFirst = await Promise.race([second, new Promise((resolve) => setTimeout(resolve, 50, 'waits'))]);
    expect(isFirst).toBe('waits');
    expect(db.get(first, point)).toMatchObject({ x: 8 });
    thread.release();
    const row = [first, { x: 7, name: 'seven', ok: false }];
    expect(await held).toEqual({ before: [row], after: [row], version: 1 });
    expect(await second).toBe(3);
    expect(await thread.ask('get', first, 'point')).toMatchObject({ x: 9 });
  });

  test('an abandoned iterator pins no version, and continues in the version that is published then', async () => {
    const more = await db.write((tx) =>
      [1, 2, 3, 4].map((x) => {
        const entity = tx.create();
        tx.insert(entity, point, { x });
        return entity;
      }),
    );
    await thread.ask('beginMany', 'point', 1000);
    expect(await thread.ask('begin', 'point')).toBe(false);
    // Each of these would wait for the version before the last.
    for (let x = 0; x < 4; x++) await db.update(first, point, { x });
    expect(db.stats().threads.attached).toMatchObject([{ isReading: false }]);
    await db.write((tx) => {
      tx.destroy(more[1] as Entity);
      tx.insert(tx.create(), point, { x: 5 });
    });
    expect(await thread.ask('next')).toBe(false);
    await db.write((tx) => tx.delete(more[2] as Entity, point));
    expect(await thread.ask('entitiesOfRest')).toEqual([more[3]]);
    expect(db.stats().threads.attached).toMatchObject([{ isReading: false }]);
  });

  test('an iterator over a pinned version ends when the pin ends, and so does its row', async () => {
    await thread.ask('beginInPinnedVersion', 'point');
    await expect(thread.ask('useKeptRow', 'x')).rejects.toMatchObject({ code: 'TRANSACTION_ERROR' });
    await expect(thread.ask('next')).rejects.toMatchObject({ code: 'TRANSACTION_ERROR' });
    for (let x = 0; x < 4; x++) await db.update(first, point, { x });
    expect(db.get(first, point)).toMatchObject({ x: 3 });
  });

  test('errors are those of the owner', async () => {
    await expect(thread.ask('get', first, 'mark')).rejects.toMatchObject({
      code: 'COMPONENT_NOT_FOUND',
      table: 'mark',
    });
    await expect(thread.ask('get', 12345, 'point')).rejects.toMatchObject({ code: 'ENTITY_NOT_FOUND' });
    await expect(thread.ask('asyncPinnedVersion')).rejects.toMatchObject({ code: 'TRANSACTION_ERROR' });
    await expect(thread.ask('keptPinnedVersion')).rejects.toMatchObject({ code: 'TRANSACTION_ERROR' });
    expect(await thread.ask('count', 'point')).toBe(1);
  });
});

describe('writing', () => {
  test('a transaction is committed, and its own thread and the owner see it', async () => {
    const entity = (await thread.ask('create', 'point', { x: 1, name: 'one' })) as Entity;
    expect(db.get(entity, point)).toEqual({ x: 1, name: 'one', ok: false });
    expect(await thread.ask('get', entity, 'point')).toEqual({ x: 1, name: 'one', ok: false });
    expect(await thread.ask('update', entity, 'point', { ok: true })).toBe(3);
    expect(await thread.ask('update', entity, 'point', { name: null })).toBe(4);
    expect(db.get(entity, point)).toEqual({ x: 1, name: null, ok: true });
    expect(await thread.ask('remove', entity, 'point')).toBe(5);
    expect(await thread.ask('insert', entity, 'link', { to: first })).toBe(6);
    expect(db.get(entity, db.component('link'))).toEqual({ to: first });
    await thread.ask('destroy', entity);
    expect(db.isAlive(entity)).toBe(false);
  });

  test('each id is given to one entity, whichever thread creates it', async () => {
    const other = new AttachedThread(db);
    const created = await Promise.all([
      thread.ask('createMany', 'point', 5000),
      other.ask('createMany', 'point', 3000),
      db.write((tx) => Array.from({ length: 1000 }, () => tx.create())),
    ]);
    const ids = (created as Entity[][]).flat();
    expect(new Set(ids).size).toBe(9000);
    expect(ids.every((id) => db.isAlive(id))).toBe(true);
    expect(db.count(point)).toBe(8001);
    await other.terminate();
  });

  test('an error of the owner arrives unchanged, and the transaction has changed nothing', async () => {
    const { version } = db;
    await expect(thread.ask('insert', first, 'point', { x: 1 })).rejects.toMatchObject({
      name: 'EcsDbError',
      code: 'COMPONENT_EXISTS',
      message: errorOf(() => db.writeSync((tx) => tx.insert(first, point, { x: 1 }))).message,
      table: 'point',
      entity: first,
    });
    await expect(thread.ask('insert', 4711, 'point', { x: 1 })).rejects.toMatchObject({ code: 'ENTITY_NOT_FOUND' });
    await expect(thread.ask('update', first, 'mark', {})).rejects.toMatchObject({ code: 'COMPONENT_NOT_FOUND' });
    await expect(thread.ask('update', first, 'point', { x: 'no' })).rejects.toMatchObject({
      code: 'FIELD_TYPE_MISMATCH',
    });
    await expect(thread.ask('throwing', 'point')).rejects.toMatchObject({ name: 'RangeError' });
    expect(db.version).toBe(version);
    expect(db.count(point)).toBe(1);
  });

  test('calls that only the owner can make say so', async () => {
    for (const order of ['writeSync', 'asyncWrite']) {
      await expect(thread.ask(order)).rejects.toMatchObject({ code: 'TRANSACTION_ERROR' });
    }
    await expect(thread.ask('updateByFunction', first, 'point')).rejects.toMatchObject({ code: 'TRANSACTION_ERROR' });
    await expect(thread.ask('writeSync')).rejects.toMatchObject({ message: expect.stringContaining('write()') });
  });

  test.each([
    [
      'readInWrite',
      ['read', 'get', 'tryGet', 'has', 'isAlive', 'count', 'query', 'lookup', 'entity', 'tryEntity', 'entities'],
      'cannot read',
    ],
    ['callOnDatabase', ['transaction', 'history', 'stats', 'flush', 'checkpoint', 'resume', 'releaseThread'], 'owns'],
    [
      'writeInPinnedVersion',
      ['create', 'destroy', 'insert', 'put', 'update', 'delete', 'write', 'writeSync'],
      'only be read',
    ],
  ])('a method that is not available says so to callers without types: %s', async (order, methods, message) => {
    for (const method of methods) {
      const error: unknown = await thread.ask(order, method, first, 'point').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'TRANSACTION_ERROR', message: expect.stringContaining(message) });
      expect(error).toMatchObject({ message: expect.stringContaining(`${method}()`) });
    }
    expect(await thread.ask('count')).toBe(1);
  });

  test.each(['wait', 'block'] as const)('a full ring loses nothing and keeps the order: %s', async (whenFull) => {
    const small = Database.memory(SCHEMA);
    const entity = await small.write((tx) => {
      const created = tx.create();
      tx.insert(created, small.component('point'), { x: 0 });
      return created;
    });
    const other = new AttachedThread(small, share(small, { ringBytes: 4096 }), { whenFull });
    expect(await other.ask('updateMany', entity, 'point', 5000)).toBe(true);
    expect(small.get(entity, small.component('point'))).toMatchObject({ x: 4999 });
    // Longer than the ring.
    const created = (await other.ask('createMany', 'point', 3000)) as Entity[];
    expect(small.count(small.component('point'))).toBe(1 + created.length);
    await other.terminate();
    await small.close();
  });
});
