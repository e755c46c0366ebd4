/** Transfers: each is a transaction of its own, and many are pending at once. */

import type { Acknowledgements } from './acknowledgements.js';
import { accountOf, type Bank } from './bank.js';
import { Accounts, Transfers } from './generated/index.js';

export interface Transfer {
  readonly number: number;
  readonly from: number;
  readonly to: number;
  /** Cents. */
  readonly amount: bigint;
}

export type Outcome = 'accepted' | 'rejected';

class InsufficientFunds extends Error {
  override readonly name = 'InsufficientFunds';
}

/**
 * Resolves when the transfer is committed.
 *
 * The target gets its money first, so that a transfer without funds must be rolled back.
 */
function transfer({ db }: Bank, { number, from, to, amount }: Transfer): Promise<void> {
  return db.write((tx) => {
    const source = accountOf(tx, from);
    tx.update(accountOf(tx, to), Accounts, (row) => {
      row.balance += amount;
    });
    tx.update(source, Accounts, (row) => {
      row.balance -= amount;
      if (row.balance < 0n) throw new InsufficientFunds(`account ${from} lacks ${-row.balance} cents`);
    });
    tx.insert(tx.create(), Transfers, { number, from, to, amount });
  });
}

/**
 * Queues all transfers at the same moment. They are committed as one group, with one sync of the device. Each of them
 * succeeds or fails by itself.
 */
export function transferAll(
  bank: Bank,
  transfers: readonly Transfer[],
  acknowledgements: Acknowledgements,
): Promise<Outcome[]> {
  const accepted = ({ number }: Transfer): Outcome => {
    acknowledgements.record({ number, version: bank.db.version });
    return 'accepted';
  };
  return Promise.all(transfers.map((each) => transfer(bank, each).then(() => accepted(each), rejected)));
}

function rejected(error: unknown): Outcome {
  if (error instanceof InsufficientFunds) return 'rejected';
  throw error;
}
