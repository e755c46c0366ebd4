/**
 * Rings between real threads: no message is lost, repeated, reordered or torn, though the rings are full or empty most
 * of the time.
 */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from '@jest/globals';
import { Bell } from '../../../runtime/src/threads/lane/bell.js';
import { RingConsumer } from '../../../runtime/src/threads/lane/ring.js';
import { scriptWithPackages } from '../../built.js';
import { makeRing } from './ring-support.js';

const SCRIPT = scriptWithPackages(new URL('ring-worker.mjs', import.meta.url));
/** Space for about twelve messages, which a producer sends faster than a thread can be woken. */
const RING_BYTES = 512;
const MESSAGES = 100_000;
/** Much longer than any wait takes, so that a lost wake-up fails the test. */
const WAIT_MS = 20_000;
/** Each bell is in a cache line of its own. */
const CONSUMER_BELL = 0;
const BELL_WORDS = 16;

interface Lane {
  readonly worker: Worker;
  readonly ring: RingConsumer;
  readonly bell: Bell;
  readonly seed: number;
  got: number;
}

function start(words: Int32Array, seed: number): Lane {
  const memory = makeRing(RING_BYTES, 2 ** 32 - 1000);
  const ownBell = seed * BELL_WORDS;
  const ring = new RingConsumer(memory);
  const worker = new Worker(SCRIPT, {
    workerData: { memory, words, ownBell, consumerBell: CONSUMER_BELL, messages: MESSAGES, seed, waitMs: WAIT_MS },
  });
  return { worker, ring, bell: new Bell(words, ownBell), seed, got: 0 };
}

/** True if the current message is the next one of its producer, byte by byte. */
function isNext({ ring, seed, got }: Lane): boolean {
  const { views, start, length, tag, flags } = ring;
  if (tag !== got || flags !== seed || length !== (Math.imul(got + seed, 0x9e3779b1) >>> 26) + 1) return false;
  for (let i = 0; i < length; i++) if (views.u8[start + i] !== ((got + i * seed) & 255)) return false;
  return true;
}

/** Reads all messages, and releases several at a time. */
function take(lane: Lane): void {
  const before = lane.got;
  while (lane.ring.next()) {
    if (!isNext(lane)) throw new Error(`message ${lane.got} of producer ${lane.seed} is not what was sent`);
    lane.got++;
    if (lane.got % 3 === 0) lane.ring.release();
  }
  if (lane.got === before) return;
  lane.ring.release();
  lane.bell.ring();
}

function isDone(lanes: readonly Lane[]): boolean {
  return lanes.every(({ got }) => got === MESSAGES);
}

test.each([
  ['blocks', true],
  ['waits asynchronously', false],
])('two threads send 100,000 messages each to a thread that %s', async (_, blocks) => {
  const words = new Int32Array(new SharedArrayBuffer(4 * 3 * BELL_WORDS));
  const bell = new Bell(words, CONSUMER_BELL);
  const lanes = [start(words, 1), start(words, 2)];
  const ends = lanes.map(({ worker }) => once(worker, 'exit'));
  await Promise.all(lanes.map(({ worker }) => once(worker, 'online')));
  const until = performance.now() + WAIT_MS;
  try {
    while (!isDone(lanes)) {
      for (const lane of lanes) take(lane);
      bell.listen();
      if (lanes.some(({ ring }) => ring.hasNext) || isDone(lanes)) {
        bell.stopListening();
        continue;
      }
      if (blocks) bell.wait(WAIT_MS);
      else await bell.whenRung(WAIT_MS);
      if (performance.now() > until) throw new Error('a thread was not woken');
    }
    expect((await Promise.all(ends)).flat()).toEqual([0, 0]);
    for (const { ring } of lanes) expect(ring.next()).toBe(false);
  } finally {
    await Promise.all(lanes.map(({ worker }) => worker.terminate()));
  }
});
