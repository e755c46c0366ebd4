/**
 * One day of the bank in a directory: thousands of transfers, checked against a ledger. A day that was interrupted,
 * also by `kill -9`, continues where it was.
 */

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Acknowledgements } from './acknowledgements.js';
import { auditBooks, auditPromises, TILL, VAULT } from './audit.js';
import { closeDay, daysOver, nextTransfer, openBank } from './bank.js';
import { transfersOf } from './plan.js';
import { report, reportFound } from './report.js';
import { AT_ONCE } from './rules.js';
import { transferAll } from './transfers.js';

const directory = process.argv[2] ?? 'data';
mkdirSync(directory, { recursive: true });
const bank = await openBank(join(directory, 'bank'));
const acknowledgements = new Acknowledgements(join(directory, 'acknowledged.txt'));
const { db } = bank;

auditPromises(bank, acknowledgements.earlier);
const ledger = auditBooks(bank);
reportFound(bank, acknowledgements.earlier);

const next = nextTransfer(bank);
const planned = transfersOf(daysOver(bank)).filter(({ number }) => number >= next);
const acceptedBefore = ledger.accepted;
const start = performance.now();
for (let done = 0; done < planned.length; done += AT_ONCE) {
  const transfers = planned.slice(done, done + AT_ONCE);
  const outcomes = await transferAll(bank, transfers, acknowledgements);
  // The same transfers in the ledger, one after the other: each must have the same outcome.
  assert.deepEqual(
    outcomes,
    transfers.map((transfer) => ledger.transfer(transfer)),
  );
}
const elapsedMs = performance.now() - start;

const closed = await closeDay(bank, TILL, VAULT);
assert.equal(closed, db.version, 'commit() resolves with the version of the transaction');
assert.equal(closed, db.durableVersion, 'an acknowledged commit is on the device');

const accepted = ledger.accepted - acceptedBefore;
assert.ok(
  ledger.accepted > 0 && ledger.accepted < next + planned.length,
  'some transfers must be accepted, and some must be rejected',
);
auditBooks(bank);
report(bank, { accepted, rejected: planned.length - accepted, elapsedMs });
console.log('Every account has the right balance, and no cent was created or lost.');

// With a snapshot, the next start has no log of this day to replay.
await db.checkpoint();
await db.close();
