/**
 * A ring returns each message complete and in order, at any position, and rejects a message for which it has no space.
 */

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clearRing, RingConsumer, RingProducer } from '../../../runtime/src/threads/lane/ring.js';
import { makeRing, payload } from './ring-support.js';

function send(ring: RingProducer, bytes: Uint8Array, tag: number, flags = 0): boolean {
  const at = ring.reserve(bytes.length);
  if (at < 0) return false;
  expect(at % 8).toBe(0);
  ring.views.u8.set(bytes, at);
  ring.commit(bytes.length, tag, flags);
  return true;
}

function bytesOf({ views, start, length }: RingConsumer): Uint8Array {
  return views.u8.slice(start, start + length);
}

test('messages arrive in order, with their tags and flags', () => {
  const memory = makeRing(256);
  const [producer, consumer] = [new RingProducer(memory), new RingConsumer(memory)];
  expect(consumer.next()).toBe(false);
  send(producer, payload(0, 1), 0);
  send(producer, payload(5, 2), 2 ** 32 - 1, 7);
  send(producer, payload(8, 3), 3, 1);
  const got: unknown[] = [];
  while (consumer.next()) got.push([bytesOf(consumer), consumer.tag, consumer.flags]);
  expect(got).toEqual([
    [payload(0, 1), 0, 0],
    [payload(5, 2), 2 ** 32 - 1, 7],
    [payload(8, 3), 3, 1],
  ]);
  expect(consumer.next()).toBe(false);
});

test('a message that was not committed does not exist', () => {
  const memory = makeRing(256);
  const [producer, consumer] = [new RingProducer(memory), new RingConsumer(memory)];
  producer.views.u8.fill(255, producer.reserve(40));
  expect(consumer.hasNext).toBe(false);
  // Another producer continues where the first one was killed.
  const successor = new RingProducer(memory);
  send(successor, payload(3, 1), 1);
  expect(consumer.next()).toBe(true);
  expect(bytesOf(consumer)).toEqual(payload(3, 1));
});

test('a ring can be filled to its last byte, and released space can be used again', () => {
  const memory = makeRing(256);
  const [producer, consumer] = [new RingProducer(memory), new RingConsumer(memory)];
  for (let i = 0; i < 4; i++) expect(send(producer, payload(56, i), i)).toBe(true);
  expect(producer.reserve(0)).toBe(-1);
  expect(consumer.pendingBytes).toBe(256);
  consumer.next();
  consumer.next();
  // Read, and not released.
  expect(producer.reserve(0)).toBe(-1);
  consumer.release();
  expect(consumer.pendingBytes).toBe(128);
  expect(send(producer, payload(56, 4), 4)).toBe(true);
  expect(send(producer, payload(56, 5), 5)).toBe(true);
  expect(producer.reserve(0)).toBe(-1);
  for (let i = 2; i < 6; i++) {
    expect(consumer.next()).toBe(true);
    expect(bytesOf(consumer)).toEqual(payload(56, i));
  }
});

test.each([0, 1, 8, 100, 120])('the longest message fits at every position, after one of %i bytes', (before) => {
  for (let position = 0; position < 32; position++) {
    const memory = makeRing(256, position);
    const [producer, consumer] = [new RingProducer(memory), new RingConsumer(memory)];
    expect(producer.longest).toBe(120);
    send(producer, payload(before, 1), 1);
    consumer.next();
    consumer.release();
    expect(send(producer, payload(120, 2), 2)).toBe(true);
    expect(consumer.next()).toBe(true);
    expect(bytesOf(consumer)).toEqual(payload(120, 2));
  }
});

test('a message that is too long for the ring is a bug', () => {
  expect(() => new RingProducer(makeRing(256)).reserve(121)).toThrow('a message fits into half of its ring');
});

test.each([
  [192, 64],
  [128, 64],
  [384, 64],
  [2 ** 29, 64],
  [256, 8],
])('a ring of %i bytes from %i on is a bug', (bytes, start) => {
  const memory = { buffer: new SharedArrayBuffer(1024), start, bytes };
  expect(() => new RingProducer(memory)).toThrow('This is a bug in ecsdb');
  expect(() => new RingConsumer(memory)).toThrow('This is a bug in ecsdb');
});

test('positions wrap at 2^32', () => {
  const memory = makeRing(256, 2 ** 32 - 100);
  const [producer, consumer] = [new RingProducer(memory), new RingConsumer(memory)];
  for (let i = 0; i < 200; i++) {
    expect(send(producer, payload(20, i), i)).toBe(true);
    if (i % 3 > 0) continue;
    while (consumer.next()) expect(bytesOf(consumer)).toEqual(payload(20, consumer.tag));
    expect(consumer.tag).toBe(i);
    consumer.release();
  }
});

test('a ring that was cleared is empty', () => {
  const memory = makeRing(256, 17);
  send(new RingProducer(memory), payload(20, 1), 1);
  clearRing(memory);
  expect(new RingConsumer(memory).hasNext).toBe(false);
  expect(send(new RingProducer(memory), payload(120, 2), 2)).toBe(true);
});

type Action = { readonly sends: number } | 'reads' | 'releases';

test('a ring does the same as a queue, whatever is sent, read and released, in any order', () => {
  const action: fc.Arbitrary<Action> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ sends: fc.nat(120) }) },
    { weight: 1, arbitrary: fc.record({ sends: fc.constantFrom(0, 8, 112, 120) }) },
    { weight: 3, arbitrary: fc.constant('reads' as const) },
    { weight: 1, arbitrary: fc.constant('releases' as const) },
  );
  const position = fc.oneof(fc.nat(100), fc.integer({ min: 2 ** 32 - 100, max: 2 ** 32 - 1 }));
  fc.assert(
    fc.property(position, fc.array(action, { maxLength: 120 }), (from, actions) => {
      const memory = makeRing(256, from);
      const [producer, consumer] = [new RingProducer(memory), new RingConsumer(memory)];
      const queue: number[] = [];
      const lengths: number[] = [];
      // Messages that were read and not released, which the ring must keep.
      let held: { readonly start: number; readonly number: number }[] = [];
      for (const step of actions) {
        if (step === 'releases') {
          consumer.release();
          held = [];
        } else if (step === 'reads') {
          const number = queue.shift();
          expect(consumer.next()).toBe(number !== undefined);
          if (number === undefined) continue;
          expect([consumer.tag, consumer.flags]).toEqual([number, number % 8]);
          expect(bytesOf(consumer)).toEqual(payload(lengths[number] as number, number));
          held.push({ start: consumer.start, number });
        } else {
          const number = lengths.length;
          if (!send(producer, payload(step.sends, number), number, number % 8)) {
            // An empty ring has space for every message.
            expect(queue.length + held.length).toBeGreaterThan(0);
            continue;
          }
          queue.push(number);
          lengths.push(step.sends);
        }
        for (const { start, number } of held) {
          const length = lengths[number] as number;
          expect(consumer.views.u8.slice(start, start + length)).toEqual(payload(length, number));
        }
      }
    }),
    { numRuns: 200 },
  );
});
