/**
 * 100,000 bodies at 60 steps per second. This thread moves them. A second thread computes statistics of pinned
 * versions. A third thread looks for crowds and pushes bodies apart. Nothing is copied between them, and at the end,
 * everything is counted.
 */

import assert from 'node:assert/strict';
import { share } from '@ecsdb/runtime/threads';
import { Assistant } from './assistant.js';
import { audit } from './audit.js';
import type { GridReport, StatsReport } from './protocol.js';
import { report, reportThreads } from './report.js';
import { BODIES, STEPS } from './rules.js';
import { Simulation } from './simulation.js';
import { createWorld } from './world.js';

const steps = Number(process.argv[2] ?? STEPS);
assert.ok(
  Number.isInteger(steps) && steps > 0,
  `usage: node dist/main.js [STEPS]; ${process.argv[2]} is not a number of steps`,
);

const world = createWorld();
const handle = share(world.db);
const [statistics, crowds] = await Promise.all([
  Assistant.start<StatsReport>(new URL('./stats-worker.js', import.meta.url), handle),
  Assistant.start<GridReport>(new URL('./grid-worker.js', import.meta.url), handle),
]);

const simulation = new Simulation(world);
console.log(`${BODIES.toLocaleString('en')} bodies, ${steps} steps.\n`);
const elapsedMs = await simulation.run(steps);
const { threads } = world.db.stats();
assert.equal(threads.attached.length, 2, 'both threads must be attached');
reportThreads(threads);

const [stats, grid] = await Promise.all([statistics.finish(), crowds.finish()]);
// Applies the impulses that arrived after the last step.
await simulation.step();

audit(world, simulation, stats, grid);
report(world, simulation, (steps / elapsedMs) * 1000, stats, grid);
console.log('Every pinned version was consistent, and every impulse was applied exactly once.');
await world.db.close();
