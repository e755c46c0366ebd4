/**
 * A bell wakes a thread that sleeps, keeps a thread that listens from falling asleep, and does nothing if the thread is
 * awake.
 */

import { expect, jest, test } from '@jest/globals';
import { Bell } from '../../../runtime/src/threads/lane/bell.js';

const AT = 3;
/** Much longer than any of these takes, so that a lost wake-up fails the test. */
const LONG_MS = 30_000;

function words(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(64));
}

test('a thread whose bell rings between listening and sleeping does not sleep', async () => {
  const bell = new Bell(words(), AT);
  bell.listen();
  bell.ring();
  bell.wait(LONG_MS);
  bell.listen();
  bell.ring();
  await bell.whenRung(LONG_MS);
});

test('a thread that sleeps is woken', async () => {
  const shared = words();
  const bell = new Bell(shared, AT);
  for (let i = 0; i < 3; i++) {
    bell.listen();
    const rung = bell.whenRung();
    new Bell(shared, AT).ring();
    await rung;
  }
});

test('a sleep ends by its timeout', async () => {
  const bell = new Bell(words(), AT);
  bell.listen();
  bell.wait(1);
  const keepsAlive = setInterval(() => {}, 100);
  await bell.whenRung(1);
  clearInterval(keepsAlive);
});

test('ringing changes nothing while the thread is awake, and of several rings while it sleeps one wakes it', () => {
  const shared = words();
  const bell = new Bell(shared, AT);
  const notify = jest.spyOn(Atomics, 'notify');
  const exchange = jest.spyOn(Atomics, 'compareExchange');
  bell.ring();
  bell.listen();
  bell.stopListening();
  bell.ring();
  expect(exchange).not.toHaveBeenCalled();
  bell.listen();
  bell.ring();
  bell.ring();
  expect(notify).toHaveBeenCalledTimes(1);
  jest.restoreAllMocks();
  expect([...shared]).toEqual(new Array(16).fill(0));
});
