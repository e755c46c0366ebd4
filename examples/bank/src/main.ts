/** Opens the bank, lets thousands of transfers run, audits the books against a ledger on paper, prints the figures. */

import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { openAccounts, sweep, total } from './bank.js';
import { Ledger } from './ledger.js';
import { Random } from './random.js';
import { report } from './report.js';
import { transferAll } from './transfers.js';

const ACCOUNTS = 5000;
const OPENING_BALANCE = 100_00n;
const TRANSFERS = 40_000;
/** Transfers that are under way at the same moment. */
const AT_ONCE = 1000;
const TRANSFER_MAX = 150_00;

const random = new Random(7);
const bank = openAccounts(ACCOUNTS, OPENING_BALANCE);
const ledger = new Ledger(ACCOUNTS, OPENING_BALANCE);
const { db } = bank;

const start = performance.now();
let accepted = 0;
for (let done = 0; done < TRANSFERS; done += AT_ONCE) {
  const transfers = Array.from({ length: AT_ONCE }, () => ({
    from: random.below(ACCOUNTS),
    to: random.below(ACCOUNTS),
    amount: BigInt(1 + random.below(TRANSFER_MAX)),
  }));
  const outcomes = await transferAll(bank, transfers);
  // The same transfers on paper, one after the other: each must have gone the same way.
  assert.deepEqual(
    outcomes,
    transfers.map((transfer) => ledger.transfer(transfer)),
  );
  accepted += outcomes.filter((outcome) => outcome === 'accepted').length;
}
const elapsedMs = performance.now() - start;

const swept = await sweep(bank, 0, 1);
ledger.sweep(0, 1);
assert.equal(swept, db.version, 'commit() resolves with the version that it made');

assert.ok(accepted > 0 && accepted < TRANSFERS, 'some transfers must succeed, and some must not');
assert.equal(total(bank), BigInt(ACCOUNTS) * OPENING_BALANCE);
ledger.assertEqual(bank);
report(bank, { accepted, rejected: TRANSFERS - accepted, elapsedMs });
console.log('Every account is as it should be, and no cent was made or lost.');
await db.close();
