/** The examples of docs/protocol.md are what the code sends and understands. */

import { Database } from '@ecsdb/runtime';
import { connect } from '@ecsdb/sync/client';
import { SyncServer, view } from '@ecsdb/sync/server';
import { type Transport, transportPair } from '@ecsdb/sync/testing';
import { describe, expect, test } from '@jest/globals';
import { reactionTo } from '../../sync/src/client/close-reasons.js';
import * as protocol from '../../sync/src/protocol/index.js';
import { schemaOfToml } from '../runtime/support/toml.js';
import { pass } from '../sync/support/lines.js';
import { ManualClock } from '../sync/support/manual-clock.js';
import { Page } from './page.js';

const PAGE = new Page('docs/protocol.md');

type Fields = { readonly [name: string]: never };

const ENCODERS: { readonly [name: string]: (fields: Fields) => Uint8Array } = {
  HELLO: (fields) => protocol.encodeHello(fields as never),
  SUBSCRIBE: (fields) => protocol.encodeSubscribe(fields as never),
  UNSUBSCRIBE: ({ subscription }) => protocol.encodeUnsubscribe(subscription as never),
  ACK: ({ version }) => protocol.encodeAck(version as never),
  PING: ({ clientMs }) => protocol.encodePing(clientMs as never),
  TOKEN: ({ token }) => protocol.encodeToken(token as never),
  HELD: ({ channels }) => protocol.encodeHeld(protocol.encodeHeldIds(channels as never)[0] as Uint8Array),
  MISMATCH: ({ channel }) => protocol.encodeMismatch(channel as never),
  RESUME: ({ channels }) => protocol.encodeResume(channels as never),
  WELCOME: (fields) => protocol.encodeWelcome(fields as never),
  SUBSCRIBED: (fields) => protocol.encodeSubscribed(fields as never),
  REFUSED: (fields) => protocol.encodeRefused(fields as never),
  STAGE: (fields) => protocol.encodeStage({ ...fields, runs: Uint8Array.from(fields['runs'] ?? []) } as never),
  VERIFY: (fields) => protocol.encodeVerify(fields as never),
  TOOK: ({ messages }) => protocol.encodeTook(messages as never),
  PART: ({ isLast, bytes }) => protocol.encodePart({ isLast: isLast as never, bytes: Uint8Array.from(bytes as never) }),
  PONG: (fields) => protocol.encodePong(fields as never),
  HEARTBEAT: () => protocol.encodeHeartbeat(),
};

/** The bytes at the beginning of each line of a block. */
function bytesOf(block: string): Uint8Array {
  const lines = block.trimEnd().split('\n');
  const pairs = lines.flatMap((line) => (/^(?:[0-9a-f]{2} )*[0-9a-f]{2}(?= {2,}|$)/.exec(line)?.[0] ?? '').split(' '));
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

const FRAMES = [...PAGE.text.matchAll(/^### `([A-Z]+)`\n.*?^```hex\n(.*?)^```$.*?^```json\n(.*?)^```$/gms)].map(
  ([, name = '', hex = '', json = '']): [string, Uint8Array, Fields] => [name, bytesOf(hex), JSON.parse(json)],
);

test('every type of frame but the step has an example', () => {
  const types = Object.keys(protocol.FRAME).map((name) => name.toUpperCase());
  expect([...FRAMES.map(([name]) => name), 'STEP'].sort()).toEqual(types.sort());
});

describe.each(FRAMES)('%s', (name, bytes, fields) => {
  test('is decoded as on the page', () => {
    const isOfClient = (bytes[0] ?? 0) < 0x40;
    const decoded = isOfClient ? protocol.decodeClientFrame(bytes) : protocol.decodeServerFrame(bytes);
    const plain = JSON.stringify(decoded, (_name, value) => (value instanceof Uint8Array ? [...value] : value));
    expect(JSON.parse(plain)).toEqual({ type: bytes[0], ...fields });
  });

  test('is encoded as on the page', () => {
    expect(hexOf(ENCODERS[name]?.(fields) ?? new Uint8Array())).toBe(hexOf(bytes));
  });
});

test('the steps of the page are what a server sends, and a client applies them', async () => {
  const schema = schemaOfToml(PAGE.blocks('toml')[0] ?? '');
  const db = Database.memory(schema);
  const [place, mark] = [db.component('place'), db.component('mark')];
  const clock = new ManualClock();
  const views = { all: view({ tables: [place, mark] }) };
  const server = new SyncServer<unknown>(db, { authenticate: () => ({}), clock, views });
  const pair = transportPair();
  const steps: string[] = [];
  const recording: Transport = {
    listen: (events) => pair.server.listen(events),
    pendingBytes: 0,
    close: (code, reason) => pair.server.close(code, reason),
    send: (frame) => {
      if (frame[0] === protocol.FRAME.step) steps.push(hexOf(frame));
      pair.server.send(frame);
    },
  };
  server.accept(recording);

  const [first, second, third] = db.writeSync((tx) => {
    const entities = [tx.create(), tx.create(), tx.create()] as const;
    tx.put(entities[0], place, { x: 1, y: 2 });
    tx.put(entities[1], place, { x: 3, y: 4 });
    tx.put(entities[2], mark, {});
    return entities;
  });
  const client = await connect(schema, { transport: pair.client, clock });
  void client.subscribe('all');
  await pass(clock, 100);
  db.writeSync((tx) => {
    tx.update(first, place, { x: 5 });
    tx.update(second, place, { x: 6 });
    tx.destroy(third);
    tx.put(first, mark, {});
    tx.put(tx.create(), place, { x: 9, y: 9 });
  });
  await pass(clock, 100);
  db.writeSync((tx) => tx.delete(first, mark));
  await pass(clock, 100);

  const written = [...PAGE.text.matchAll(/^```hex STEP \d\n(.*?)^```$/gms)].map(([, hex = '']) => hexOf(bytesOf(hex)));
  expect(steps).toEqual(written);
  expect(client.db.count(client.db.component('place'))).toBe(3);
  expect(client.db.count(client.db.component('mark'))).toBe(0);
  client.close();
  server.close();
});

describe('close codes', () => {
  const rows = [...PAGE.text.matchAll(/^\| (\d{4}) \| .*? \| (.*) \|$/gm)].map(([, code, what = '']) => ({
    code: Number(code),
    what,
  }));

  test('are all on the page', () => {
    expect(rows.map(({ code }) => code)).toEqual(Object.values(protocol.CLOSE).sort((a, b) => a - b));
  });

  test.each(rows)('$code: what a client does', ({ code, what }) => {
    const [now, later] = [reactionTo(code, true, true), reactionTo(code, false, true)];
    if (/^(the same|before)/.test(what)) expect([now, later]).toEqual(['end', expect.stringMatching(/^retry/)]);
    else if (/^ends/.test(what)) expect([now, later]).toEqual(['end', 'end']);
    else if (/more time/.test(what)) expect([now, later]).toEqual(['retry-later', 'retry-later']);
    else if (/^connects again/.test(what)) expect([now, later]).toEqual(['retry', 'retry']);
  });
});
