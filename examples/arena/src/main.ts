/** Plays one game twice, proves that both went by the rules and came out the same, and prints the figures. */

import assert from 'node:assert/strict';
import { audit, auditRollback, fingerprint } from './audit.js';
import { play } from './game.js';
import { report } from './report.js';

const SEED = 20;

// Two databases in one process, and nothing shared between them.
const rehearsal = await play(SEED);
const game = await play(SEED);

const checksum = fingerprint(game.world.db);
assert.equal(checksum, fingerprint(rehearsal.world.db), 'the same seed must give the same game');
assert.ok(game.traded > 0 && game.rejected > 0, 'some trades must succeed, and some must not');
audit(game.world);
report(game, checksum);
auditRollback(game.world);
console.log('Everybody is in bounds, all gold and items are accounted for, and a failed trade left no trace.');

await rehearsal.world.db.close();
await game.world.db.close();
