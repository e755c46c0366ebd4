/** Messages of any length go through a ring of any size, in order. Long messages go in parts. */

import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MessageReceiver, MessageSender } from '../../../runtime/src/threads/lane/message-parts.js';
import { RingConsumer, RingFault, RingProducer } from '../../../runtime/src/threads/lane/ring.js';
import { makeRing, payload } from './ring-support.js';

function ends(bytes: number, bytesMax?: number): [MessageSender, MessageReceiver] {
  const memory = makeRing(bytes);
  return [new MessageSender(new RingProducer(memory)), new MessageReceiver(new RingConsumer(memory), bytesMax)];
}

function bytesOf({ views, start, length }: MessageReceiver): Uint8Array {
  return views.u8.slice(start, start + length);
}

test('a short message is read in place in the ring', () => {
  const memory = makeRing(1024);
  const consumer = new RingConsumer(memory);
  const receiver = new MessageReceiver(consumer);
  new MessageSender(new RingProducer(memory)).send(payload(100, 1), 9, 3);
  expect(receiver.hasNext).toBe(true);
  expect(receiver.next()).toBe(true);
  expect(receiver.views).toBe(consumer.views);
  expect([receiver.tag, receiver.flags, bytesOf(receiver)]).toEqual([9, 3, payload(100, 1)]);
  expect(receiver.pendingBytes).toBeGreaterThan(0);
  receiver.release();
  expect(receiver.pendingBytes).toBe(0);
});

test('a message that is longer than the ring arrives complete and in order', () => {
  const [sender, receiver] = ends(256);
  const long = payload(100_000, 1);
  sender.send(long, 1, 2);
  long.fill(0);
  sender.send(payload(3, 2), 2, 0);
  expect(sender.hasQueued).toBe(true);
  const got: unknown[] = [];
  for (let turns = 0; got.length < 2 && turns < 5_000; turns++) {
    while (receiver.next()) got.push([receiver.tag, receiver.flags, bytesOf(receiver)]);
    receiver.release();
    sender.flush();
  }
  expect(got).toEqual([
    [1, 2, payload(100_000, 1)],
    [2, 0, payload(3, 2)],
  ]);
  expect(sender.hasQueued).toBe(false);
  expect(sender.flush()).toBe(false);
});

test('the longest allowed message arrives, one byte more is a fault', () => {
  for (const [length, isFault] of [
    [1000, false],
    [1001, true],
  ] as const) {
    const [sender, receiver] = ends(256, 1000);
    sender.send(payload(length, 1), 1, 0);
    const receive = (): number => {
      while (!receiver.next()) sender.flush();
      return receiver.length;
    };
    if (isFault) expect(receive).toThrow(RingFault);
    else expect(receive()).toBe(1000);
  }
});

test('a part that belongs to another message is a fault', () => {
  const memory = makeRing(256);
  const [producer, receiver] = [new RingProducer(memory), new MessageReceiver(new RingConsumer(memory))];
  const MORE = 4;
  producer.reserve(8);
  producer.commit(8, 1, MORE);
  producer.reserve(8);
  producer.commit(8, 2);
  expect(() => receiver.next()).toThrow('a part of message 2 among those of 1');
});

test('a ring does the same as a queue, whatever is sent and received, in any order', () => {
  const length = fc.oneof(fc.nat(60), fc.nat(600), fc.constantFrom(0, 24, 25, 48, 120, 121));
  const action = fc.oneof(length, fc.constant('receives' as const), fc.constant('flushes' as const));
  fc.assert(
    fc.property(fc.array(action, { maxLength: 100 }), (actions) => {
      const [sender, receiver] = ends(256);
      const lengths: number[] = [];
      let got = 0;
      const receive = (): boolean => {
        if (!receiver.next()) return false;
        expect([receiver.tag, receiver.flags]).toEqual([got, got % 4]);
        expect(bytesOf(receiver)).toEqual(payload(lengths[got] as number, got));
        got++;
        return true;
      };
      for (const step of actions) {
        if (step === 'receives') receive();
        else if (step === 'flushes') sender.flush();
        else {
          sender.send(payload(step, lengths.length), lengths.length, lengths.length % 4);
          lengths.push(step);
        }
      }
      while (receive() || sender.flush());
      expect(got).toBe(lengths.length);
      expect(sender.hasQueued).toBe(false);
    }),
    { numRuns: 200 },
  );
});

test('a queued message can be withdrawn, unless a part of it was sent', () => {
  const [sender, receiver] = ends(256);
  sender.send(payload(1000, 1), 1, 0);
  for (const tag of [2, 3, 4, 5]) sender.send(payload(50, tag), tag, 0);
  expect([1, 3, 5, 2, 7].map((tag) => sender.withdraw(tag))).toEqual([false, true, true, true, false]);
  sender.send(payload(50, 6), 6, 0);
  const tags: number[] = [];
  for (let turns = 0; turns < 100; turns++) {
    while (receiver.next()) tags.push(receiver.tag);
    receiver.release();
    sender.flush();
  }
  expect(tags).toEqual([1, 4, 6]);
  expect(sender.hasQueued).toBe(false);
});

test('a sender without space asks for it once, and the receiver finds the request when it has released space', () => {
  const [sender, receiver] = ends(256);
  expect(receiver.release()).toBe(false);
  for (const tag of [1, 2, 3, 4, 5, 6, 7, 8, 9]) sender.send(payload(24, tag), tag, 0);
  expect(sender.hasQueued).toBe(true);
  expect(receiver.next()).toBe(true);
  expect(receiver.release()).toBe(true);
  expect(receiver.release()).toBe(false);
  expect(sender.flush()).toBe(true);
  expect(sender.hasQueued).toBe(false);
});
