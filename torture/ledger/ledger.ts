/** A ledger in a database: applies its transactions one after the other, and reads everything. */

import type { Database, Entity, Transaction } from '@ecsdb/runtime';
import { ACCOUNTS, type Change, changeOf, OPENING_BALANCE } from './change.js';
import type { Contents } from './model.js';
import { type Tables, tablesOf } from './schema.js';

/** The contents of a database, with the ids of entities. */
export interface Shown extends Contents {
  readonly accountIds: readonly Entity[];
  /** In the order of the entries. */
  readonly entryIds: readonly Entity[];
  /** The number of living entities. */
  readonly count: number;
}

/** Reads everything. The order of their ids identifies accounts, because no account is deleted. */
export function show(db: Database): Shown {
  const { account, entry, mark } = tablesOf(db);
  const accounts: (readonly [Entity, number])[] = [];
  const entries: (readonly [Entity, number, string])[] = [];
  const marked = new Set<Entity>();
  db.query(account).forEach((row, id) => void accounts.push([id, Number(row.get('balance'))]));
  db.query(entry).forEach((row, id) => void entries.push([id, Number(row.get('number')), String(row.get('note'))]));
  db.query(mark).forEach((_row, id) => void marked.add(id));
  accounts.sort(([a], [b]) => a - b);
  entries.sort(([, a], [, b]) => a - b);
  return {
    balances: accounts.map(([, balance]) => balance),
    marks: accounts.flatMap(([id], index) => (marked.has(id) ? [index] : [])),
    entries: entries.map(([, number, note]) => [number, note]),
    accountIds: accounts.map(([id]) => id),
    entryIds: entries.map(([id]) => id),
    count: db.count(),
  };
}

/** Thrown by a transaction to be undone. */
class Undone extends Error {}

export class Ledger {
  readonly db: Database;
  readonly #tables: Tables;
  readonly #accounts: Entity[];
  /** By number. */
  readonly #entries: Map<number, Entity>;
  /** The number of transactions that were applied, published or not. */
  #applied: number;

  constructor(db: Database) {
    this.db = db;
    this.#tables = tablesOf(db);
    const { accountIds, entries, entryIds } = show(db);
    this.#accounts = [...accountIds];
    this.#entries = new Map(entries.map(([number], i) => [number, entryIds[i] as Entity]));
    this.#applied = db.version;
  }

  /** Applies the next transaction; its number is chosen when it runs. Resolves with the id of its entry. */
  commit(): Promise<{ readonly number: number; readonly id: Entity }> {
    return this.db.write((tx) => this.#apply(tx));
  }

  commitSync(): { readonly number: number; readonly id: Entity } {
    return this.db.writeSync((tx) => this.#apply(tx));
  }

  /** Commits `count` transactions as one group. */
  async commitGroup(size: number): Promise<void> {
    await Promise.all(Array.from({ length: size }, () => this.commit()));
  }

  /** Applies a transaction and undoes it. */
  async regret(): Promise<void> {
    await this.db
      .write((tx) => {
        this.#change(tx, changeOf(this.#applied + 1));
        throw new Undone();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error;
      });
  }

  #apply(tx: Transaction): { readonly number: number; readonly id: Entity } {
    const change = changeOf(this.#applied + 1);
    const { number, ended } = change;
    const { id, accounts } = this.#change(tx, change);
    if (accounts !== undefined) this.#accounts.push(...accounts);
    this.#entries.set(number, id);
    if (ended !== undefined) this.#entries.delete(ended);
    this.#applied = number;
    return { number, id };
  }

  /** Does not change this object, because the transaction may be undone. */
  #change(tx: Transaction, change: Change): { readonly id: Entity; readonly accounts: readonly Entity[] | undefined } {
    const { account, entry, mark } = this.#tables;
    const { number, note, from, to, amount, ended, marked, replaced } = change;
    const opened = number === 1 ? Array.from({ length: ACCOUNTS }, () => tx.create()) : undefined;
    for (const id of opened ?? []) tx.insert(id, account, { balance: OPENING_BALANCE });
    const accounts = opened ?? this.#accounts;
    const add = (index: number, by: number): void => {
      const id = accounts[index] as Entity;
      const { balance: before } = tx.get(id, account);
      const balance = Number(before) + by;
      if (index !== replaced) return void tx.update(id, account, { balance });
      tx.delete(id, account);
      tx.insert(id, account, { balance });
    };
    add(from, -amount);
    add(to, amount);
    const old = ended === undefined ? undefined : this.#entries.get(ended);
    if (old !== undefined) tx.destroy(old);
    const id = tx.create();
    tx.insert(id, entry, { number, note });
    if (marked !== undefined) {
      const markedId = accounts[marked] as Entity;
      if (tx.has(markedId, mark)) tx.delete(markedId, mark);
      else tx.insert(markedId, mark, {});
    }
    return { id, accounts: opened };
  }
}
