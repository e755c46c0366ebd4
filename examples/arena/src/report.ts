/** Prints what a game did, and what its database says of itself. */

import type { Game } from './game.js';
import { TICKS, TICKS_PER_SECOND } from './rules.js';

export function report({ world: { db }, traded, rejected, elapsedMs }: Game, checksum: string): void {
  const { entities, version, tables, registry, commitLatency } = db.stats();
  const ticksPerSecond = (TICKS / elapsedMs) * 1000;

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
    ['trades, rejected', `${traded}, ${rejected}`],
    ['ticks per second', ticksPerSecond.toFixed(0)],
    ['times real time', (ticksPerSecond / TICKS_PER_SECOND).toFixed(1)],
    ['commit p50, p99, in ms', `${commitLatency.p50Ms.toFixed(3)}, ${commitLatency.p99Ms.toFixed(3)}`],
    ['checksum', checksum],
  ]);
}

/** Names to the left, figures to the right. */
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
