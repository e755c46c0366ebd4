/** Whatever the memory of a ring contains, neither end reads or writes outside of it, and each call ends. */

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MessageReceiver } from '../../../runtime/src/threads/lane/message-parts.js';
import { RingConsumer, RingFault, type RingMemory, RingProducer } from '../../../runtime/src/threads/lane/ring.js';
import { DATA_BYTES, makeRing, setPositions } from './ring-support.js';

const BYTES = 256;
const UNITS = BYTES / 8;

/** Lengths that may fit and lengths that cannot, with and without the flags of fillers and of parts. */
const header = fc
  .tuple(fc.oneof(fc.nat(130), fc.nat(2 ** 28 - 1), fc.constantFrom(0, 248, 249, 256)), fc.nat(15))
  .map(([length, flags]) => (length | (flags << 28)) >>> 0);
const word = fc.oneof({ weight: 3, arbitrary: header }, { weight: 1, arbitrary: fc.constantFrom(0, 2 ** 32 - 1) });
const position = fc.oneof(fc.nat(40), fc.integer({ min: 2 ** 32 - 40, max: 2 ** 32 - 1 }), fc.nat(2 ** 32 - 1));
const contents = fc.array(word, { minLength: BYTES / 4, maxLength: BYTES / 4 });

function fill(memory: RingMemory, words: readonly number[]): void {
  new Uint32Array(memory.buffer, memory.start + DATA_BYTES, BYTES / 4).set(words);
}

/** Takes all messages, until there is a fault. */
function takeAll(next: () => boolean, most: number, look: () => void): void {
  for (let count = 0; ; count++) {
    expect(count).toBeLessThanOrEqual(most);
    try {
      if (!next()) return;
    } catch (error) {
      expect(error).toBeInstanceOf(RingFault);
      return;
    }
    look();
  }
}

test('a consumer finds messages within the ring, or a fault', () => {
  fc.assert(
    fc.property(contents, position, position, (words, head, tail) => {
      const memory = makeRing(BYTES);
      fill(memory, words);
      setPositions(memory, head, tail);
      const consumer = new RingConsumer(memory);
      takeAll(
        () => consumer.next(),
        UNITS,
        () => {
          expect(consumer.start % 8).toBe(0);
          expect(consumer.start + consumer.length).toBeLessThanOrEqual(BYTES);
          expect(consumer.length).toBeLessThanOrEqual(BYTES / 2 - 8);
          expect(consumer.flags).toBeLessThan(8);
        },
      );
    }),
    { numRuns: 1000 },
  );
});

test('a receiver finds messages within its memory, or a fault', () => {
  fc.assert(
    fc.property(contents, position, fc.nat(40), (words, head, ahead) => {
      const memory = makeRing(BYTES);
      fill(memory, words);
      setPositions(memory, head, head + ahead);
      const receiver = new MessageReceiver(new RingConsumer(memory), 200);
      takeAll(
        () => receiver.next(),
        UNITS,
        () => {
          expect(receiver.start + receiver.length).toBeLessThanOrEqual(receiver.views.length);
          expect(receiver.length).toBeLessThanOrEqual(200);
        },
      );
    }),
    { numRuns: 500 },
  );
});

test('a producer that reads an impossible HEAD writes within the ring, or finds no space', () => {
  fc.assert(
    fc.property(position, position, fc.array(fc.nat(120), { maxLength: 40 }), (head, tail, lengths) => {
      const memory = makeRing(BYTES);
      setPositions(memory, head, tail);
      const producer = new RingProducer(memory);
      for (const length of lengths) {
        const at = producer.reserve(length);
        if (at < 0) continue;
        expect(at + length).toBeLessThanOrEqual(BYTES);
        producer.commit(length, 0);
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['a message across the end of the data', 30, 4, 24],
  ['a message that ends after TAIL', 0, 2, 16],
  ['a message that is longer than half of the ring', 0, 32, 121],
  ['a filler that ends before the data does', 0, 32, 8 | (8 << 28)],
  ['flags that no producer sets', 0, 32, 8 | (9 << 28)],
])('%s is a fault', (_, at, ahead, first) => {
  const memory = makeRing(BYTES, at);
  const words = new Array<number>(BYTES / 4).fill(0);
  words[at * 2] = first >>> 0;
  fill(memory, words);
  setPositions(memory, at, at + ahead);
  const consumer = new RingConsumer(memory);
  // The consumer does not continue after the fault.
  for (let i = 0; i < 2; i++) expect(() => consumer.next()).toThrow(RingFault);
});

test('a TAIL before HEAD, or too far ahead of it, is a fault', () => {
  for (const tail of [-1, UNITS + 1]) {
    const memory = makeRing(BYTES);
    setPositions(memory, 0, tail);
    expect(() => new RingConsumer(memory).next()).toThrow(RingFault);
  }
});
