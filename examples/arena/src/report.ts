/** Prints what was found in the directory, the result of the game, and the statistics of the database. */

import { Progress } from './generated/index.js';
import { OFFERS_PER_TICK, TICKS, TICKS_PER_SECOND } from './rules.js';
import type { World } from './world.js';

/** What was in the directory when it was opened. */
export function reportFound({ db, game }: World): void {
  const { seed, tick } = db.get(game, Progress);
  const { recovery } = db;
  if (recovery !== undefined) {
    const { wasClosed, version, durationMs, dropped } = recovery;
    const end = wasClosed ? 'was closed' : 'was killed';
    const torn = dropped === null ? 'nothing was torn' : `${dropped.bytes} torn bytes were set aside`;
    console.log(`The arena ${end}. Version ${version} is back after ${durationMs.toFixed(0)} ms; ${torn}.`);
  }
  console.log(
    tick === 0 ? `A new game begins, with seed ${seed}.` : `The game of seed ${seed} continues after tick ${tick}.`,
  );
}

/** Prints the progress once per simulated second. A tick that is printed is on the device. */
export function reportTick(ticks: number): void {
  if (ticks % TICKS_PER_SECOND === 0) console.log(`tick ${ticks} of ${TICKS}`);
}

/** The ticks that this process has played, and the time they took. */
export interface Played {
  readonly ticks: number;
  readonly elapsedMs: number;
}

export function report({ db, game }: World, { ticks, elapsedMs }: Played): void {
  const { entities, version, tables, registry, commitLatency } = db.stats();
  const { traded, result } = db.get(game, Progress);
  const ticksPerSecond = (ticks / elapsedMs) * 1000;

  printTable([
    ['table', 'rows', 'KiB used', 'KiB reserved'],
    ...tables.map(({ name, rows, bytesUsed, bytesReserved }) => [
      name,
      String(rows),
      kibibytes(bytesUsed),
      kibibytes(bytesReserved),
    ]),
    ['(entities)', String(entities), kibibytes(registry.bytesUsed), kibibytes(registry.bytesReserved)],
  ]);
  printTable([
    ['game', ''],
    ['ticks', String(TICKS)],
    ['simulated seconds', (TICKS / TICKS_PER_SECOND).toFixed(1)],
    ['transactions published', String(version)],
    ['trades, rejected', `${traded}, ${TICKS * OFFERS_PER_TICK - traded}`],
    ['ticks per second', ticksPerSecond.toFixed(0)],
    ['times real time', (ticksPerSecond / TICKS_PER_SECOND).toFixed(1)],
    ['commit p50, p99, in ms', `${commitLatency.p50Ms.toFixed(3)}, ${commitLatency.p99Ms.toFixed(3)}`],
    ['checksum', result],
  ]);
}

/** The first column is aligned left, the others right. */
function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))),
  );
  const [heading, ...body] = lines.map((cells) => cells.join('  ').trimEnd());
  console.log([heading, '-'.repeat(heading?.length ?? 0), ...body, ''].join('\n'));
}

function kibibytes(bytes: number): string {
  return (bytes / 1024).toFixed(0);
}
