/** Checks of the result. */

import assert from 'node:assert/strict';
import { Body, Impulse, Step } from './generated/index.js';
import type { GridReport, StatsReport } from './protocol.js';
import { BODIES } from './rules.js';
import type { Simulation } from './simulation.js';
import type { World } from './world.js';

/** Throws if anything was lost, invented or counted twice. */
export function audit(world: World, simulation: Simulation, stats: StatsReport, grid: GridReport): void {
  const { db, mass } = world;
  const { steps, impulses } = simulation;
  const last = db.get(world.simulation, Step);
  assert.equal(db.count(Body), BODIES, 'no body is created or lost');
  assert.equal(last.mass, mass, 'the mass of all bodies does not change');
  assert.equal(stats.last.mass, mass, 'another thread has read the same mass');
  assert.equal(last.number, steps, 'each step was done once');
  assert.equal(db.count(Impulse), 0, 'no impulse is left');
  assert.deepEqual(impulses, grid.impulses, 'each impulse that was acknowledged was applied exactly once');
  assert.ok(impulses.count > 0, 'some bodies must have been pushed');
  assert.equal(db.version, 1 + steps + grid.transactions, 'one version for the start, each step and each transaction');
  assert.ok(stats.pinnedVersions > 0 && grid.pinnedVersions > 0, 'both threads must have pinned versions');
  assert.equal(db.stats().threads.lost, 0, 'both threads must have closed their access');
}
