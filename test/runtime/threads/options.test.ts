/** Promise: share() and attach reject what they do not know, and say what they expect. */

import { Database } from '@ecsdb/runtime';
import { attach, type DatabaseHandle, share } from '@ecsdb/runtime/threads';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

const SCHEMA = schemaOf({ tables: { point: { x: 'u32' }, mark: {} } });

let db: Database;
beforeEach(() => {
  db = Database.memory(SCHEMA);
});
afterEach(() => db.close());

describe('share() of what is not a database of this thread', () => {
  test.each([undefined, null, 5, {}, SCHEMA])('says what it expects: %p', (given) => {
    expect(errorOf(() => share(given as never))).toMatchObject({
      code: 'FIELD_TYPE_MISMATCH',
      message: expect.stringContaining('share() expects a database'),
    });
  });

  test('says that an attached thread cannot share', async () => {
    const attached = attach(SCHEMA, share(db));
    expect(errorOf(() => share(attached as never))).toMatchObject({
      code: 'TRANSACTION_ERROR',
      message: expect.stringContaining('only the thread that owns the database'),
    });
    await attached.close();
  });

  test('says that the database is of another copy of the package', async () => {
    jest.resetModules();
    const other = await import('@ecsdb/runtime');
    const foreign = other.Database.memory(other.schemaFromDescriptor(SCHEMA.descriptor));
    expect(errorOf(() => share(foreign))).toMatchObject({
      code: 'FIELD_TYPE_MISMATCH',
      message: expect.stringContaining('another copy of @ecsdb/runtime'),
    });
  });
});

describe('options', () => {
  const wrong = [null, 5, 'fast', [], true, () => {}];
  test.each(wrong)('that are not an object are rejected: %p', (options) => {
    const calls = [() => share(db, options as never), () => attach(SCHEMA, share(db), options as never)];
    for (const call of calls) {
      expect(errorOf(call)).toMatchObject({ code: 'INVALID_OPTION', expected: expect.stringContaining('Ms') });
    }
  });

  test.each([
    [{ ringbytes: 4096 }, 'ringbytes', 'readerTimeoutMs, ringBytes'],
    [{ timeoutMs: 5 }, 'timeoutMs', 'readerTimeoutMs, ringBytes'],
    [{ ringBytes: '4096' }, 'ringBytes', 'power of two'],
    [{ ringBytes: 5000 }, 'ringBytes', 'power of two'],
    [{ ringBytes: 2048 }, 'ringBytes', 'power of two'],
    [{ ringBytes: 2 ** 27 }, 'ringBytes', 'power of two'],
    [{ ringBytes: 4096n }, 'ringBytes', 'power of two'],
    [{ ringBytes: null }, 'ringBytes', 'power of two'],
    [{ sides: 1 }, 'sides', '2 or 3'],
    [{ sides: 4 }, 'sides', '2 or 3'],
    [{ sides: '3' }, 'sides', '2 or 3'],
    [{ sides: null }, 'sides', '2 or 3'],
    [{ readerTimeoutMs: 0 }, 'readerTimeoutMs', 'milliseconds'],
    [{ readerTimeoutMs: Number.NaN }, 'readerTimeoutMs', 'milliseconds'],
    [{ readerTimeoutMs: '5' }, 'readerTimeoutMs', 'milliseconds'],
    // A longer timer would end at once.
    [{ readerTimeoutMs: 2 ** 31 }, 'readerTimeoutMs', 'milliseconds'],
    [{ readerTimeoutMs: Number.POSITIVE_INFINITY }, 'readerTimeoutMs', 'milliseconds'],
  ])('of share() are checked: %p', (options, option, expected) => {
    const first = errorOf(() => share(db, options as never));
    expect(first).toMatchObject({ code: 'INVALID_OPTION', option, expected: expect.stringContaining(expected) });
    // A later call checks them, too.
    share(db);
    expect(errorOf(() => share(db, options as never)).message).toBe(first.message);
  });

  test.each([
    [{ timeoutms: 5 }, 'timeoutms', 'timeoutMs, whenFull'],
    [{ ringBytes: 4096 }, 'ringBytes', 'timeoutMs, whenFull'],
    [{ timeoutMs: -1 }, 'timeoutMs', 'milliseconds'],
    [{ timeoutMs: '5' }, 'timeoutMs', 'milliseconds'],
    [{ timeoutMs: 2 ** 31 }, 'timeoutMs', 'milliseconds'],
    [{ whenFull: 'drop' }, 'whenFull', "'wait' or 'block'"],
    [{ whenFull: null }, 'whenFull', "'wait' or 'block'"],
    [{ whenFull: {} }, 'whenFull', "'wait' or 'block'"],
  ])('of attach are checked: %p', (options, option, expected) => {
    const error = errorOf(() => attach(SCHEMA, share(db), options as never));
    expect(error).toMatchObject({ code: 'INVALID_OPTION', option, expected: expect.stringContaining(expected) });
    expect(db.stats().threads.attached).toEqual([]);
  });

  test('of a later share() must be equal to those of the first', () => {
    const handle = share(db, { ringBytes: 4096 });
    expect(share(db)).toBe(handle);
    expect(share(db, {})).toBe(handle);
    expect(share(db, { ringBytes: 4096, readerTimeoutMs: 5000 })).toBe(handle);
    expect(errorOf(() => share(db, { ringBytes: 8192 }))).toMatchObject({
      code: 'INVALID_OPTION',
      option: 'ringBytes',
      expected: '4096',
      got: '8192',
    });
    expect(errorOf(() => share(db, { readerTimeoutMs: 1 }))).toMatchObject({ option: 'readerTimeoutMs' });
    expect(errorOf(() => share(db, { sides: 3 }))).toMatchObject({ option: 'sides', expected: '2', got: '3' });
    expect(share(db, { sides: 2 })).toBe(handle);
  });
});

describe('a handle', () => {
  const parts = [
    'schema',
    'words',
    'programMemory',
    'counters',
    'registry',
    'tables',
    'lanes',
    'ringBytes',
    'feed',
  ] as const;
  const others: readonly unknown[] = [
    null,
    0,
    -1,
    'x',
    {},
    [],
    [[], []],
    [{}, {}],
    new SharedArrayBuffer(8),
    new ArrayBuffer(2 ** 20),
    [new SharedArrayBuffer(8), new SharedArrayBuffer(8)],
    { buffer: new SharedArrayBuffer(8), start: 16 },
    { buffer: new SharedArrayBuffer(8), start: 0.5 },
  ];

  test.each(parts)('whose part %s was replaced is rejected, unless the part is optional', (part) => {
    const handle = share(db);
    for (const other of others) {
      const attachAgain = (): unknown => attach(SCHEMA, { ...handle, [part]: other } as DatabaseHandle);
      if (part === 'programMemory') expect(attachAgain).not.toThrow();
      else expect(errorOf(attachAgain)).toMatchObject({ code: 'SCHEMA_ERROR', got: expect.stringContaining(part) });
    }
  });

  test('with other tables, without a table or without a side is rejected', () => {
    const { tables, ...rest } = share(db);
    const [first, second] = tables;
    const [side] = first?.records ?? [];
    for (const wrong of [
      [first],
      [first, first],
      [first, second, second],
      [first, { ...second, tableId: 7 }],
      [first, { ...second, dense: undefined }],
      [first, { ...second, dense: [side] }],
      [first, { ...second, sparse: [side, { ...side, start: Number.NaN }] }],
    ]) {
      const attachAgain = (): unknown => attach(SCHEMA, { ...rest, tables: wrong } as DatabaseHandle);
      expect(errorOf(attachAgain)).toMatchObject({ code: 'SCHEMA_ERROR', got: expect.stringContaining('tables') });
    }
  });

  test('with the words or the program of another database is rejected, and takes no slot there', () => {
    const other = share(Database.memory(SCHEMA));
    const handle = share(db);
    for (const mixed of [
      { ...handle, words: other.words },
      { ...handle, programMemory: other.programMemory },
    ]) {
      expect(errorOf(() => attach(SCHEMA, mixed))).toMatchObject({ code: 'SCHEMA_ERROR' });
    }
    expect(db.stats().threads.lost).toBe(0);
    expect(attach(SCHEMA, handle).count()).toBe(0);
  });

  test('is rejected with a value that is not a schema', () => {
    for (const schema of [undefined, null, {}, SCHEMA.descriptor]) {
      const error = errorOf(() => attach(schema as never, share(db)));
      expect(error).toMatchObject({ code: 'SCHEMA_ERROR', message: expect.stringContaining('expects a schema') });
    }
  });
});
