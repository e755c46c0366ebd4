import { connect } from '@ecsdb/sync/client';
import { Body, sync as schema } from '#generated/sync/index.js';

export async function connectClient({ port, entities }) {
  const client = await connect(schema, { url: `ws://localhost:${port}`, hz: 20 });
  await client.subscribe('bodies');
  return { has: (expected) => entities.every((entity, i) => client.db.get(entity, Body).position.x === expected[i]) };
}
