/** Proves that a bank is what it was when its last process ended, however that ended. */

import assert from 'node:assert/strict';
import type { Acknowledgement } from './acknowledgements.js';
import { type Bank, daysOver, nextTransfer, total } from './bank.js';
import { Transfers } from './generated/index.js';
import { Ledger } from './ledger.js';
import { transfersOf } from './plan.js';
import { ACCOUNTS, OPENING_BALANCE } from './rules.js';

/** Both are emptied at the end of each day: the first one into the second. */
export const TILL = 0;
export const VAULT = 1;

/** Everything that was acknowledged is there. */
export function auditPromises({ db }: Bank, acknowledged: readonly Acknowledgement[]): void {
  const { version } = db;
  const numbers = new Set(Array.from(db.query(Transfers), ([{ number }]) => number));
  for (const promised of acknowledged) {
    assert.ok(promised.version <= version, `version ${promised.version} was acknowledged, and ${version} is here`);
    assert.ok(numbers.has(promised.number), `transfer ${promised.number} was acknowledged, and is not here`);
  }
}

/**
 * What is there is all that should be: everything that was planned up to a point, and nothing that was planned for later. Answers a
 * ledger to go on with.
 */
export function auditBooks(bank: Bank): Ledger {
  const today = daysOver(bank);
  const next = nextTransfer(bank);
  const ledger = new Ledger(ACCOUNTS, OPENING_BALANCE);
  for (let day = 0; day <= today; day++) {
    for (const transfer of transfersOf(day)) if (transfer.number < next) ledger.transfer(transfer);
    if (day < today) ledger.sweep(TILL, VAULT);
  }
  ledger.assertEqual(bank);
  assert.equal(total(bank), BigInt(ACCOUNTS) * OPENING_BALANCE);
  return ledger;
}
