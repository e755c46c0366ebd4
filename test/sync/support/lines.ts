/** A server and clients over pairs of connections that a test cuts, on a clock that a test moves. */

import type { Schema } from '@ecsdb/runtime';
import { type ConnectOptions, connect, type SyncClient } from '@ecsdb/sync/client';
import type { SyncServer } from '@ecsdb/sync/server';
import { type Transport, type TransportPair, transportPair } from '@ecsdb/sync/testing';
import type { ManualClock } from './manual-clock.js';

/** What a client calls to connect. */
export class Line {
  /** Each connection, the newest last. */
  readonly pairs: TransportPair[] = [];
  /** No server can be reached while it is undefined. */
  server: SyncServer | undefined;

  constructor(server: SyncServer) {
    this.server = server;
  }

  readonly open = async (): Promise<Transport> => {
    if (this.server === undefined) throw new Error('no server can be reached');
    const pair = transportPair();
    this.pairs.push(pair);
    this.server.accept(pair.server);
    return pair.client;
  };

  get pair(): TransportPair {
    return this.pairs.at(-1) as TransportPair;
  }

  connect(schema: Schema, clock: ManualClock, options: Partial<ConnectOptions> = {}): Promise<SyncClient> {
    return connect(schema, { transport: this.open, clock, ...options });
  }
}

/** Lets frames arrive. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 60; i++) await Promise.resolve();
}

/** Moves the clock in small steps, and lets frames arrive after each. */
export async function pass(clock: ManualClock, ms: number): Promise<void> {
  await settle();
  for (let passed = 0; passed < ms; passed += 100) {
    clock.advance(Math.min(100, ms - passed));
    await settle();
  }
}
