/** The same accounts in plain objects. The database must agree with them. */

import assert from 'node:assert/strict';
import type { Bank } from './bank.js';
import { everyAccount, everyTransfer } from './generated/index.js';
import type { Outcome, Transfer } from './transfers.js';

export class Ledger {
  readonly #balances: bigint[];
  readonly #accepted: Map<number, Transfer> = new Map();

  constructor(accounts: number, balance: bigint) {
    this.#balances = new Array<bigint>(accounts).fill(balance);
  }

  /** The number of accepted transfers. */
  get accepted(): number {
    return this.#accepted.size;
  }

  transfer(transfer: Transfer): Outcome {
    const { number, from, to, amount } = transfer;
    const isCovered = from === to || this.#balance(from) >= amount;
    if (!isCovered) return 'rejected';
    this.#move(from, to, amount);
    this.#accepted.set(number, transfer);
    return 'accepted';
  }

  sweep(from: number, to: number): void {
    this.#move(from, to, this.#balance(from));
  }

  assertEqual({ db }: Bank): void {
    const balances: bigint[] = [];
    everyAccount(db).forEach(({ id, balance }) => {
      balances[id] = balance;
    });
    assert.deepEqual(balances, this.#balances);

    const transfers = new Map<number, Transfer>();
    everyTransfer(db).forEach((row) => {
      transfers.set(row.number, row.toObject());
    });
    assert.deepEqual(transfers, this.#accepted);
  }

  #move(from: number, to: number, amount: bigint): void {
    this.#balances[from] = this.#balance(from) - amount;
    this.#balances[to] = this.#balance(to) + amount;
  }

  #balance(id: number): bigint {
    return this.#balances[id] ?? 0n;
  }
}
