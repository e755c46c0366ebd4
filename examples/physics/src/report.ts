/** Prints the figures. */

import type { ThreadsStats } from '@ecsdb/runtime';
import type { GridReport, Looks, StatsReport } from './protocol.js';
import type { Simulation } from './simulation.js';
import type { World } from './world.js';

/** The attached threads, as the database sees them at this moment. */
export function reportThreads({ attached, lost }: ThreadsStats): void {
  for (const { thread, isReading, bytesWaiting } of attached) {
    const activity = isReading ? 'holds a pinned version' : 'holds no pinned version';
    console.log(`Thread ${thread} is attached, ${activity}, and has ${bytesWaiting} bytes of pending transactions.`);
  }
  console.log(`${lost} threads were lost.\n`);
}

export function report(
  { db }: World,
  { commitsMs, arithmeticMs, impulses }: Simulation,
  stepsPerSecond: number,
  stats: StatsReport,
  grid: GridReport,
): void {
  print([
    ['steps per second', stepsPerSecond.toFixed(1)],
    ['commit p50, ms', percentile(commitsMs, 50).toFixed(2)],
    ['commit p99, ms', percentile(commitsMs, 99).toFixed(2)],
    ['of it, arithmetic p50, ms', percentile(arithmeticMs, 50).toFixed(2)],
    ['versions', count(db.version)],
  ]);
  console.log('\nstatistics, in a worker thread');
  print([
    ['pinned versions per second', perSecond(stats)],
    ['pinned versions, consistent', count(stats.pinnedVersions)],
    ['different versions', count(stats.versions)],
    ['kinetic energy, MJ', (stats.last.kineticEnergy / 1e6).toFixed(1)],
    ['top speed, m/s', stats.last.topSpeed.toFixed(1)],
    ['centre of mass, m', `${stats.last.centre.x.toFixed(1)}, ${stats.last.centre.y.toFixed(1)}`],
  ]);
  console.log('\ngrid, in another worker thread');
  print([
    ['pinned versions per second', perSecond(grid)],
    ['most bodies in a cell', count(grid.crowd)],
    ['transactions', count(grid.transactions)],
    ['impulses applied', count(impulses.count)],
    ['round trip p50, ms', percentile(grid.roundTripsMs, 50).toFixed(2)],
    ['round trip p99, ms', percentile(grid.roundTripsMs, 99).toFixed(2)],
  ]);
  console.log();
}

function print(rows: readonly (readonly [string, string])[]): void {
  for (const [name, value] of rows) console.log(`${name.padEnd(28)}${value.padStart(16)}`);
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function perSecond({ pinnedVersions, elapsedMs }: Looks): string {
  return ((pinnedVersions / elapsedMs) * 1000).toFixed(0);
}

/** 0 when there are none. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
}
