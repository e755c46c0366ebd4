/** A thread that sends messages through a ring, and sleeps while there is no space. See ring-threads.test.ts. */

import { workerData } from 'node:worker_threads';
import { Bell } from '../../../runtime/dist/threads/lane/bell.js';
import { RingProducer } from '../../../runtime/dist/threads/lane/ring.js';

const { memory, words, ownBell, consumerBell, messages, seed, waitMs } = workerData;
const ring = new RingProducer(memory);
const own = new Bell(words, ownBell);
const consumer = new Bell(words, consumerBell);

/** Returns where a payload goes, once there is space. */
function reserve(length) {
  for (;;) {
    const at = ring.reserve(length);
    if (at >= 0) return at;
    own.listen();
    const again = ring.reserve(length);
    if (again >= 0) {
      own.stopListening();
      return again;
    }
    own.wait(waitMs);
  }
}

for (let number = 0; number < messages; number++) {
  const length = (Math.imul(number + seed, 0x9e3779b1) >>> 26) + 1;
  const at = reserve(length);
  for (let i = 0; i < length; i++) ring.views.u8[at + i] = number + i * seed;
  ring.commit(length, number, seed);
  consumer.ring();
}
