/**
 * One day of the bank that is kept in a directory: thousands of transfers, audited against a ledger on paper. A day that was
 * interrupted, by `kill -9` too, is continued where it was.
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
  // The same transfers on paper, one after the other: each must have gone the same way.
  assert.deepEqual(
    outcomes,
    transfers.map((transfer) => ledger.transfer(transfer)),
  );
}
const elapsedMs = performance.now() - start;

const closed = await closeDay(bank, TILL, VAULT);
assert.equal(closed, db.version, 'commit() resolves with the version that it made');
assert.equal(closed, db.durableVersion, 'what is acknowledged is on the device');

const accepted = ledger.accepted - acceptedBefore;
assert.ok(
  ledger.accepted > 0 && ledger.accepted < next + planned.length,
  'some transfers must succeed, and some must not',
);
auditBooks(bank);
report(bank, { accepted, rejected: planned.length - accepted, elapsedMs });
console.log('Every account is as it should be, and no cent was made or lost.');

// From here on, the log before today is not needed any more.
await db.checkpoint();
await db.close();
