/** What the ledger must contain after a number of transactions: plain data, computed without a database. */

import { ACCOUNTS, type Change, changeOf, OPENING_BALANCE } from './change.js';

/** Everything in a ledger except the ids of its entities. */
export interface Contents {
  /** By account. */
  readonly balances: readonly number[];
  /** Accounts with a mark, in ascending order. */
  readonly marks: readonly number[];
  /** Number and note, in ascending order. */
  readonly entries: readonly (readonly [number: number, note: string])[];
}

export class Model {
  /** The number of transactions. */
  version = 0;
  #balances: number[] = [];
  readonly #marks = new Set<number>();
  #entries: (readonly [number, string])[] = [];

  get contents(): Contents {
    return {
      balances: this.#balances.slice(),
      marks: [...this.#marks].sort((a, b) => a - b),
      entries: this.#entries.slice(),
    };
  }

  advanceTo(version: number): void {
    while (this.version < version) this.#apply(changeOf(++this.version));
  }

  #apply({ number, note, from, to, amount, ended, marked }: Change): void {
    if (number === 1) this.#balances = new Array<number>(ACCOUNTS).fill(OPENING_BALANCE);
    this.#balances[from] = (this.#balances[from] ?? 0) - amount;
    this.#balances[to] = (this.#balances[to] ?? 0) + amount;
    this.#entries.push([number, note]);
    if (ended !== undefined) this.#entries = this.#entries.filter(([one]) => one !== ended);
    if (marked !== undefined && !this.#marks.delete(marked)) this.#marks.add(marked);
  }
}

/** What a ledger contains after `version` transactions. */
export function contentsAt(version: number): Contents {
  const model = new Model();
  model.advanceTo(version);
  return model.contents;
}

/** The same text for the same contents. */
export function textOf(contents: Contents): string {
  return JSON.stringify([contents.balances, contents.marks, contents.entries]);
}
