/**
 * Whatever bytes a thread sends, the owner applies or rejects all of them, reads nothing beyond them, and continues.
 */

import { EcsDbError, type Entity } from '@ecsdb/runtime';
import { OperationReader, ReplayError, TransactionReader } from '@ecsdb/runtime/storage';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorOf } from '../support/errors.js';
import { schemaOf } from '../support/schema.js';
import { Remote, stateOf, THREAD } from './remote-support.js';

const INSERT = 1;
const UPDATE = 2;
const REPLACE = 3;
const DELETE = 4;
const SPAWN = 5;
const DESPAWN = 6;
const PATCH = 7;

/** Bytes of a row of `person`: age, name as length and 6 bytes, note as length and 2 bytes, the null bits. */
const PERSON_BYTES = 20;
const schema = schemaOf({
  customTypes: { Note: { text: 'string<2>' } },
  tables: {
    person: { age: 'u32', name: 'string<6>', notes: { type: '[Note; 1]' }, on: { type: 'bool', nullable: true } },
    mark: {},
  },
});
const PERSON = 0;
const MARK = 1;
const row = { age: 7, name: 'abc', notes: [{ text: 'ä' }], on: true };

let remote: Remote;
let alive: Entity;
beforeEach(() => {
  remote = makeRemote();
  alive = idsOf(remote)[0] as Entity;
});

function makeRemote(): Remote {
  const made = new Remote(schema);
  const [person, mark] = [made.db.component('person'), made.db.component('mark')];
  for (let i = 0; i < 3; i++) {
    made.write((tx) => {
      const entity = tx.create();
      tx.insert(entity, person, { ...row, age: i });
      if (i > 0) tx.insert(entity, mark);
    });
  }
  return made;
}

test('records have the layout that this test assumes', () => {
  const { size, fields } = remote.db.component('person');
  expect(size).toBe(PERSON_BYTES);
  expect(fields.map(({ offset }) => offset)).toEqual([0, 4, 12, 16]);
});

describe('rejected with SERIALIZATION_ERROR', () => {
  /** Bytes that no thread writes. */
  const cases: readonly [string, () => Uint8Array][] = [
    ['no bytes', () => new Uint8Array(0)],
    ['half a header', () => new Uint8Array(4)],
    ['a length beyond the message', () => words(8, 0)],
    ['a length that is not a multiple of 8', () => words(4, 0, 0)],
    ['bytes after the transaction', () => words(0, 0, 0, 0)],
    ['bytes after the last operation', () => words(8, 0, 0, 0)],
    ['fewer operations than it says', () => words(0, 1)],
    ['2^32 - 1 operations', () => words(0, 2 ** 32 - 1)],
    ['half an operation', () => words(8, 1, 0, 0)],
    ['kind 0', () => one(0, PERSON, 1, 0)],
    ['an unknown kind', () => one(8, PERSON, 1, 0)],
    ['index 0', () => one(DELETE, PERSON, 0, 0)],
    ['an impossible generation', () => one(DELETE, PERSON, 1, 2 ** 20)],
    ['a table that does not exist', () => one(DELETE, 2, alive, 0)],
    ['table 65535', () => one(INSERT, 65_535, alive, 0)],
    ['a record that is too short', () => one(REPLACE, PERSON, alive, 0, PERSON_BYTES - 4)],
    ['a record that is too long', () => one(REPLACE, PERSON, alive, 0, PERSON_BYTES + 4)],
    ['a record for a tag', () => one(INSERT, MARK, alive, 0, 4)],
    ['no record', () => one(REPLACE, PERSON, alive, 0)],
    ['a body for a delete', () => one(DELETE, PERSON, alive, 0, 8)],
    ['a body for a spawn', () => one(SPAWN, 0, alive, 0, 8)],
    ['a table for a despawn', () => one(DESPAWN, MARK, alive, 0)],
    ['an update of nothing', () => one(UPDATE, PERSON, alive, 0, 4, 0)],
    ['an update without its offset', () => one(UPDATE, PERSON, alive, 0, 2, 0)],
    ['an update after the end of the record', () => one(UPDATE, PERSON, alive, 0, 8, PERSON_BYTES - 3)],
    ['an update far away', () => one(UPDATE, PERSON, alive, 0, 8, 2 ** 32 - 1)],
    ['an update of a tag', () => one(UPDATE, MARK, alive, 0, 5, 0)],
    ['a patch with half a byte', () => one(PATCH, PERSON, alive, 0, 5, 0)],
    ['a patch without its offset', () => one(PATCH, PERSON, alive, 0, 2, 0)],
    ['a patch after the end of the record', () => one(PATCH, PERSON, alive, 0, 6, PERSON_BYTES)],
    ['a patch far away', () => one(PATCH, PERSON, alive, 0, 8, 2 ** 32 - 2)],
    ['a body of 2^32 - 1 bytes', () => withLength(2 ** 32 - 1)],
    ['a body of 2^32 - 8 bytes', () => withLength(2 ** 32 - 8)],
    ['a body that is one byte longer than the rest', () => withLength(25)],
    ['an id that was not reserved', () => one(SPAWN, 0, 1_000, 0)],
    ['an id that is alive', () => one(SPAWN, 0, alive, 0)],
  ];

  test.each(cases)('%s', (_, make) => expectRejected(make()));

  test('an id that is used for two entities', () => {
    const bytes = remote.record((tx) => void [tx.create(), tx.create()]);
    const words32 = new Uint32Array(bytes.buffer);
    words32[2 + 4 + 1] = words32[2 + 1] as number;
    expectRejected(bytes);
  });

  test.each([
    ['longer than the field', 4, 7],
    ['much longer', 5, 0xff],
  ])('a string %s', (_, at, value) => {
    const bytes = remote.record((tx) => tx.put(alive, remote.db.component('person'), row));
    bytes[24 + at] = value;
    expectRejected(bytes);
  });

  test('a string that is not UTF-8, in a record, an update, a patch', () => {
    const person = remote.db.component('person');
    const inRecord = remote.record((tx) => tx.put(alive, person, row));
    inRecord[24 + 4 + 2] = 0xff;
    expectRejected(inRecord);
    const inNote = remote.record((tx) => tx.put(alive, person, row));
    inNote[24 + 12 + 3] = 0x41;
    expectRejected(inNote);
    const inUpdate = remote.record((tx) => tx.update(alive, person, { name: 'xyz' }));
    expect(inUpdate[8]).toBe(UPDATE);
    inUpdate[24 + 4 + 2] = 0x80;
    expectRejected(inUpdate);
    const inPatch = remote.record((tx) => tx.update(alive, person, { name: 'xyz', on: null }));
    expect(inPatch[8]).toBe(PATCH);
    inPatch[24 + 4 + 1] = 1;
    expectRejected(inPatch);
  });

  test('a part of a string that makes the rest invalid', () => {
    // The first byte of the two of "ä" alone.
    expectRejected(one(UPDATE, PERSON, alive, 0, 5, 14, 0x41));
  });

  test('a message at an unaligned position', () => {
    const bytes = words(0, 0);
    remote.apply(bytes, { start: 64, filler: 0 });
    expect(errorOf(() => remote.apply(bytes, { start: 68, filler: 0 })).code).toBe('SERIALIZATION_ERROR');
    expect(errorOf(() => remote.apply(bytes, { start: 68, filler: 0 })).thread).toBe(THREAD);
  });

  /** A transaction of one operation. */
  function one(
    kind: number,
    table: number,
    index: number,
    generation: number,
    length = 0,
    ...body: number[]
  ): Uint8Array {
    const padded = Math.ceil(length / 8) * 2;
    const values = Array.from({ length: padded }, (_, i) => body[i] ?? 0);
    return words(16 + padded * 4, 1, kind | (table << 16), index, generation, length, ...values);
  }

  function withLength(length: number): Uint8Array {
    return words(16 + 24, 1, REPLACE | (PERSON << 16), alive, 0, length, 0, 0, 0, 0, 0, 0);
  }

  function expectRejected(bytes: Uint8Array): void {
    const before = stateOf(remote.db.store, 'published');
    const { version } = remote.db;
    const issued = new Set(remote.issued);
    const error = errorOf(() => remote.apply(bytes));
    expect(error.code).toBe('SERIALIZATION_ERROR');
    expect(error.thread).toBe(THREAD);
    expect(error.message).toMatch(
      /^SERIALIZATION_ERROR: the transaction from thread 7 is malformed: .*[^.]\. Nothing of it was applied\./,
    );
    expect(stateOf(remote.db.store, 'published')).toEqual(before);
    expect(remote.db.version).toBe(version);
    expect(remote.issued).toEqual(issued);
    expectContinues(remote);
  }
});

test('a log rejects what only threads send', () => {
  const bytes = remote.record((tx) => tx.update(alive, remote.db.component('person'), { on: null }));
  const transaction = new TransactionReader();
  transaction.begin(bytes, 0, bytes.length);
  expect(transaction.next()).toBe(true);
  const operation = new OperationReader();
  operation.begin(bytes, transaction.start, transaction.end, transaction.operations);
  expect(() => operation.next()).toThrow(ReplayError);
  const ofThreads = new OperationReader(true);
  ofThreads.begin(bytes, transaction.start, transaction.end, transaction.operations);
  expect(ofThreads.next()).toBe(true);
  expect(ofThreads.kind).toBe(PATCH);
});

describe('any bytes', () => {
  const CODES = ['SERIALIZATION_ERROR', 'ENTITY_NOT_FOUND', 'COMPONENT_EXISTS', 'COMPONENT_NOT_FOUND'];

  /** Words that are likely to break something. */
  const word = fc.oneof(
    fc.constantFrom(0, 1, 2, 4, 7, 8, 16, 20, 24, 2 ** 16, 2 ** 20, 2 ** 31, 2 ** 32 - 1, 2 ** 32 - 8),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  );
  const mutation = fc.oneof(
    fc.record({ what: fc.constant('word' as const), at: fc.nat(999), value: word }),
    fc.record({ what: fc.constant('byte' as const), at: fc.nat(999), value: fc.nat(255) }),
    fc.record({ what: fc.constant('bit' as const), at: fc.nat(999), value: fc.nat(7) }),
    fc.record({ what: fc.constant('cut' as const), at: fc.nat(999), value: fc.nat(1) }),
    fc.record({ what: fc.constant('copy' as const), at: fc.nat(999), value: fc.nat(999) }),
  );
  const text = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((value) => Buffer.byteLength(value) <= 6);
  const valid = fc.array(fc.record({ op: fc.nat(6), pick: fc.nat(5), text, on: fc.option(fc.boolean()) }), {
    maxLength: 6,
  });

  test('that are random', () => {
    const bytes = fc.uint8Array({ maxLength: 96, size: 'max' });
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 5 }), (messages) => void play(messages.map((some) => () => some))),
      {
        numRuns: 40,
      },
    );
  });

  test('that a thread wrote, with a few changes', () => {
    let applied = 0;
    let rejected = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(valid, fc.array(mutation, { maxLength: 3 })), { maxLength: 5 }), (plan) => {
        const outcomes = play(
          plan.map(
            ([steps, mutations]) =>
              (there) =>
                mutate(recordSteps(there, steps), mutations),
          ),
        );
        applied += outcomes.filter((code) => code === undefined).length;
        rejected += outcomes.filter((code) => code === 'SERIALIZATION_ERROR').length;
      }),
      { numRuns: 100 },
    );
    // Otherwise the test would prove nothing.
    expect(applied).toBeGreaterThan(20);
    expect(rejected).toBeGreaterThan(20);
  });

  /**
   * Applies each message to two databases, surrounded by other bytes in each. The bytes around a message make no
   * difference.
   */
  function play(messages: readonly ((there: Remote) => Uint8Array)[]): readonly (string | undefined)[] {
    const [here, there] = [makeRemote(), makeRemote()] as const;
    const outcomes = messages.map((make) => {
      const bytes = make(here);
      expect(make(there)).toEqual(bytes);
      const outcome = applyTo(here, bytes, 0xff);
      expect(applyTo(there, bytes, 0)).toEqual(outcome);
      return outcome?.code;
    });
    for (const code of outcomes) if (code !== undefined) expect(CODES).toContain(code);
    expectContinues(here);
    expectContinues(there);
    expect(stateOf(here.db.store, 'published')).toEqual(stateOf(there.db.store, 'published'));
    return outcomes;
  }

  function applyTo(there: Remote, bytes: Uint8Array, filler: number): EcsDbError | undefined {
    const before = stateOf(there.db.store, 'published');
    const { version } = there.db;
    try {
      there.apply(bytes, { start: 72, filler });
    } catch (error) {
      if (!(error instanceof EcsDbError)) throw error;
      expect(stateOf(there.db.store, 'published')).toEqual(before);
      expect(there.db.version).toBe(version);
      return error;
    }
    return undefined;
  }

  function recordSteps(
    there: Remote,
    steps: readonly { op: number; pick: number; text: string; on: boolean | null }[],
  ): Uint8Array {
    const person = there.db.component('person');
    const mark = there.db.component('mark');
    const known = idsOf(there);
    return there.record((tx) => {
      for (const { op, pick, text: name, on } of steps) {
        const entity = (known[pick % (known.length || 1)] ?? 1) as Entity;
        if (op === 0) known.push(tx.create());
        else if (op === 1) tx.destroy(entity);
        else if (op === 2) tx.insert(entity, mark);
        else if (op === 3) tx.put(entity, person, { ...row, name, on });
        else if (op === 4) tx.update(entity, person, { name, on });
        else if (op === 5) tx.update(entity, person, { name });
        else tx.delete(entity, pick % 2 === 0 ? mark : person);
      }
    });
  }

  function mutate(
    bytes: Uint8Array,
    mutations: readonly { what: 'word' | 'byte' | 'bit' | 'cut' | 'copy'; at: number; value: number }[],
  ): Uint8Array {
    let changed = bytes.slice();
    for (const { what, at, value } of mutations) {
      const { length } = changed;
      if (length < 8) return changed;
      const view = new DataView(changed.buffer);
      if (what === 'word') view.setUint32((at % (length >>> 2)) * 4, value, true);
      else if (what === 'byte') view.setUint8(at % length, value);
      else if (what === 'bit') view.setUint8(at % length, view.getUint8(at % length) ^ (1 << value));
      else if (what === 'copy') changed.copyWithin((at % (length >>> 3)) * 8, (value % (length >>> 3)) * 8);
      else changed = changed.slice(0, at % length);
    }
    return changed;
  }
});

/** The entities that have rows, in the order of their ids. */
function idsOf(there: Remote): Entity[] {
  const ids: Entity[] = [];
  there.db.query(there.db.component('person')).forEach((_, entity) => {
    ids.push(entity);
  });
  return ids.sort((a, b) => a - b);
}

/** Reads everything, replays the log, and commits another transaction. */
function expectContinues(there: Remote): void {
  there.check();
  const person = there.db.component('person');
  let born: Entity | undefined;
  there.write((tx) => {
    born = tx.create();
    tx.insert(born, person, row);
  });
  expect(there.db.get(born as Entity, person)).toEqual(row);
  there.check();
}

function words(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}
