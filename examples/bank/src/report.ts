/** Prints what was found in the directory, what happened, and the statistics of the database. */

import type { Acknowledgement } from './acknowledgements.js';
import { type Bank, daysOver, nextTransfer } from './bank.js';
import { TRANSFERS_PER_DAY } from './rules.js';

export interface Summary {
  readonly accepted: number;
  readonly rejected: number;
  readonly elapsedMs: number;
}

/** What was in the directory when it was opened. */
export function reportFound(bank: Bank, acknowledged: readonly Acknowledgement[]): void {
  const { recovery } = bank.db;
  if (recovery === undefined) {
    console.log('A new bank.');
    return;
  }
  const { wasClosed, version, durationMs, transactions, dropped } = recovery;
  const end = wasClosed ? 'was closed' : 'was killed';
  const torn = dropped === null ? 'nothing was torn' : `${dropped.bytes} torn bytes were set aside`;
  console.log(
    `The bank ${end}. Version ${version} is back after ${durationMs.toFixed(0)} ms, with ${transactions} ` +
      `transactions from the log; ${torn}.`,
  );
  const last = acknowledged.reduce((highest, promised) => Math.max(highest, promised.version), 0);
  console.log(`All ${acknowledged.length} acknowledged transfers are there, the last with version ${last}.`);
  console.log(`Day ${daysOver(bank)} continues with transfer ${nextTransfer(bank) % TRANSFERS_PER_DAY}.\n`);
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
