/** What is compressed: the arena after its game, and rows of random bytes. Both about 20 MB. */

import { randomFillSync } from 'node:crypto';
import { Database } from '@ecsdb/runtime';
import { dump, load } from '@ecsdb/runtime/dump';
import { Noise, compression as noiseSchema } from '#generated/compression/index.js';

/** One arena has a megabyte. */
const ARENAS = 20;
const NOISE_ROWS = 280_000;
const ROWS_PER_TRANSACTION = 10_000;

/** The rows of a game that was played to its end, `ARENAS` times. */
async function fillArena(db) {
  const { play } = await import('../../../examples/arena/dist/game.js');
  const { beginGame } = await import('../../../examples/arena/dist/world.js');
  const { arena } = await import('../../../examples/arena/dist/generated/index.js');
  const game = Database.memory(arena);
  await play(await beginGame(game, 20));
  const lines = [...dump(game)];
  for (let copy = 0; copy < ARENAS; copy++) await load(db, lines, { ids: 'new', clearDangling: true });
}

async function fillNoise(db) {
  const bytes = new Uint8Array(64);
  for (let row = 0; row < NOISE_ROWS; row += ROWS_PER_TRANSACTION) {
    await db.write((tx) => {
      for (let i = 0; i < ROWS_PER_TRANSACTION; i++) tx.insert(tx.create(), Noise, { bytes: randomFillSync(bytes) });
    });
  }
}

export const arenaWorld = {
  schema: async () => (await import('../../../examples/arena/dist/generated/index.js')).arena,
  fill: fillArena,
};

export const randomWorld = { schema: async () => noiseSchema, fill: fillNoise };
