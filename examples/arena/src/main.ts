/**
 * Plays the game in a directory to its end, or a new one if that is over. An interrupted game continues where it was,
 * also after `kill -9`. Proves that the game followed the rules, and that its result is that of the same game in
 * memory.
 */

import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { Database } from '@ecsdb/runtime';
import { audit, auditRollback, fingerprint } from './audit.js';
import { play } from './game.js';
import { arena, Progress } from './generated/index.js';
import { report, reportFound, reportTick } from './report.js';
import { FIRST_SEED, TICKS } from './rules.js';
import { beginGame, runningGame } from './world.js';

const directory = process.argv[2] ?? 'data';
const db = await Database.open(arena, { directory });
const [last] = Array.from(db.query(Progress), ([progress]) => progress.toObject());
const nextSeed = last === undefined ? FIRST_SEED : last.seed + 1;
const world = runningGame(db) ?? (await beginGame(db, nextSeed));
reportFound(world);

const { seed, tick } = db.get(world.game, Progress);
const start = performance.now();
await play(world, reportTick);
const elapsedMs = performance.now() - start;

// The same game in memory: a second database in the same process, which shares nothing with the first.
const memory = Database.memory(arena);
const rehearsal = await beginGame(memory, seed);
await play(rehearsal);

audit(world);
const result = fingerprint(db);
assert.equal(result, fingerprint(memory), 'the same seed must give the same result');
await db.update(world.game, Progress, { result });
report(world, { ticks: TICKS - tick, elapsedMs });
auditRollback(world);
console.log('All players are in bounds, all gold and items are accounted for, and a failed trade left no trace.');
console.log('The same game, played in memory without interruption, has the same result.');

await memory.close();
// With a snapshot, the next start has no log of this game to replay.
await db.checkpoint();
await db.close();
