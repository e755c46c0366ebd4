/** A client gets what it may see at each step: its user can depend on rows, and its token can change. */

import { Database, EcsDbError, type Entity } from '@ecsdb/runtime';
import { connect, type SyncClient } from '@ecsdb/sync/client';
import { type Access, type AccessReader, type AuthenticationRequest, SyncServer, view } from '@ecsdb/sync/server';
import { type Transport, transportPair } from '@ecsdb/sync/testing';
import { expect, test } from '@jest/globals';
import { schemaOfToml } from '../runtime/support/toml.js';
import { ManualClock } from './support/manual-clock.js';
import { joined, nextStep, settle } from './support/members.js';

const SCHEMA = schemaOfToml(`
[tables.member]
fields = [{ name = "team", type = "u8" }]
[tables.order]
fields = [{ name = "team", type = "u8" }, { name = "text", type = "string<16>" }]
`);

const MEMBER = Database.memory(SCHEMA).component('member');

/** Orders of two teams, and a client who is a member of the first one. */
class Shop {
  readonly db = Database.memory(SCHEMA);
  readonly clock = new ManualClock();
  readonly errors: unknown[] = [];
  readonly Member = this.db.component('member');
  readonly Order = this.db.component('order');
  readonly member: Entity = this.db.writeSync((tx) => tx.create());
  evaluations = 0;

  readonly server = new SyncServer(this.db, {
    authenticate: ({ token }: AuthenticationRequest) => {
      if (token === 'expired') throw new Error('expired');
      const entity = token === 'other' ? this.order(1, 'of another user') : this.member;
      return (read: AccessReader) => {
        this.evaluations++;
        return { entity, team: read.get(entity, token === 'other' ? this.Order : this.Member)['team'] as number };
      };
    },
    clock: this.clock,
    onError: (error) => this.errors.push(error),
    views: {
      orders: view({
        tables: [this.Order],
        by: [this.Order, (row) => row.get('team') as number],
        for: ({ user, params }: Access<{ team: number }, { also?: number } | undefined>) =>
          params?.also === undefined ? [user.team] : [user.team, params.also],
      }),
    },
  });

  constructor() {
    this.setTeam(1);
    this.order(1, 'one');
    this.order(2, 'two');
  }

  setTeam(team: number): void {
    this.db.writeSync((tx) => tx.put(this.member, this.Member, { team }));
  }

  order(team: number, text: string): Entity {
    return this.db.writeSync((tx) => {
      const entity = tx.create();
      tx.insert(entity, this.Order, { team, text });
      return entity;
    });
  }

  readonly step = <Result>(waiting?: Promise<Result>): Promise<Result | undefined> => nextStep(this.clock, waiting);
}

function textsOf(client: SyncClient): string[] {
  const texts: string[] = [];
  client.db.query(client.db.component('order')).forEach((row) => {
    texts.push(row.get('text') as string);
  });
  return texts.sort();
}

test('rows that decide about access open and close channels with the next step', async () => {
  const shop = new Shop();
  const client = await joined(shop.server, SCHEMA);
  await shop.step(client.subscribe('orders'));
  expect(textsOf(client)).toEqual(['one']);
  let changes = 0;
  client.db.watch(client.db.component('order'), () => changes++);

  // The same transaction that takes the access away changes what the client had.
  shop.setTeam(2);
  shop.order(1, 'secret');
  await shop.step();
  expect(textsOf(client)).toEqual(['two']);
  expect(changes).toBe(1);

  shop.setTeam(3);
  await shop.step();
  expect(textsOf(client)).toEqual([]);
  shop.order(3, 'three');
  await shop.step();
  expect(textsOf(client)).toEqual(['three']);
});

test('the user is computed again only when a row changes that it was computed from', async () => {
  const shop = new Shop();
  const client = await joined(shop.server, SCHEMA);
  await shop.step(client.subscribe('orders'));
  for (let i = 0; i < 5; i++) shop.order(1, `order ${i}`);
  await shop.step();
  expect(shop.evaluations).toBe(1);
  shop.setTeam(2);
  shop.setTeam(1);
  await shop.step();
  expect(shop.evaluations).toBe(2);
  expect(textsOf(client)).toHaveLength(6);
  client.close();
  await settle();
  shop.setTeam(2);
  await shop.step();
  expect(shop.evaluations).toBe(2);
});

test('a channel that another subscription holds stays open', async () => {
  const shop = new Shop();
  const client = await joined(shop.server, SCHEMA);
  await shop.step(client.subscribe('orders'));
  const both = await shop.step(client.subscribe('orders', { also: 1 }));
  shop.setTeam(2);
  await shop.step();
  expect(textsOf(client)).toEqual(['one', 'two']);
  both?.unsubscribe();
  await shop.step();
  expect(textsOf(client)).toEqual(['two']);
});

test('channels that subscriptions share, or that are closed with the same step, count once', async () => {
  const NONE = 100;
  const db = Database.memory(SCHEMA);
  const [member, order] = [db.component('member'), db.component('order')];
  const entity = db.writeSync((tx) => {
    for (let team = 0; team < 6; team++) tx.insert(tx.create(), order, { team, text: `${team}` });
    const created = tx.create();
    tx.insert(created, member, { team: NONE });
    return created;
  });
  const clock = new ManualClock();
  const server = new SyncServer(db, {
    authenticate: (_: AuthenticationRequest) => (read: AccessReader) => read.get(entity, member)['team'] as number,
    clock,
    limits: { channels: 4 },
    views: {
      orders: view({
        tables: [order],
        by: [order, (row) => row.get('team') as number],
        for: ({ user }) => (user === NONE ? [] : [user, user + 1, user + 2]),
      }),
    },
  });
  const client = await joined(server, SCHEMA);
  for (let i = 0; i < 2; i++) await nextStep(clock, client.subscribe('orders'));
  // What was closed before, and not sent, does not count.
  for (const team of [0, 9, 3]) {
    db.writeSync((tx) => tx.update(entity, member, { team }));
    if (team === 0) await nextStep(clock);
    else client.setToken(`${team}`);
    await settle();
  }
  await nextStep(clock);
  expect(textsOf(client)).toEqual(['3', '4', '5']);
});

test('channels that subscriptions share count once towards the limit', async () => {
  const db = Database.memory(SCHEMA);
  const order = db.component('order');
  db.writeSync((tx) => tx.insert(tx.create(), order, { team: 1, text: 'one' }));
  const clock = new ManualClock();
  const server = new SyncServer(db, {
    authenticate: () => 'anyone',
    clock,
    limits: { channels: 3 },
    views: {
      orders: view({
        tables: [order],
        by: [order, (row) => row.get('team') as number],
        for: ({ params }) => (Array.isArray(params) ? params : []),
      }),
    },
  });
  const client = await joined(server, SCHEMA);
  await nextStep(clock, client.subscribe('orders', [1, 2, 2]));
  await nextStep(clock, client.subscribe('orders', [1, 2, 3]));
  await expect(client.subscribe('orders', [3, 4])).rejects.toMatchObject({ code: 'CAPACITY_EXCEEDED' });
  expect(textsOf(client)).toEqual(['one']);
});

test('if the user cannot be computed any more, the client is closed with 4401 and gets nothing more', async () => {
  const shop = new Shop();
  const client = await joined(shop.server, SCHEMA);
  await shop.step(client.subscribe('orders'));
  shop.db.writeSync((tx) => tx.destroy(shop.member));
  shop.order(1, 'secret');
  const waiting = client.subscribe('orders').catch((error: Error) => error.message);
  await shop.step();
  expect(await waiting).toContain('4401');
  expect(textsOf(client)).toEqual(['one']);
  expect(shop.server.clientCount).toBe(0);
  expect(shop.errors).toMatchObject([{ cause: { code: 'ENTITY_NOT_FOUND' } }]);
});

test.each([
  ['other', 4403],
  ['expired', 4401],
])('the new token "%s" closes the connection with %d', async (token, code) => {
  const shop = new Shop();
  const client = await joined(shop.server, SCHEMA);
  await shop.step(client.subscribe('orders'));
  client.setToken(token);
  const waiting = client.subscribe('orders').catch((error: Error) => error.message);
  await shop.step();
  expect(await waiting).toContain(`${code}`);
});

test('a new token of the same user changes nothing', async () => {
  const shop = new Shop();
  const client = await joined(shop.server, SCHEMA);
  await shop.step(client.subscribe('orders'));
  client.setToken('newer');
  await settle();
  shop.order(1, 'later');
  await shop.step();
  expect(textsOf(client)).toEqual(['later', 'one']);
  shop.setTeam(2);
  await shop.step();
  expect(textsOf(client)).toEqual(['two']);
});

test('a user without `entity` is the same if it is computed anew, also when its rows have changed', async () => {
  const db = Database.memory(SCHEMA);
  const member = db.component('member');
  const entity = db.writeSync((tx) => {
    const created = tx.create();
    tx.insert(created, member, { team: 1 });
    return created;
  });
  const clock = new ManualClock();
  const server = new SyncServer(db, {
    authenticate: (_: AuthenticationRequest) => (read: AccessReader) => ({ team: read.get(entity, member)['team'] }),
    clock,
    views: { members: view({ tables: [member] }) },
  });
  const client = await joined(server, SCHEMA);
  await nextStep(clock, client.subscribe('members'));
  db.writeSync((tx) => tx.update(entity, member, { team: 2 }));
  client.setToken('newer');
  await nextStep(clock);
  expect(client.status).toMatchObject({ state: 'live', isEnded: false });
  expect(client.db.get(entity, client.db.component('member'))).toEqual({ team: 2 });
});

test('`authenticate` gets the token, and where the connection comes from', async () => {
  const requests: AuthenticationRequest[] = [];
  const server = new SyncServer(Database.memory(SCHEMA), {
    authenticate: (request: AuthenticationRequest) => {
      requests.push(request);
      throw new EcsDbError('ACCESS_DENIED', 'refused');
    },
    clock: new ManualClock(),
    views: { members: view({ tables: [MEMBER] }) },
  });
  const pair = transportPair();
  server.accept(pair.server, { headers: { origin: 'https://example.com' }, address: '10.0.0.1' });
  const other = transportPair();
  server.accept(other.server);
  const closed = [pair, other].map(({ client }) =>
    connect(SCHEMA, { transport: client, token: 'secret' }).catch((error: Error) => error.message),
  );
  await settle();
  expect(requests).toEqual([
    { token: 'secret', headers: { origin: 'https://example.com' }, address: '10.0.0.1' },
    { token: 'secret', headers: {}, address: undefined },
  ]);
  for (const message of await Promise.all(closed)) expect(message).toContain('4401');
});

test('a reader that is kept after the function has returned is refused', async () => {
  const db = Database.memory(SCHEMA);
  let kept: AccessReader | undefined;
  const server = new SyncServer(db, {
    authenticate: (_: AuthenticationRequest) => (read: AccessReader) => {
      kept = read;
      return 'user';
    },
    clock: new ManualClock(),
    views: { members: view({ tables: [MEMBER] }) },
  });
  await joined(server, SCHEMA);
  const entity = db.writeSync((tx) => tx.create());
  expect(() => kept?.isAlive(entity)).toThrow('after the function had returned');
});

test('another user who knows the id of a client cannot take its place', async () => {
  const shop = new Shop();
  const pair = transportPair();
  const frames: Uint8Array[] = [];
  const send = (frame: Uint8Array): void => {
    frames.push(frame.slice());
    pair.server.send(frame);
  };
  shop.server.accept({ ...recorded(pair.server), send });
  const client = await connect(SCHEMA, { transport: pair.client });
  await shop.step(client.subscribe('orders'));
  const clientId = frames.find(([type]) => type === WELCOME)?.slice(1, 17) as Uint8Array;

  const other = transportPair();
  shop.server.accept(other.server);
  const stranger = await connect(SCHEMA, { transport: withClientId(other.client, clientId), token: 'other' });
  await shop.step(stranger.subscribe('orders'));
  expect(client.status.state).toBe('live');
  expect(shop.server.clientCount).toBe(2);

  // The same user replaces its own connection.
  const again = transportPair();
  shop.server.accept(again.server);
  await connect(SCHEMA, { transport: withClientId(again.client, clientId) });
  await settle();
  expect(shop.server.clientCount).toBe(2);
});

const HELLO = 0x01;
const WELCOME = 0x41;
/** Of the client id in a hello: after the version of the protocol and the hash of the schema. */
const CLIENT_ID_AT = 1 + 1 + 16;

function recorded(transport: Transport): Transport {
  return {
    listen: (events) => transport.listen(events),
    send: (frame) => transport.send(frame),
    pendingBytes: 0,
    close: (code, reason) => transport.close(code, reason),
  };
}

/** A client that says that it is another one. */
function withClientId(transport: Transport, clientId: Uint8Array): Transport {
  return {
    ...recorded(transport),
    send: (frame) => {
      const copy = frame.slice();
      if (copy[0] === HELLO) copy.set(clientId, CLIENT_ID_AT);
      transport.send(copy);
    },
  };
}
