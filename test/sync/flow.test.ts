/** Rates, acknowledgements, budgets and late clients: counted in steps, frames and bytes. */

import type { DynamicComponent } from '@ecsdb/runtime';
import { type SyncServerOptions, view } from '@ecsdb/sync/server';
import { FRAME } from '@ecsdb/sync/testing';
import { expect, test } from '@jest/globals';
import { Crowd } from './support/crowd.js';

function markBytesOf({ server }: Crowd): number {
  return server.stats().channels.reduce((sum, { markBytes }) => sum + markBytes, 0);
}

test('clients with the same rate get the same bytes, and a late one joins them again', async () => {
  const crowd = new Crowd(200);
  const [a, b, slow] = [await crowd.join({ hz: 20 }), await crowd.join({ hz: 20 }), await crowd.join({ hz: 5 })];
  await crowd.pass(1000);
  const from = [a, b, slow].map(({ received }) => received.length);
  b.pair.toClient.isStalled = true;
  for (let i = 1; i <= 40; i++) {
    crowd.move(10, i);
    await crowd.pass(50);
    if (i === 20) {
      b.pair.toClient.isStalled = false;
      b.pair.resume();
      await crowd.pass(0);
    }
  }
  const stepsOf = ({ received }: typeof a, start = 0): string[] => {
    const steps = received.slice(start).filter(([type]) => type === FRAME.step);
    return steps.map((step) => Buffer.from(step).toString('hex'));
  };
  expect(stepsOf(a, from[0])).toHaveLength(40);
  expect(stepsOf(slow, from[2])).toHaveLength(10);
  expect(stepsOf(b).slice(-15)).toEqual(stepsOf(a).slice(-15));
  for (const member of [a, b, slow]) expect(crowd.isSame(member)).toBe(true);
});

test('a rate of 0 gets a step for each publication', async () => {
  const crowd = new Crowd(10);
  const member = await crowd.join({ hz: 0 });
  const before = member.framesOf(FRAME.step).length;
  for (let i = 1; i <= 25; i++) {
    crowd.move(3, i);
    await crowd.pass(0);
  }
  expect(member.framesOf(FRAME.step).length - before).toBe(25);
});

test('few steps are acknowledged while all is well', async () => {
  const crowd = new Crowd(100);
  const member = await crowd.join({ hz: 30 });
  const before = member.sent.length;
  for (let i = 1; i <= 300; i++) {
    crowd.move(10, i);
    await crowd.pass(1000 / 30);
  }
  const sent = member.sent.slice(before).filter(([type]) => type === 0x04);
  expect(member.framesOf(FRAME.step).length).toBeGreaterThanOrEqual(300);
  expect(sent.length).toBeLessThanOrEqual(22);
});

test('a client that takes nothing gets at most two steps that ask, and their small followers', async () => {
  const crowd = new Crowd(1500);
  const member = await crowd.join({ hz: 30 });
  member.pair.toClient.isStalled = true;
  const { delivered } = member.pair.toClient;
  for (let i = 1; i <= 40; i++) {
    crowd.move(1500, i);
    await crowd.pass(1000 / 30);
  }
  // After 64 KiB, a step asks.
  expect(member.pair.server.pendingBytes).toBeLessThan(2 * 64 * 1024 + 2 * 25_000);
  expect(member.pair.toClient.delivered).toBe(delivered);
  member.pair.toClient.isStalled = false;
  member.pair.resume();
  await crowd.pass(0);
  await crowd.pass(100);
  expect(crowd.isSame(member)).toBe(true);
});

test('a budget of bytes makes steps fewer and larger', async () => {
  const crowd = new Crowd(100);
  const member = await crowd.join({ hz: 30, bytesPerSecond: 3000 });
  await crowd.pass(5000);
  const start = member.pair.toClient.delivered;
  for (let i = 1; i <= 300; i++) {
    crowd.move(50, i);
    await crowd.pass(1000 / 30);
  }
  const bytes = member.pair.toClient.delivered - start;
  // A step of 50 units has about 660 bytes.
  expect(bytes).toBeLessThan(10 * 3000 + 1500);
  expect(bytes).toBeGreaterThan(10 * 3000 * 0.7);
  await crowd.pass(2000);
  expect(crowd.isSame(member)).toBe(true);
});

test('content in slices takes turns with steps in a budget of bytes, and is counted', async () => {
  const views = (unit: DynamicComponent): SyncServerOptions<string>['views'] => ({
    units: view({ tables: [unit] }),
    below: view({ tables: [unit], by: [unit, (row) => (row.get('x') as number) < 0], for: () => [true] }),
  });
  const crowd = new Crowd(10_000, { limits: { stateBytes: 10_000 } }, views);
  crowd.move(1, -1);
  const content = 10_000 * (3 + 13);
  const member = await crowd.join({ hz: 10, bytesPerSecond: 20_000 }, 'below');
  const { client, pair } = member;
  if (client === undefined) throw new Error('the member has a client');
  const xOf = (): unknown => {
    const found: unknown[] = [];
    client.db.query(client.db.component('unit')).forEach((row) => {
      found.push(row.get('x'));
    });
    return found.join();
  };
  expect(xOf()).toBe('-1');
  let isVisible = false;
  void client.subscribe('units').then(() => {
    isVisible = true;
  });
  await crowd.pass(0);
  const start = pair.toClient.delivered;
  let steps = 0;
  for (let i = 2; i < 42; i++) {
    crowd.move(1, -i);
    await crowd.pass(50);
    await crowd.pass(50);
    if (xOf() === `${-i}`) steps++;
  }
  // 4 s of about 8 s.
  expect(isVisible).toBe(false);
  const bytes = pair.toClient.delivered - start;
  expect(bytes).toBeLessThan(4 * 20_000 + 5000);
  expect(bytes).toBeGreaterThan(4 * 20_000 * 0.5);
  expect(steps).toBeGreaterThan(10);
  for (let i = 0; i < 200; i++) await crowd.pass(100);
  expect(isVisible).toBe(true);
  expect(crowd.isSame(member)).toBe(true);
  expect(crowd.server.stats().clients[0]?.bytes).toBeGreaterThan(content * 0.9);
});

test('a late client takes at most as much memory as the content of its channels, or 1 MiB', async () => {
  const crowd = new Crowd(20_000, { limits: { silenceMs: 10_000_000 } });
  const [late, well] = [await crowd.join({ hz: 10 }), await crowd.join({ hz: 10 })];
  late.pair.toClient.isStalled = true;
  const content = 20_000 * (3 + 13);
  let most = 0;
  for (let i = 0; i < 40; i++) {
    crowd.move(1000, i + 1, i * 1000);
    await crowd.pass(100);
    most = Math.max(most, markBytesOf(crowd) + late.pair.server.pendingBytes);
  }
  // The steps under way to the other client are marks, too.
  expect(most).toBeGreaterThan(500_000);
  expect(most).toBeLessThan(Math.max(content, 1024 * 1024) + 10 * 80_000);
  expect(markBytesOf(crowd) + late.pair.server.pendingBytes).toBeLessThan(1024 * 1024);
  late.pair.toClient.isStalled = false;
  late.pair.resume();
  for (let i = 0; i < 30; i++) await crowd.pass(100);
  expect([crowd.isSame(late), crowd.isSame(well)]).toEqual([true, true]);
});

test('after 10 s away, a client gets at most twice the bytes that have changed', async () => {
  const crowd = new Crowd(2000);
  const member = await crowd.join({ hz: 10 });
  member.pair.cut();
  for (let i = 1; i <= 100; i++) {
    crowd.move(200, i);
    // Without a clock that calls the client, it does not connect again.
    await crowd.pass(0);
    crowd.server.step();
  }
  await crowd.pass(10_000);
  await crowd.pass(200);
  expect(crowd.isSame(member)).toBe(true);
  expect(member.pair.toClient.delivered).toBeGreaterThan(200 * 12);
  expect(member.pair.toClient.delivered).toBeLessThan(2 * 200 * 12);
});

test('a checksum finds what is wrong, and the channel is sent again', async () => {
  const crowd = new Crowd(3000);
  const [wrong, well] = [await crowd.join(), await crowd.join()];
  wrong.distort = (frame) => {
    if (frame[0] !== FRAME.step) return frame;
    const other = frame.slice();
    other[other.length - 1] = (other[other.length - 1] ?? 0) ^ 1;
    return other;
  };
  crowd.move(10, 5);
  await crowd.pass(100);
  expect(crowd.isSame(wrong)).toBe(false);
  wrong.distort = (frame) => frame;
  for (let i = 0; i < 70; i++) await crowd.pass(500);
  expect(crowd.isSame(wrong)).toBe(true);
  expect(wrong.client?.status.mismatches).toBeGreaterThan(0);
  expect(wrong.client?.status.reason).toContain('a check found that rows of view');
  expect(crowd.server.stats().mismatches).toBe(1);
  expect(well.client?.status.mismatches).toBe(0);
  expect(well.framesOf(FRAME.verify).length).toBeGreaterThan(0);
});
