/** What one client asks for must not hold up a server, nor the other clients. */

import { expect, test } from '@jest/globals';
import { encodeMismatch, FRAME } from '../../sync/src/protocol/index.js';
import { Crowd } from './support/crowd.js';

test('a client that gets each publication within a budget of bytes does not block the thread', async () => {
  const crowd = new Crowd(100);
  const member = await crowd.join({ hz: 0, bytesPerSecond: 1 });
  crowd.move(50, 1);
  crowd.move(50, 2);
  // A chain of microtasks would not end here, because the clock stands still.
  await crowd.pass(0);
  expect(crowd.isSame(member)).toBe(false);
  for (let i = 0; i < 30; i++) await crowd.pass(100_000);
  expect(crowd.isSame(member)).toBe(true);
});

test('a client with a high rate and a budget does not make the server step all the time', async () => {
  const crowd = new Crowd(100);
  await crowd.join({ hz: 1000, bytesPerSecond: 1 });
  crowd.move(50, 1);
  await crowd.pass(100);
  const before = crowd.clock.calls;
  await crowd.pass(1000);
  expect(crowd.clock.calls - before).toBeLessThan(60);
});

test.each([
  ['back', -3_600_000],
  ['forward', 3_600_000],
])('rates and budgets go on when the clock of the system is set %s', async (_way, byMs) => {
  const crowd = new Crowd(100);
  const members = [
    await crowd.join({ hz: 2 }),
    await crowd.join({ hz: 30 }),
    await crowd.join({ hz: 30, bytesPerSecond: 10_000 }),
  ];
  crowd.clock.set(byMs);
  for (let i = 1; i <= 40; i++) {
    crowd.move(10, i);
    await crowd.pass(100);
  }
  await crowd.pass(1000);
  expect(members.map((member) => crowd.isSame(member))).toEqual([true, true, true]);
});

test('a client that reports differences gets a channel again once for each check', async () => {
  const crowd = new Crowd(100);
  const member = await crowd.join({ hz: 10 });
  const report = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) {
      member.pair.client.send(encodeMismatch(1));
      await crowd.pass(100);
    }
  };
  await report();
  expect(crowd.server.stats().mismatches).toBe(0);
  for (let i = 0; i < 31; i++) await crowd.pass(1000);
  expect(member.framesOf(FRAME.verify)).toHaveLength(1);
  await report();
  expect(crowd.server.stats().mismatches).toBe(1);
  expect(crowd.isSame(member)).toBe(true);
});

test('a client that is always late sees new content again and again', async () => {
  const crowd = new Crowd(40_000);
  const member = await crowd.join({ hz: 10, bytesPerSecond: 400_000 });
  for (let i = 0; i < 30; i++) await crowd.pass(200);
  expect(crowd.isSame(member)).toBe(true);
  member.pair.toClient.isStalled = true;
  const versions: number[] = [];
  for (let i = 1; i <= 160; i++) {
    crowd.move(2000, i, i * 2000);
    await crowd.pass(100);
    if (i === 30) {
      member.pair.toClient.isStalled = false;
      member.pair.resume();
    }
    if (i % 50 === 10) versions.push(member.client?.db.version ?? 0);
  }
  // The content, 640 KB, needs 2 s, and what has changed meanwhile as much.
  expect(new Set(versions).size).toBe(versions.length);
}, 30_000);
