/** Promise: share() and attach reject what they do not know, and say what they expect. */

import { Database, type DatabaseHandle } from '@ecsdb/runtime';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';

const SCHEMA = schemaOf({ tables: { point: { x: 'u32' }, mark: {} } });

let db: Database;
beforeEach(() => {
  db = Database.memory(SCHEMA);
});
afterEach(() => db.close());

describe('options', () => {
  const wrong = [null, 5, 'fast', [], true, () => {}];
  test.each(wrong)('that are not an object are rejected: %p', (options) => {
    const calls = [() => db.share(options as never), () => Database.attach(SCHEMA, db.share(), options as never)];
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
    [{ readerTimeoutMs: 0 }, 'readerTimeoutMs', 'milliseconds'],
    [{ readerTimeoutMs: Number.NaN }, 'readerTimeoutMs', 'milliseconds'],
    [{ readerTimeoutMs: '5' }, 'readerTimeoutMs', 'milliseconds'],
    // A longer timer would end at once.
    [{ readerTimeoutMs: 2 ** 31 }, 'readerTimeoutMs', 'milliseconds'],
    [{ readerTimeoutMs: Number.POSITIVE_INFINITY }, 'readerTimeoutMs', 'milliseconds'],
  ])('of share() are checked: %p', (options, option, expected) => {
    const first = errorOf(() => db.share(options as never));
    expect(first).toMatchObject({ code: 'INVALID_OPTION', option, expected: expect.stringContaining(expected) });
    // A later call checks them, too.
    db.share();
    expect(errorOf(() => db.share(options as never)).message).toBe(first.message);
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
    const error = errorOf(() => Database.attach(SCHEMA, db.share(), options as never));
    expect(error).toMatchObject({ code: 'INVALID_OPTION', option, expected: expect.stringContaining(expected) });
    expect(db.stats().threads.attached).toEqual([]);
  });

  test('of a later share() must be equal to those of the first', () => {
    const handle = db.share({ ringBytes: 4096 });
    expect(db.share()).toBe(handle);
    expect(db.share({})).toBe(handle);
    expect(db.share({ ringBytes: 4096, readerTimeoutMs: 5000 })).toBe(handle);
    expect(errorOf(() => db.share({ ringBytes: 8192 }))).toMatchObject({
      code: 'INVALID_OPTION',
      option: 'ringBytes',
      expected: '4096',
      got: '8192',
    });
    expect(errorOf(() => db.share({ readerTimeoutMs: 1 }))).toMatchObject({ option: 'readerTimeoutMs' });
  });
});

describe('a handle', () => {
  const parts = [
    'schema',
    'words',
    'programMemory',
    'counters',
    'registry',
    'archetypes',
    'tables',
    'lanes',
    'ringBytes',
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
    const handle = db.share();
    for (const other of others) {
      const attach = (): unknown => Database.attach(SCHEMA, { ...handle, [part]: other } as DatabaseHandle);
      if (part === 'programMemory') expect(attach).not.toThrow();
      else expect(errorOf(attach)).toMatchObject({ code: 'SCHEMA_ERROR', got: expect.stringContaining(part) });
    }
  });

  test('with other tables, without a table or without a side is rejected', () => {
    const { tables, ...rest } = db.share();
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
      const attach = (): unknown => Database.attach(SCHEMA, { ...rest, tables: wrong } as DatabaseHandle);
      expect(errorOf(attach)).toMatchObject({ code: 'SCHEMA_ERROR', got: expect.stringContaining('tables') });
    }
  });

  test('with the words or the program of another database is rejected, and takes no slot there', () => {
    const other = Database.memory(SCHEMA).share();
    const handle = db.share();
    for (const mixed of [
      { ...handle, words: other.words },
      { ...handle, programMemory: other.programMemory },
    ]) {
      expect(errorOf(() => Database.attach(SCHEMA, mixed))).toMatchObject({ code: 'SCHEMA_ERROR' });
    }
    expect(db.stats().threads.lost).toBe(0);
    expect(Database.attach(SCHEMA, handle).count()).toBe(0);
  });

  test('is rejected with a value that is not a schema', () => {
    for (const schema of [undefined, null, {}, SCHEMA.descriptor]) {
      const error = errorOf(() => Database.attach(schema as never, db.share()));
      expect(error).toMatchObject({ code: 'SCHEMA_ERROR', message: expect.stringContaining('expects a schema') });
    }
  });
});
