/**
 * Plays the game that is kept in a directory to its end, or a new one if that is over; a game that was interrupted, by `kill -9` too, goes
 * on where it was. Proves that it went by the rules and came out as in memory, without interruption.
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

// The same game in memory. Two databases in one process, and nothing shared between them.
const memory = Database.memory(arena);
const rehearsal = await beginGame(memory, seed);
await play(rehearsal);

audit(world);
const result = fingerprint(db);
assert.equal(result, fingerprint(memory), 'the same seed must give the same game');
await db.update(world.game, Progress, { result });
report(world, { ticks: TICKS - tick, elapsedMs });
auditRollback(world);
console.log('Everybody is in bounds, all gold and items are accounted for, and a failed trade left no trace.');
console.log('The same game, played in memory without interruption, came out the same.');

await memory.close();
// The next start loads the snapshot, and has nothing of this game to replay.
await db.checkpoint();
await db.close();
