/** Proves that the bank has everything that its last process acknowledged, however that process ended. */

import assert from 'node:assert/strict';
import type { Acknowledgement } from './acknowledgements.js';
import { type Bank, daysOver, nextTransfer, total } from './bank.js';
import { Transfers } from './generated/index.js';
import { Ledger } from './ledger.js';
import { transfersOf } from './plan.js';
import { ACCOUNTS, OPENING_BALANCE } from './rules.js';

/** At the end of each day, the till is emptied into the vault. */
export const TILL = 0;
export const VAULT = 1;

/** Everything that was acknowledged is in the database. */
export function auditPromises({ db }: Bank, acknowledged: readonly Acknowledgement[]): void {
  const { version } = db;
  for (const promised of acknowledged) {
    assert.ok(
      promised.version <= version,
      `version ${promised.version} was acknowledged, but the database has version ${version}`,
    );
    const transfer = Transfers.by.number(db, promised.number);
    assert.ok(transfer !== undefined, `transfer ${promised.number} was acknowledged, but is not in the database`);
  }
}

/**
 * The database has all transfers of the plan up to some point, and none after it. Returns a ledger to continue with.
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
