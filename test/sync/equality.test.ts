/** After each step, a client holds exactly what its channels contain at the version of the step. */

import { Database, type DynamicComponent, type Entity, type Transaction } from '@ecsdb/runtime';
import { connect, type Subscription, type SyncClient } from '@ecsdb/sync/client';
import { type Access, type AuthenticationRequest, SyncServer, view } from '@ecsdb/sync/server';
import { type TransportPair, transportPair } from '@ecsdb/sync/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { expectEqual } from '../runtime/model/compare.js';
import { schemaOfToml } from '../runtime/support/toml.js';
import { contentsOf, type Held, type HeldView, heldOf } from './support/expected.js';
import { ManualClock } from './support/manual-clock.js';

const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "team", type = "u8" }, { name = "x", type = "f32" }, { name = "y", type = "f32" }]
[tables.label]
fields = [{ name = "text", type = "string<12>", nullable = true }, { name = "size", type = "u16", indexed = true }]
[tables.hidden]
fields = [{ name = "secret", type = "u32" }]
[tables.mark]
`);
const TABLES = ['unit', 'label', 'hidden', 'mark'] as const;
type TableName = (typeof TABLES)[number];

const TEAMS = 3;

type ViewName = 'labels' | 'team' | 'marked';

function heldViewOf(name: ViewName, teams: readonly number[]): HeldView {
  if (name === 'labels') return { tables: ['label'], sorting: undefined };
  if (name === 'marked') return { tables: ['mark', 'label', 'unit'], sorting: { table: 'mark', holds: () => true } };
  const holds = (row: { readonly [field: string]: unknown }): boolean => teams.includes(row['team'] as number);
  return { tables: ['unit', 'mark'], sorting: { table: 'unit', holds } };
}

/** A client, what it has subscribed to, and the connection. */
class Player {
  readonly pair: TransportPair = transportPair();
  readonly subscriptions: Map<number, HeldView> = new Map();
  readonly #open: Map<number, Subscription> = new Map();
  client: SyncClient | undefined;
  #next = 0;

  async connect(server: SyncServer): Promise<void> {
    server.accept(this.pair.server);
    this.client = await connect(SCHEMA, { transport: this.pair.client, token: 'player' });
  }

  async subscribe(name: ViewName, teams: readonly number[], step: () => Promise<void>): Promise<void> {
    const subscribed = this.client?.subscribe(name, { teams });
    await step();
    const number = this.#next++;
    this.#open.set(number, (await subscribed) as Subscription);
    this.subscriptions.set(number, heldViewOf(name, teams));
  }

  async unsubscribe(choice: number, step: () => Promise<void>): Promise<void> {
    const numbers = [...this.#open.keys()];
    const number = numbers[choice % Math.max(numbers.length, 1)];
    if (number === undefined) return;
    this.#open.get(number)?.unsubscribe();
    this.#open.delete(number);
    this.subscriptions.delete(number);
    await step();
    await step();
  }
}

interface User {
  readonly name: string;
}

/** A server with its database, and what the database contained at each version. */
class World {
  readonly db = Database.memory(SCHEMA);
  readonly clock = new ManualClock();
  readonly players: Player[] = [];
  readonly #components = TABLES.map((name) => this.db.component(name));
  readonly #history: Map<number, Held> = new Map();
  readonly #entities: Entity[] = [];
  readonly server: SyncServer;

  constructor() {
    const [unit, label, mark] = ['unit', 'label', 'mark'].map((name) => this.db.component(name)) as [
      DynamicComponent,
      DynamicComponent,
      DynamicComponent,
    ];
    this.server = new SyncServer(this.db, {
      authenticate: ({ token }: AuthenticationRequest) => ({ name: token }),
      clock: this.clock,
      views: {
        labels: view({ tables: [label] }),
        team: view({
          tables: [unit, mark],
          by: [unit, (row) => row.get('team') as number],
          for: ({ params }: Access<User, { readonly teams: readonly number[] }>) => params.teams,
        }),
        marked: view({ tables: [mark, label, unit], by: [mark, () => 'marked'], for: () => ['marked'] }),
      },
    }) as SyncServer;
    this.#remember();
  }

  readonly step = async (): Promise<void> => {
    await settle();
    this.clock.advance(100);
    await settle();
  };

  commit(changes: readonly Change[]): void {
    this.db.writeSync((tx) => {
      for (const change of changes) this.#change(tx, change);
    });
    this.#remember();
  }

  expectSame(): void {
    for (const { client, subscriptions } of this.players) {
      if (client === undefined) continue;
      const contents = this.#history.get(client.db.version);
      expect(contents).toBeDefined();
      if (contents === undefined) continue;
      const components = TABLES.map((name) => client.db.component(name));
      const held = contentsOf(client.db, components);
      expectEqual(held, heldOf(contents, [...subscriptions.values()]));
      const alive = new Set([...held.values()].flatMap((rows) => [...rows.keys()]));
      for (const entity of alive) expect(client.db.isAlive(entity)).toBe(true);
    }
  }

  #change(tx: Transaction, { kind, entity: choice, table, team, x }: Change): void {
    const component = this.db.component(table);
    if (kind === 'create') {
      this.#entities.push(tx.create());
      return;
    }
    const entity = this.#entities[choice % Math.max(this.#entities.length, 1)];
    if (entity === undefined || !tx.isAlive(entity)) return;
    if (kind === 'destroy') tx.destroy(entity);
    else if (kind === 'put') tx.put(entity, component, dataOf(table, team, x));
    else if (kind === 'delete' && tx.has(entity, component)) tx.delete(entity, component);
    else if (kind === 'update' && tx.has(entity, component)) tx.update(entity, component, partOf(table, team, x));
  }

  #remember(): void {
    this.#history.set(this.db.version, contentsOf(this.db, this.#components));
  }
}

type Data = { readonly [field: string]: number | string | null };

interface Change {
  readonly kind: 'create' | 'destroy' | 'put' | 'update' | 'delete';
  readonly entity: number;
  readonly table: TableName;
  readonly team: number;
  readonly x: number;
}

function dataOf(table: TableName, team: number, x: number): Data {
  if (table === 'unit') return { team, x, y: -x };
  if (table === 'label') return { text: x % 2 === 0 ? `name ${x}` : null, size: x };
  return table === 'hidden' ? { secret: x } : {};
}

function partOf(table: TableName, team: number, x: number): Data {
  if (table === 'unit') return x % 3 === 0 ? { team } : { x };
  return table === 'label' ? { size: x } : dataOf(table, team, x);
}

/** Lets frames arrive. */
async function settle(): Promise<void> {
  for (let i = 0; i < 12; i++) await Promise.resolve();
}

const CHANGE: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('create', 'create', 'put', 'put', 'put', 'update', 'update', 'delete', 'destroy'),
  entity: fc.nat(40),
  table: fc.constantFrom(...TABLES),
  team: fc.nat(TEAMS - 1),
  x: fc.nat(100),
});
const TEAM_LIST = fc.uniqueArray(fc.nat(TEAMS), { maxLength: TEAMS });
const ACTION = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(CHANGE, { maxLength: 12 }).map((changes) => ({ kind: 'commit', changes }) as const),
  },
  { weight: 5, arbitrary: fc.constant({ kind: 'step' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'join' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('subscribe' as const),
      player: fc.nat(3),
      view: fc.constantFrom<ViewName>('labels', 'team', 'marked'),
      teams: TEAM_LIST,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('unsubscribe' as const), player: fc.nat(3), choice: fc.nat(9) }),
  },
);

test('random transactions, clients and subscriptions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(ACTION, { minLength: 5, maxLength: 60, size: 'max' }), async (actions) => {
      const world = new World();
      const { players, server, step } = world;
      for (const action of actions) {
        if (action.kind === 'commit') world.commit(action.changes);
        else if (action.kind === 'step') await step();
        else if (action.kind === 'join') {
          const player = new Player();
          await player.connect(server);
          players.push(player);
        } else {
          const player = players[action.player % Math.max(players.length, 1)];
          if (action.kind === 'subscribe') await player?.subscribe(action.view, action.teams, step);
          else await player?.unsubscribe(action.choice, step);
        }
        world.expectSame();
      }
      server.close();
    }),
    { numRuns: 100, interruptAfterTimeLimit: 40_000 },
  );
});
