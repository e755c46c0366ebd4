/**
 * Whatever one end receives, it closes the connection with a code of the protocol or goes on. Nothing else is thrown,
 * memory is not allocated because a length says so, other clients are not affected, and afterwards the client gets the
 * right state from another server.
 */

import { Database } from '@ecsdb/runtime';
import { connect, type SyncClient } from '@ecsdb/sync/client';
import { SyncServer, view } from '@ecsdb/sync/server';
import { type Transport, transportPair } from '@ecsdb/sync/testing';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { schemaOfToml } from '../runtime/support/toml.js';
import { CORRUPTION, type Corruption, corrupting } from './support/corrupt.js';
import { contentsOf } from './support/expected.js';
import { pass } from './support/lines.js';
import { ManualClock } from './support/manual-clock.js';

const SCHEMA = schemaOfToml(`
[tables.unit]
fields = [{ name = "x", type = "f32" }, { name = "team", type = "u8" }]
[tables.label]
fields = [{ name = "text", type = "string<12>", nullable = true }]
`);
const TABLES = ['unit', 'label'] as const;
const CODES = [1000, 1001, 1006, 1009, 4400, 4401, 4403, 4406, 4408, 4409, 4410, 4429];
const MEMORY_BYTES_MAX = 64 * 2 ** 20;

type Direction = 'to the server' | 'to the client';

interface Attack {
  readonly direction: Direction;
  /** The frame that is corrupted. */
  readonly number: number;
  readonly corruption: Corruption;
  /** The connection breaks after some rounds, so that it is resumed. */
  readonly cutAfter: number;
  /** Content above it is sent in slices. */
  readonly stateBytes: number;
}

class World {
  readonly clock = new ManualClock();
  readonly db = Database.memory(SCHEMA);
  readonly errors: unknown[] = [];
  readonly codes: number[] = [];
  server: SyncServer;
  readonly #attack: Attack;
  #frames = 0;
  #cut: () => void = () => undefined;
  #isOver = false;

  constructor(attack: Attack) {
    this.#attack = attack;
    this.server = this.serve();
    this.change(0);
  }

  serve(): SyncServer {
    const unit = this.db.component('unit');
    const label = this.db.component('label');
    return new SyncServer<unknown>(this.db, {
      authenticate: () => ({}),
      clock: this.clock,
      limits: { stateBytes: this.#attack.stateBytes },
      onError: (error) => this.errors.push(error),
      views: {
        all: view({ tables: [unit, label] }),
        team: view({ tables: [unit], by: [unit, (row) => row.get('team') as number], for: () => [0, 1] }),
      },
    });
  }

  change(round: number): void {
    this.db.writeSync((tx) => {
      for (let i = 0; i < 3; i++) {
        const entity = tx.create();
        tx.put(entity, this.db.component('unit'), { x: round, team: (round + i) % 3 });
        tx.put(entity, this.db.component('label'), { text: i === 0 ? null : `unit ${round}` });
      }
    });
    const unit = this.db.component('unit');
    const [first, second] = contentsOf(this.db, [unit]).get('unit')?.keys() ?? [];
    this.db.writeSync((tx) => {
      if (first !== undefined && round % 2 === 1) tx.destroy(first);
      if (second !== undefined) tx.update(second, unit, { x: round, team: round % 3 });
    });
  }

  /** A client with the corrupt connection; from the end of the attack on, with a good one. */
  connect(): Promise<SyncClient> {
    return connect(SCHEMA, { clock: this.clock, transport: () => this.#open(!this.#isOver) });
  }

  connectGood(): Promise<SyncClient> {
    return connect(SCHEMA, { clock: this.clock, transport: () => this.#open(false) });
  }

  cut(): void {
    this.#cut();
  }

  /** Another server of the same database, from which clients get everything again. */
  endAttack(): void {
    this.#isOver = true;
    const before = this.server;
    this.server = this.serve();
    before.close();
  }

  #open(isCorrupt: boolean): Transport {
    const pair = transportPair();
    const { direction, number, corruption } = this.#attack;
    if (!isCorrupt) {
      this.server.accept(pair.server);
      return pair.client;
    }
    this.#cut = () => pair.cut();
    const from = number - this.#frames;
    const counting = (transport: Transport): Transport => ({
      listen: ({ message, closed }) =>
        transport.listen({
          message,
          closed: (code, reason) => {
            this.codes.push(code);
            closed(code, reason);
          },
        }),
      get pendingBytes() {
        return transport.pendingBytes;
      },
      close: (code, reason) => transport.close(code, reason),
      send: (frame) => {
        this.#frames++;
        transport.send(frame);
      },
    });
    if (direction === 'to the server') {
      this.server.accept(pair.server);
      return counting(corrupting(pair.client, from, corruption));
    }
    this.server.accept(counting(corrupting(pair.server, from, corruption)));
    return pair.client;
  }
}

function contents(db: Database): unknown {
  const components = TABLES.map((name) => db.component(name));
  return [...contentsOf(db, components)].map(([table, rows]) => [table, [...rows]]);
}

async function survives(attack: Attack): Promise<void> {
  const memoryBefore = process.memoryUsage().arrayBuffers;
  const world = new World(attack);
  const { clock, db } = world;
  const other = await world.connectGood();
  void other.subscribe('all');
  let client: SyncClient | undefined;
  let isRefused = false;
  let isVisible = false;
  const subscribe = (name: string): void => {
    client?.subscribe(name).then(
      () => (isVisible = true),
      () => undefined,
    );
  };
  world.connect().then(
    (connected) => {
      client = connected;
      subscribe('all');
      subscribe('team');
    },
    () => (isRefused = true),
  );
  for (let round = 1; round <= 6; round++) {
    world.change(round);
    await pass(clock, 100);
    if (round === attack.cutAfter) world.cut();
    if (client !== undefined) contents(client.db);
  }
  expect(contents(other.db)).toEqual(contents(db));
  expect(process.memoryUsage().arrayBuffers - memoryBefore).toBeLessThan(MEMORY_BYTES_MAX);
  expect(world.errors).toEqual([]);
  expect(world.codes.filter((code) => !CODES.includes(code))).toEqual([]);
  world.endAttack();
  isVisible = false;
  // Longer than any wait before the next attempt, or for a connection that is silent.
  for (let i = 0; i < 20 && !isVisible && !isRefused && client?.status.isEnded !== true; i++) {
    clock.advance(5000);
    await pass(clock, 100);
    if (client?.status.state === 'live') subscribe('all');
    await pass(clock, 200);
  }
  const isEnded = isRefused || client?.status.isEnded === true;
  expect(isVisible || isEnded).toBe(true);
  if (isVisible) expect(contents(client?.db ?? db)).toEqual(contents(db));
  client?.close();
  other.close();
  world.server.close();
}

const ATTACK = (direction: Direction): fc.Arbitrary<Attack> =>
  fc.record({
    direction: fc.constant(direction),
    number: fc.nat(direction === 'to the server' ? 9 : 14),
    corruption: CORRUPTION,
    cutAfter: fc.integer({ min: 2, max: 12 }),
    stateBytes: fc.constantFrom(20, 1_000_000),
  });

describe.each<Direction>(['to the server', 'to the client'])('a frame %s', (direction) => {
  test('that is corrupt', async () => {
    await fc.assert(fc.asyncProperty(ATTACK(direction), survives), { numRuns: 300, interruptAfterTimeLimit: 20_000 });
  });
});
