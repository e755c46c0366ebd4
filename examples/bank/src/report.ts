/** Prints what happened, and what the database says of itself. */

import type { Bank } from './bank.js';

export interface Summary {
  readonly accepted: number;
  readonly rejected: number;
  readonly elapsedMs: number;
}

export function report({ db }: Bank, { accepted, rejected, elapsedMs }: Summary): void {
  const { version, tables, commitLatency } = db.stats();
  const rows = [
    ...tables.map(({ name, rows }): [string, number] => [name, rows]),
    ['transfers accepted', accepted],
    ['transfers rejected', rejected],
    ['version', version],
    ['transfers per second', Math.round(((accepted + rejected) / elapsedMs) * 1000)],
    ['commit p50, us', Math.round(commitLatency.p50Ms * 1000)],
    ['commit p99, us', Math.round(commitLatency.p99Ms * 1000)],
  ] as const;
  for (const [name, value] of rows) console.log(`${name.padEnd(24)}${value.toLocaleString('en').padStart(12)}`);
  console.log();
}
