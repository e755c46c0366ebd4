/** Opens the realm, and calls the systems. */

import { Database, type Entity } from '@ecsdb/runtime';
import { Player, realm } from './generated/index.js';
import { purses } from './report.js';
import { spawn } from './spawn.js';

export async function main(): Promise<number> {
  const db = Database.memory(realm);
  const ann: Entity = await db.write((tx) => spawn(tx, 'ann', 5));
  await db.update(ann, Player, { gold: 7 });
  return db.get(ann, Player).gold + purses(db);
}
