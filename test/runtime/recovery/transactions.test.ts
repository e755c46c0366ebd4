/** Promise: no length in a payload makes a reader read beyond the end of the bytes. */

import { OperationReader, ReplayError, TransactionReader } from '@ecsdb/runtime/storage';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';

interface Operation {
  readonly kind: number;
  readonly tableId: number;
  readonly index: number;
  readonly generation: number;
  readonly body: Uint8Array;
}

const index = fc.integer({ min: 1, max: 2 ** 32 - 1 });
const generation = fc.integer({ min: 0, max: 2 ** 20 - 1 });
const tableId = fc.nat(65_535);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ kind: fc.constantFrom(1, 3), tableId, index, generation, body: fc.uint8Array({ maxLength: 40 }) }),
  fc.record({ kind: fc.constant(2), tableId, index, generation, body: fc.uint8Array({ minLength: 5, maxLength: 40 }) }),
  fc.record({ kind: fc.constant(4), tableId, index, generation, body: fc.constant(new Uint8Array(0)) }),
  fc.record({
    kind: fc.constantFrom(5, 6),
    tableId: fc.constant(0),
    index,
    generation,
    body: fc.constant(new Uint8Array(0)),
  }),
);
const transactions = fc.array(fc.array(operation, { maxLength: 5 }), { minLength: 1, maxLength: 5 });

function encodeOperation({ kind, tableId, index, generation, body }: Operation): Uint8Array {
  const bytes = new Uint8Array(16 + Math.ceil(body.length / 8) * 8);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setUint16(2, tableId, true);
  view.setUint32(4, index, true);
  view.setUint32(8, generation, true);
  view.setUint32(12, body.length, true);
  bytes.set(body, 16);
  return bytes;
}

function encode(given: readonly (readonly Operation[])[]): Uint8Array {
  return Buffer.concat(
    given.flatMap((operations) => {
      const bodies = operations.map(encodeOperation);
      const header = Buffer.alloc(8);
      header.writeUInt32LE(
        bodies.reduce((sum, { length }) => sum + length, 0),
        0,
      );
      header.writeUInt32LE(operations.length, 4);
      return [header, ...bodies];
    }),
  );
}

function decode(bytes: Uint8Array, start: number, end: number): Operation[][] {
  const transaction = new TransactionReader();
  const cursor = new OperationReader();
  const read: Operation[][] = [];
  transaction.begin(bytes, start, end);
  while (transaction.next()) {
    const operations: Operation[] = [];
    cursor.begin(bytes, transaction.start, transaction.end, transaction.operations);
    while (cursor.next()) {
      const { kind, tableId, index, generation, bodyStart, bodyLength } = cursor;
      expect(bodyStart + bodyLength).toBeLessThanOrEqual(end);
      operations.push({ kind, tableId, index, generation, body: bytes.slice(bodyStart, bodyStart + bodyLength) });
    }
    read.push(operations);
  }
  return read;
}

test('transactions are read as they were written, at any multiple of 8', () => {
  fc.assert(
    fc.property(transactions, fc.nat(3), (given, words) => {
      const before = words * 8;
      const payload = encode(given);
      const bytes = new Uint8Array(before + payload.length + 3);
      bytes.set(payload, before);
      const plain = given.map((operations) => operations.map((one) => ({ ...one, body: new Uint8Array(one.body) })));
      expect(decode(bytes, before, before + payload.length)).toEqual(plain);
    }),
  );
});

test('changed bytes are read or refused, and never read beyond their end', () => {
  fc.assert(
    fc.property(transactions, fc.nat(), fc.nat(255), fc.nat(40), (given, at, value, cut) => {
      const bytes = new Uint8Array(encode(given));
      bytes[at % bytes.length] = value;
      try {
        decode(bytes, 0, Math.max(0, bytes.length - cut));
      } catch (error) {
        expect(error).toBeInstanceOf(ReplayError);
      }
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['an unknown kind', { kind: 7 }],
  ['an index that no entity has', { index: 0 }],
  ['a generation out of range', { generation: 2 ** 20 }],
  ['a delete with a body', { kind: 4 }],
  ['a spawn with a body', { kind: 5, tableId: 0 }],
  ['an update without bytes', { kind: 2, body: new Uint8Array(4) }],
])('%s is refused', (_, change) => {
  const valid = { kind: 1, tableId: 3, index: 1, generation: 0, body: new Uint8Array(8) };
  expect(decode(encode([[valid]]), 0, 40 - 8)).toHaveLength(1);
  expect(() => decode(encode([[{ ...valid, ...change }]]), 0, 40 - 8)).toThrow(ReplayError);
});
