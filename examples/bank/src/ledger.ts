/** The same accounts on paper: what the database must agree with. */

import assert from 'node:assert/strict';
import type { Bank } from './bank.js';
import { everyAccount } from './generated/index.js';
import type { Outcome, Transfer } from './transfers.js';

export class Ledger {
  readonly #balances: bigint[];

  constructor(accounts: number, balance: bigint) {
    this.#balances = new Array<bigint>(accounts).fill(balance);
  }

  transfer({ from, to, amount }: Transfer): Outcome {
    const isCovered = from === to || this.#balance(from) >= amount;
    if (!isCovered) return 'rejected';
    this.#balances[from] = this.#balance(from) - amount;
    this.#balances[to] = this.#balance(to) + amount;
    return 'accepted';
  }

  sweep(from: number, to: number): void {
    this.transfer({ from, to, amount: this.#balance(from) });
  }

  assertEqual({ db }: Bank): void {
    const inBank: bigint[] = [];
    everyAccount(db).forEach(({ id, balance }) => {
      inBank[id] = balance;
    });
    assert.deepEqual(inBank, this.#balances);
  }

  #balance(id: number): bigint {
    return this.#balances[id] ?? 0n;
  }
}
