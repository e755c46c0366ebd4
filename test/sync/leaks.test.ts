/**
 * No byte of an entity is sent that is in none of the client's channels. Frames are recorded where the server sends
 * them, and compared with what the client may see at that version, which is computed from the contents of the server
 * without any code of sync.
 *
 * LEAK_RUNS=5000 LEAK_SEED=7 npm run test:only -- test/sync/leaks
 */

import { Database, type Entity, type Transaction } from '@ecsdb/runtime';
import { connect, type Subscription, type SyncClient } from '@ecsdb/sync/client';
import { type Access, type AccessReader, type AuthenticationRequest, SyncServer, view } from '@ecsdb/sync/server';
import { type Transport, type TransportPair, transportPair } from '@ecsdb/sync/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { schemaOfToml } from '../runtime/support/toml.js';
import { ManualClock } from './support/manual-clock.js';
import { nextStep, settle } from './support/members.js';
import { Secrets } from './support/secrets.js';
import { sentStep } from './support/sent-rows.js';

const SCHEMA = schemaOfToml(`
[tables.member]
fields = [{ name = "team", type = "u8" }, { name = "level", type = "u8" }]
[tables.unit]
fields = [{ name = "team", type = "u8" }, { name = "zone", type = "u8" }, { name = "secret", type = "u64" }]
[tables.note]
fields = [{ name = "size", type = "u8" }, { name = "secret", type = "u64" }]
[tables.plan]
fields = [{ name = "secret", type = "u64" }]
`);
const TABLES = ['unit', 'note', 'plan'] as const;
type TableName = (typeof TABLES)[number];
const SIZES = new Map(SCHEMA.components.map(({ TABLE_ID, size }) => [TABLE_ID, size]));
const NAMES = new Map(SCHEMA.components.map(({ TABLE_ID, TABLE_NAME }) => [TABLE_ID, TABLE_NAME]));

interface User {
  readonly entity: Entity;
  readonly team: number;
  readonly level: number;
}

/** Parameters as a client sends them: anything. */
interface Zones {
  readonly zones?: readonly number[];
}

interface Wanted {
  readonly view: 'team' | 'zones' | 'units' | 'notes';
  readonly params: Zones;
}

/** A row as the test knows it. */
interface Row {
  readonly team: number;
  readonly zone: number;
  readonly secret: bigint;
}

/** Whether a client with these subscriptions may see a row of this table. Plans are in no view. */
function maySee(user: User, wanted: Iterable<Wanted>, table: string, unit: Row | undefined): boolean {
  for (const { view: name, params } of wanted) {
    if (name === 'notes' && table === 'note') return true;
    if (unit === undefined || table === 'plan') continue;
    if (name === 'team' && unit.team === user.team) return true;
    if (name === 'zones' && table === 'unit' && params.zones?.includes(unit.zone) && unit.zone <= user.level)
      return true;
    if (name === 'units' && table === 'unit' && user.level === 3) return true;
  }
  return false;
}

const STAGE_FRAME = 0x47;
const counts = { runs: 0, steps: 0, slices: 0, rows: 0, secrets: 0, revocations: 0, refused: 0 };

type Server = Pick<SyncServer, 'accept'>;

/** A client that connects again whenever its connection breaks. */
class Player {
  readonly entity: Entity;
  readonly wanted: Map<number, Wanted> = new Map();
  readonly open: Map<number, Subscription> = new Map();
  client: SyncClient | undefined;
  #next = 0;
  #pair: TransportPair | undefined;

  constructor(entity: Entity) {
    this.entity = entity;
  }

  async connect(server: Server, clock: ManualClock, sent: (frame: Uint8Array) => void): Promise<void> {
    const dial = (): Transport => {
      this.#pair = transportPair();
      server.accept(recording(this.#pair.server, sent));
      return this.#pair.client;
    };
    this.client = await connect(SCHEMA, { transport: dial, token: `${this.entity}`, clock });
  }

  /** Refused: nothing may be sent to it any more. */
  get isEnded(): boolean {
    return this.client?.status.isEnded === true;
  }

  /** Subscribes, and waits until the server knows it. */
  async subscribe(wanted: Wanted): Promise<void> {
    const number = this.#next++;
    this.client?.subscribe(wanted.view, wanted.params).then(
      (subscription) => this.open.set(number, subscription),
      () => this.wanted.delete(number),
    );
    this.wanted.set(number, wanted);
    await settle();
  }

  async unsubscribe(choice: number): Promise<void> {
    const [number, subscription] = [...this.open][choice % Math.max(this.open.size, 1)] ?? [];
    if (number === undefined) return;
    subscription?.unsubscribe();
    this.open.delete(number);
    await settle();
    this.wanted.delete(number);
  }

  /** Frames to this client wait, so the server sends it fewer and larger steps. */
  stall(isStalled: boolean): void {
    if (this.#pair === undefined) return;
    this.#pair.toClient.isStalled = isStalled;
    if (!isStalled) this.#pair.resume();
  }

  cut(): void {
    this.#pair?.cut();
  }
}

/** A transport that shows what the server sends. Throws if it sends something after the end. */
function recording(transport: Transport, sent: (frame: Uint8Array) => void): Transport {
  let isClosed = false;
  return {
    listen: ({ message, closed }) =>
      transport.listen({
        message,
        closed: (code, reason) => {
          isClosed = true;
          closed(code, reason);
        },
      }),
    get pendingBytes() {
      return transport.pendingBytes;
    },
    send: (frame) => {
      expect(isClosed).toBe(false);
      sent(frame);
      transport.send(frame);
    },
    close: (code, reason) => {
      isClosed = true;
      transport.close(code, reason);
    },
  };
}

class World {
  readonly db = Database.memory(SCHEMA);
  readonly clock = new ManualClock();
  readonly players: Player[] = [];
  readonly secrets: Secrets;
  readonly #entities: Entity[] = [];
  readonly #member = this.db.component('member');
  readonly #components = new Map(TABLES.map((name) => [name, this.db.component(name)]));
  readonly server: SyncServer<User>;

  /** Content above `stateBytes` is sent in slices. */
  constructor(secrets: Secrets, stateBytes: number) {
    this.secrets = secrets;
    const [unit, note] = [this.db.component('unit'), this.db.component('note')];
    this.server = new SyncServer(this.db, {
      authenticate: ({ token }: AuthenticationRequest) => {
        const entity = Number.parseInt(token, 10) as Entity;
        return (read: AccessReader): User => ({ entity, ...(read.get(entity, this.#member) as Omit<User, 'entity'>) });
      },
      clock: this.clock,
      limits: { stateBytes },
      // Users without a row, and parameters of the wrong type, are what this test is about.
      onError: () => counts.refused++,
      views: {
        team: view({
          tables: [unit, note],
          by: [unit, (row) => row.get('team') as number],
          for: ({ user }) => [user.team],
        }),
        zones: view({
          tables: [unit],
          by: [unit, (row) => row.get('zone') as number],
          for: ({ user, params }: Access<User, Required<Zones>>) => params.zones.filter((zone) => zone <= user.level),
        }),
        units: view({ tables: [unit], by: [unit, () => 'all'], for: ({ user }) => (user.level === 3 ? ['all'] : []) }),
        notes: view({ tables: [note] }),
      },
    });
  }

  /** Units of all teams and zones, with notes. */
  fill(): void {
    this.commit(FIRST);
  }

  async join(team: number, level: number): Promise<void> {
    const entity = this.db.writeSync((tx) => {
      const created = tx.create();
      tx.insert(created, this.#member, { team, level });
      return created;
    });
    const player = new Player(entity);
    await player.connect(this.server, this.clock, (frame) => this.#check(player, frame));
    this.players.push(player);
  }

  commit(changes: readonly Change[]): void {
    this.db.writeSync((tx) => {
      for (const change of changes) this.#change(tx, change);
    });
  }

  #change(tx: Transaction, { kind, entity: choice, table, team, zone }: Change): void {
    if (kind === 'create') {
      this.#entities.push(tx.create());
      return;
    }
    if (kind === 'user') {
      const player = this.players[choice % Math.max(this.players.length, 1)];
      if (player === undefined || !tx.isAlive(player.entity)) return;
      counts.revocations++;
      tx.put(player.entity, this.#member, { team, level: zone });
      return;
    }
    if (kind === 'ban') {
      const player = this.players[choice % Math.max(this.players.length, 1)];
      if (player !== undefined && choice % 5 === 0 && tx.isAlive(player.entity)) tx.destroy(player.entity);
      return;
    }
    const entity = this.#entities[choice % Math.max(this.#entities.length, 1)];
    if (entity === undefined || !tx.isAlive(entity)) return;
    const component = this.db.component(table);
    if (kind === 'destroy') tx.destroy(entity);
    else if (kind === 'delete' && tx.has(entity, component)) tx.delete(entity, component);
    else if (kind === 'move' && table === 'unit' && tx.has(entity, component)) tx.update(entity, component, { team });
    else if (kind === 'put') {
      const secret = this.secrets.make(table, entity);
      tx.put(
        entity,
        component,
        table === 'unit' ? { team, zone, secret } : table === 'note' ? { size: zone, secret } : { secret },
      );
    }
  }

  /** Checks a frame when the server sends it. */
  #check(player: Player, frame: Uint8Array): void {
    if (frame[0] === STAGE_FRAME) counts.slices++;
    const step = sentStep(frame, SIZES);
    if (step !== undefined) {
      counts.steps++;
      expect(step.to).toBe(this.db.version);
      for (const { table, index } of step.rows) {
        counts.rows++;
        this.#requireVisible(player, NAMES.get(table) ?? '', index);
      }
      for (const index of step.entered) {
        const isVisible = TABLES.some((table) => this.#isVisible(player, table, index));
        if (!isVisible) throw new Error(`entity index ${index} was shown to a client that sees none of its rows`);
      }
    }
    for (const [secret, { table, entity }] of this.secrets.in(frame)) {
      counts.secrets++;
      this.#requireVisible(player, table, entity >>> 0);
      const row = this.#row(table as TableName, entity >>> 0);
      if (row?.secret !== secret) throw new Error(`an old value of table ${table} was sent`);
    }
  }

  #requireVisible(player: Player, table: string, index: number): void {
    if (!this.#isVisible(player, table, index)) throw new Error(`a row of table ${table}, index ${index} leaked`);
  }

  #isVisible(player: Player, table: string, index: number): boolean {
    const member = this.db.tryGet(player.entity, this.#member) as Omit<User, 'entity'> | undefined;
    if (member === undefined || this.#row(table as TableName, index) === undefined) return false;
    const user = { entity: player.entity, ...member };
    return maySee(user, player.wanted.values(), table, this.#row('unit', index));
  }

  #row(table: TableName, index: number): Row | undefined {
    const component = this.#components.get(table);
    const entity = this.#entities.find((known) => known >>> 0 === index && this.db.isAlive(known));
    if (component === undefined || entity === undefined) return undefined;
    return this.db.tryGet(entity, component) as Row | undefined;
  }
}

interface Change {
  readonly kind: 'create' | 'destroy' | 'put' | 'move' | 'delete' | 'user' | 'ban';
  readonly entity: number;
  readonly table: TableName;
  readonly team: number;
  readonly zone: number;
}

const FIRST: readonly Change[] = Array.from({ length: 12 }, (_, i) => {
  const rest = { entity: i, team: i % 3, zone: i % 4 };
  return [
    { kind: 'create', table: 'unit', ...rest } as const,
    { kind: 'put', table: 'unit', ...rest } as const,
    { kind: 'put', table: i % 2 === 0 ? 'note' : 'plan', ...rest } as const,
  ];
}).flat();

const TEAM = fc.nat(2);
const LEVEL = fc.nat(3);
const PLAYER = fc.nat(3);
const CHANGE: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('create', 'create', 'put', 'put', 'put', 'put', 'move', 'delete', 'destroy', 'user', 'ban'),
  entity: fc.nat(30),
  table: fc.constantFrom(...TABLES),
  team: TEAM,
  zone: LEVEL,
});
const PARAMS: fc.Arbitrary<Zones> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ zones: fc.array(LEVEL, { maxLength: 4 }) }) },
  // What a wrong or malicious client may send.
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>({}, { zones: 'all' }, { zones: [null] }, []).map((wrong) => wrong as Zones),
  },
);
const ACTION = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(CHANGE, { maxLength: 10 }).map((changes) => ({ kind: 'commit', changes }) as const),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'step' } as const) },
  { weight: 6, arbitrary: fc.constant({ kind: 'tick' } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('join' as const), team: TEAM, level: LEVEL }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('subscribe' as const),
      player: PLAYER,
      view: fc.constantFrom<Wanted['view']>('team', 'zones', 'units', 'notes'),
      params: PARAMS,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unsubscribe' as const), player: PLAYER, choice: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stall' as const), player: PLAYER, isStalled: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('token' as const, 'cut' as const), player: PLAYER }) },
);

const { LEAK_RUNS = '60', LEAK_SEED } = process.env;
const LONG_MS = 3_600_000;

test(
  'no row is sent that the client may not see at that version',
  async () => {
    const options = LEAK_SEED === undefined ? {} : { seed: Number(LEAK_SEED) };
    await fc.assert(
      fc.asyncProperty(
        fc.array(ACTION, { minLength: 10, maxLength: 70, size: 'max' }),
        fc.nat(),
        async (actions, seed) => {
          counts.runs++;
          const world = new World(new Secrets(seed), seed % 2 === 0 ? 64 : 1_048_576);
          world.fill();
          await world.join(1, 2);
          for (const action of actions) {
            if (action.kind === 'commit') world.commit(action.changes);
            else if (action.kind === 'step') await nextStep(world.clock);
            else if (action.kind === 'tick') world.clock.next();
            else if (action.kind === 'join') await world.join(action.team, action.level);
            else {
              const player = world.players[action.player % world.players.length] as Player;
              if (player.isEnded) continue;
              if (action.kind === 'subscribe') await player.subscribe(action);
              else if (action.kind === 'unsubscribe') await player.unsubscribe(action.choice);
              else if (action.kind === 'cut') player.cut();
              else if (action.kind === 'token') player.client?.setToken(`${player.entity}`);
              else if (action.kind === 'stall') player.stall(action.isStalled);
            }
            await settle();
          }
          world.server.close();
        },
      ),
      { ...options, numRuns: Number(LEAK_RUNS), interruptAfterTimeLimit: LEAK_RUNS === '60' ? 40_000 : LONG_MS },
    );
    console.log(`leaks: ${JSON.stringify(counts)}`);
    expect(Math.min(counts.rows, counts.secrets, counts.revocations)).toBeGreaterThan(100);
  },
  LONG_MS,
);
