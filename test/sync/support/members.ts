/** Clients in the same process, and time for their frames. */

import type { Schema } from '@ecsdb/runtime';
import { connect, type SyncClient } from '@ecsdb/sync/client';
import type { SyncServer } from '@ecsdb/sync/server';
import { transportPair } from '@ecsdb/sync/testing';
import type { ManualClock } from './manual-clock.js';

export function joined(server: Pick<SyncServer, 'accept'>, schema: Schema, token = ''): Promise<SyncClient> {
  const pair = transportPair();
  server.accept(pair.server);
  return connect(schema, { transport: pair.client, token });
}

/** Lets frames arrive. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 12; i++) await Promise.resolve();
}

/** Lets frames arrive, then a step. Resolves with what waited for it. */
export async function nextStep<Result>(clock: ManualClock, waiting?: Promise<Result>): Promise<Result | undefined> {
  await settle();
  clock.advance(100);
  await settle();
  return waiting;
}
