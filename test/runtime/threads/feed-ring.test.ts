/**
 * Whatever the order of steps, a reader of the feed's ring delivers each version complete and in order, or learns that
 * it has missed some; and it never sleeps for ever. Whatever the memory contains, it reads nothing outside of it.
 */

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Ring } from '../../../runtime/src/feed/ring.js';
import { HEAD, LAST_VERSION, positionsOf, TAIL } from '../../../runtime/src/feed/ring-memory.js';
import { COMMIT, NOTHING, OVERRUN, RingReader } from '../../../runtime/src/feed/ring-reader.js';
import { viewsOver } from '../../../runtime/src/memory/index.js';
import { ReplayError } from '../../../runtime/src/operation/index.js';
import { explore } from './explorer.js';
import { type FeedBug, feedModel } from './feed-model.js';

test('all orders of the steps of the owner and a reader', () => {
  const { states, found } = explore(feedModel({ versions: 6 }));
  expect(found).toBeUndefined();
  expect(states).toBeGreaterThan(5_000);
});

test.each<[FeedBug, string]>([
  ['TAIL is moved after the entry is overwritten', 'of version 1 holds 3'],
  ['the reader does not check TAIL', 'of version 1 holds 3'],
  ['the reader checks TAIL before it copies', 'of version 1 holds 3'],
  ['the reader copies what is not published', 'version 1 is delivered and not published'],
  ['after an overrun, the reader continues with the oldest entry and reports nothing', 'version 1 is missing'],
  ['the owner publishes before it appends', 'a published version is not in the ring'],
  ['the owner rings before it publishes', 'the reader sleeps for ever'],
  ['the reader sleeps without checking again', 'the reader sleeps for ever'],
])('it would be found if %s', (bug, wrong) => {
  expect(explore(feedModel({ versions: 5, bug })).found?.wrong).toContain(wrong);
});

/** A commit of `length` bytes, a multiple of 8, whose bytes are its version modulo 251. */
function append(ring: Ring, version: number, length: number): void {
  const views = viewsOver(new ArrayBuffer(length), 0, length);
  views.u8.fill(version % 251);
  ring.append(version, version * 1000, { views, start: 0, operationsEnd: 8, end: length, hasOld: version % 2 === 0 });
}

function sharedRing(bytes: number): { ring: Ring; memory: SharedArrayBuffer } {
  const ring = new Ring(bytes);
  ring.share();
  ring.start(0);
  return { ring, memory: ring.memory as SharedArrayBuffer };
}

test('readers that read at any time get each commit as it was appended, in order, or learn of a gap', () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ append: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }) }),
      fc.record({ read: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ moveBack: fc.integer({ min: 0, max: 6 }) }),
    ),
    { minLength: 1, maxLength: 60, size: 'max' },
  );
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 100 }), fc.boolean(), (all, units, reuses) => {
      const { ring, memory } = sharedRing(units * 8);
      const reader = new RingReader(memory, reuses);
      reader.moveAfter(0);
      let version = 0;
      let heard = 0;
      for (const step of all) {
        if ('append' in step) {
          for (const words of step.append) append(ring, ++version, words * 8);
          ring.publish();
        } else if ('moveBack' in step) {
          const from = Math.max(0, version - step.moveBack);
          const isComplete = reader.moveAfter(from);
          expect(isComplete).toBe(from === version || ring.oldest <= from + 1);
          heard = isComplete ? from : version;
          if (!isComplete) reader.moveAfter(version);
        } else {
          for (let i = 0; i < step.read; i++) {
            const found = reader.next(version);
            if (found === NOTHING) expect(heard).toBe(version);
            if (found === OVERRUN) {
              expect(reader.moveAfter(version)).toBe(true);
              heard = version;
            }
            if (found !== COMMIT) continue;
            const { bytes, at } = reader;
            expect([reader.version, at, bytes.hasOld]).toEqual([heard + 1, (heard + 1) * 1000, heard % 2 === 1]);
            heard = reader.version;
            const copy = bytes.views.u8.subarray(0, bytes.end);
            expect(copy.every((byte) => byte === heard % 251)).toBe(true);
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('a reader stops before commits that are not published', () => {
  const { ring, memory } = sharedRing(1024);
  const reader = new RingReader(memory, true);
  reader.moveAfter(0);
  for (const version of [1, 2]) append(ring, version, 16);
  expect(reader.next(2)).toBe(NOTHING);
  ring.publish();
  expect([reader.next(1), reader.next(1), reader.next(2), reader.next(2)]).toEqual([COMMIT, NOTHING, COMMIT, NOTHING]);
});

test('whatever the memory contains, each call ends, reads within the ring, and throws nothing else', () => {
  const UNITS = 32;
  const word = fc.oneof(
    { weight: 4, arbitrary: fc.nat(40).map((units) => units * 8) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1) },
  );
  const position = fc.oneof(
    fc.nat(60).map((units) => BigInt(units * 8)),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  );
  const contents = fc.array(word, { minLength: UNITS * 2, maxLength: UNITS * 2 });
  fc.assert(
    fc.property(contents, position, position, position, fc.nat(100), (words, head, tail, last, version) => {
      const { memory } = sharedRing(UNITS * 8);
      new Uint32Array(memory, 128).set(words);
      const positions = positionsOf(memory);
      positions[HEAD] = head;
      positions[TAIL] = tail;
      positions[LAST_VERSION] = last;
      const reader = new RingReader(memory, false);
      const reads = [
        () => reader.moveAfter(version),
        () => reader.oldest(),
        // More often than there are entries.
        ...Array.from({ length: UNITS }, () => () => reader.next(Number.POSITIVE_INFINITY)),
      ];
      for (const read of reads) {
        try {
          read();
        } catch (error) {
          expect(error).toBeInstanceOf(ReplayError);
        }
        expect(reader.bytes.end).toBeLessThanOrEqual(UNITS * 8);
      }
    }),
    { numRuns: 500 },
  );
});
