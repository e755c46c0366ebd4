/** A server of moving units, and clients whose frames are noted and can be changed on their way. */

import { Database, type DynamicComponent, type Entity } from '@ecsdb/runtime';
import { type ConnectOptions, connect, type SyncClient } from '@ecsdb/sync/client';
import { SyncServer, type SyncServerOptions, view } from '@ecsdb/sync/server';
import { type Transport, type TransportPair, transportPair } from '@ecsdb/sync/testing';
import { schemaOfToml } from '../../runtime/support/toml.js';
import { pass, settle } from './lines.js';
import { ManualClock } from './manual-clock.js';

export const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "x", type = "f32" }, { name = "y", type = "f32" }, { name = "z", type = "f32" }]
`);

/** A client, and its newest connection. */
export class Member {
  client: SyncClient | undefined;
  pair: TransportPair = transportPair();
  /** Frames that have arrived. */
  readonly received: Uint8Array[] = [];
  /** Frames that were sent. */
  readonly sent: Uint8Array[] = [];
  /** Changes a frame on its way to the client. */
  distort: (frame: Uint8Array) => Uint8Array = (frame) => frame;

  /** False while its network is down. */
  isReachable = true;

  dial(server: SyncServer<string> | undefined): Transport {
    if (server === undefined || !this.isReachable) throw new Error('no server can be reached');
    this.pair = transportPair();
    server.accept(this.pair.server);
    const { client } = this.pair;
    return {
      get pendingBytes() {
        return client.pendingBytes;
      },
      send: (frame) => {
        this.sent.push(frame);
        client.send(frame);
      },
      close: (code, reason) => client.close(code, reason),
      listen: ({ message, closed }) =>
        client.listen({
          message: (bytes) => {
            this.received.push(bytes.slice());
            message(this.distort(bytes));
          },
          closed,
        }),
    };
  }

  /** The frames of a type that have arrived. */
  framesOf(type: number): Uint8Array[] {
    return this.received.filter(([first]) => first === type);
  }
}

export class Crowd {
  readonly clock = new ManualClock();
  readonly db = Database.memory(SCHEMA);
  readonly unit: DynamicComponent = this.db.component('unit');
  readonly server: SyncServer<string>;
  readonly #units: Entity[] = [];

  constructor(
    units: number,
    options: Partial<SyncServerOptions<string>> = {},
    views: (unit: DynamicComponent) => SyncServerOptions<string>['views'] = (unit) => ({
      units: view({ tables: [unit] }),
    }),
  ) {
    this.db.writeSync((tx) => {
      for (let i = 0; i < units; i++) {
        const entity = tx.create();
        this.#units.push(entity);
        tx.insert(entity, this.unit, { x: i, y: 0, z: 0 });
      }
    });
    this.server = new SyncServer<string>(this.db, {
      authenticate: () => 'anyone',
      clock: this.clock,
      views: views(this.unit),
      ...options,
    });
  }

  async join(options: Partial<ConnectOptions> = {}, name = 'units'): Promise<Member> {
    const member = new Member();
    const transport = (): Transport => member.dial(this.server);
    member.client = await connect(SCHEMA, { transport, clock: this.clock, ...options });
    const subscribed = member.client.subscribe(name);
    await pass(this.clock, 2000);
    await subscribed;
    return member;
  }

  /** Moves `count` units from number `first` on. */
  move(count: number, to: number, first = 0): void {
    this.db.writeSync((tx) => {
      for (let i = first; i < first + count; i++) {
        const entity = this.#units[i % this.#units.length];
        if (entity !== undefined) tx.update(entity, this.unit, { x: to, y: to, z: to });
      }
    });
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settle();
  }

  isSame({ client }: Member): boolean {
    return client !== undefined && textOf(client.db) === textOf(this.db);
  }
}

/** All rows, by entity. */
export function textOf(db: Database): string {
  const rows: [Entity, string][] = [];
  db.query(db.component('unit')).forEach((row, entity) => {
    rows.push([entity, JSON.stringify(row.toObject())]);
  });
  return JSON.stringify(rows.sort(([a], [b]) => a - b));
}
