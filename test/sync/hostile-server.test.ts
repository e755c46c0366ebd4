/** Whatever a server sends, a client's work and memory stay in proportion to it. */

import type { DynamicComponent } from '@ecsdb/runtime';
import { connect, type SyncClient } from '@ecsdb/sync/client';
import { type TransportPair, transportPair } from '@ecsdb/sync/testing';
import { expect, test } from '@jest/globals';
import { StagedContent } from '../../sync/src/client/staged-content.js';
import * as protocol from '../../sync/src/protocol/index.js';
import { schemaOfToml } from '../runtime/support/toml.js';
import { settle } from './support/lines.js';
import { ManualClock } from './support/manual-clock.js';

const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "x", type = "f32" }]
[tables.tag]
`);
const GENERATION_LIMIT = 2 ** 20;
const TAG = 1;

class Attack {
  readonly pair: TransportPair = transportPair();
  readonly client: SyncClient;

  private constructor(pair: TransportPair, client: SyncClient) {
    this.pair = pair;
    this.client = client;
  }

  /** A client that was welcomed at version 1, and knows one channel with these tables. */
  static async begin(tables: readonly number[]): Promise<Attack> {
    const pair = transportPair();
    pair.server.listen({ message: () => undefined, closed: () => undefined });
    const connected = connect(SCHEMA, { transport: pair.client, clock: new ManualClock() });
    await settle();
    const position = { database: 'cd'.repeat(16), epoch: 1, version: 1 };
    pair.server.send(protocol.encodeWelcome({ clientId: 'ab'.repeat(16), position, resume: 0, serverMs: 1 }));
    const attack = new Attack(pair, await connected);
    const channels = [{ number: 1, value: 'btrue' }];
    await attack.send(protocol.encodeSubscribed({ subscription: 1, version: 1, view: 'v', tables, channels }));
    return attack;
  }

  async send(frame: Uint8Array): Promise<void> {
    this.pair.server.send(frame);
    await settle();
  }

  /** A step that puts a tag at entity index 1 with a generation. */
  async enter(generation: number): Promise<void> {
    const runs = new protocol.ByteWriter();
    runs.u8(protocol.RUN.enter);
    runs.ascending(Uint32Array.of(1));
    runs.varint(generation);
    runs.u8(protocol.RUN.put);
    runs.varint(TAG);
    runs.ascending(Uint32Array.of(1));
    const frame = new protocol.ByteWriter();
    for (const byte of [protocol.FRAME.step, 0, 1, 1, 1, protocol.SECTION.whole]) frame.u8(byte);
    frame.varint(runs.length);
    frame.bytes(runs.take());
    await this.send(frame.take());
  }
}

test.each([
  ['twice', [0, 0]],
  ['in another order', [1, 0]],
])('the tables of a view, %s, are refused', async (_what, tables) => {
  const { client } = await Attack.begin(tables);
  expect(client.status).toMatchObject({ state: 'offline', reason: expect.stringContaining('do not ascend') });
});

const part = (bytes: Uint8Array, isLast = true): Uint8Array => protocol.encodePart({ isLast, bytes });

test.each([
  ['a part in a part', [part(part(protocol.encodeHeartbeat()))], 'contains another part'],
  ['an empty part', [part(new Uint8Array(0), false)], 'is empty'],
  ['parts that are no frame', [part(Uint8Array.of(0x47), false), part(Uint8Array.of(7))], 'bytes early'],
])('%s is refused', async (_what, frames, reason) => {
  const attack = await Attack.begin([0]);
  for (const frame of frames) await attack.send(frame);
  expect(attack.client.status).toMatchObject({ state: 'offline', reason: expect.stringContaining(reason) });
});

test('the parts of a broken connection are forgotten', () => {
  const parts = new protocol.Parts();
  expect(parts.add({ isLast: false, bytes: Uint8Array.of(1) })).toBeUndefined();
  parts.clear();
  expect(parts.add({ isLast: false, bytes: Uint8Array.of(2) })).toBeUndefined();
  expect(parts.add({ isLast: true, bytes: Uint8Array.of(3) })).toEqual(Uint8Array.of(2, 3));
});

test('the highest generation of an entity is the last one that is accepted', async () => {
  const attack = await Attack.begin([0, TAG]);
  await attack.enter(GENERATION_LIMIT - 1);
  const { db } = attack.client;
  const tag: DynamicComponent = db.component('tag');
  const entities: number[] = [];
  db.query(tag).forEach((_row, entity) => {
    entities.push(entity);
  });
  expect(entities).toEqual([(GENERATION_LIMIT - 1) * 2 ** 32 + 1]);
  const other = await Attack.begin([0, TAG]);
  await other.enter(GENERATION_LIMIT);
  expect(other.client.status).toMatchObject({ state: 'offline', reason: expect.stringContaining('a generation') });
});

const slice = (channel: number, bytes: number, isFirst = true): protocol.Slice => {
  return { channel, isFirst, totalBytes: 9, runs: new Uint8Array(bytes) };
};

test('slices of too many channels are refused', () => {
  const staged = new StagedContent();
  for (let i = 0; i < 65_536; i++) staged.add(slice(i, 0));
  expect(() => staged.add(slice(65_536, 0))).toThrow('65536 channels');
});

test('many small slices count as much as they take', () => {
  const staged = new StagedContent();
  staged.add(slice(1, 0));
  let count = 0;
  const addAll = (): void => {
    for (; count < 200_000; count++) staged.add(slice(1, 1, false));
  };
  expect(addAll).toThrow('bytes of content');
  expect(count).toBeGreaterThan(100_000);
});

test('slices without content are not kept', () => {
  const staged = new StagedContent();
  staged.add(slice(1, 0));
  for (let i = 0; i < 1000; i++) staged.add(slice(1, 0, false));
  staged.add(slice(1, 5, false));
  staged.add(slice(2, 20));
  expect(staged.progress).toEqual({ receivedBytes: 25, totalBytes: 29 });
  expect(staged.take(1)).toHaveLength(1);
  expect(staged.progress).toEqual({ receivedBytes: 20, totalBytes: 20 });
  staged.clear();
  expect(staged.progress).toEqual({ receivedBytes: 0, totalBytes: 0 });
});
