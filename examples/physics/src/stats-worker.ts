/**
 * Computes statistics of pinned versions, and compares them with the sums that the simulation recorded in the same
 * version.
 */

import assert from 'node:assert/strict';
import type { AttachedDatabase, PinnedVersion } from '@ecsdb/runtime/threads';
import { workBesideSimulation } from './attached.js';
import { Step } from './generated/index.js';
import type { StatsReport } from './protocol.js';
import { BODIES } from './rules.js';
import { statisticsOf } from './statistics.js';

let pinnedVersions = 0;
let versions = 0;
let lastVersion = 0;
let lastStep = 0;
let last: StatsReport['last'];

await workBesideSimulation(look, (elapsedMs): StatsReport => ({ pinnedVersions, versions, elapsedMs, last }));

function look(db: AttachedDatabase): boolean {
  const version = db.pinVersion(check);
  pinnedVersions++;
  const isNew = version !== lastVersion;
  if (isNew) versions++;
  lastVersion = version;
  return isNew;
}

/**
 * Bodies and the row of `step` are of one version, whatever the simulation does. All sums are equal to the last bit.
 */
function check(view: PinnedVersion): number {
  const { version } = view;
  assert.ok(version >= lastVersion, `version ${version} came after ${lastVersion}`);
  last = statisticsOf(view);
  assert.equal(last.count, BODIES, `bodies in version ${version}`);
  for (const [step] of view.query(Step)) {
    assert.ok(step.number >= lastStep, `step ${step.number} came after ${lastStep}`);
    assert.equal(last.mass, step.mass, `mass in version ${version}`);
    assert.equal(last.momentum.x, step.momentumX, `momentum along x in version ${version}`);
    assert.equal(last.momentum.y, step.momentumY, `momentum along y in version ${version}`);
    lastStep = step.number;
  }
  return version;
}
