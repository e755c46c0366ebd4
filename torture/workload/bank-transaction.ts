/** A transaction of the bank: each change is made in the database and in the model. */

import type { Entity, Transaction } from '@ecsdb/runtime';
import type { Random } from '../framework/random.js';
import { require } from '../framework/violation.js';
import { NOTE_BYTES_MAX, type Tables } from './bank.js';
import type { Draft } from './state.js';

/** The sum of all money. */
export const MONEY = 1_000_000;

/** A change of the bank. It makes a version, unless it throws. */
export type Change = (bank: BankTransaction) => void;

/** Thrown by a transaction to be undone. */
export class Abort extends Error {
  override readonly name = 'Abort';
}

export class BankTransaction {
  readonly random: Random;
  readonly #tx: Transaction;
  readonly #tables: Tables;
  readonly #draft: Draft;
  /** Every id that was ever returned. */
  readonly #seen: Set<Entity>;

  constructor(tx: Transaction, tables: Tables, draft: Draft, random: Random, seen: Set<Entity>) {
    this.#tx = tx;
    this.#tables = tables;
    this.#draft = draft;
    this.random = random;
    this.#seen = seen;
  }

  get accounts(): readonly Entity[] {
    return [...this.#draft.accounts.keys()];
  }

  /** Opens the first account, with all money. */
  found(): void {
    this.#add(MONEY);
  }

  /** Opens an account with money from another one. */
  open(amount: number): Entity {
    const from = this.richest();
    const entity = this.#add(amount);
    this.#set(from, this.#balance(from) - amount);
    return entity;
  }

  /** Closes an account and destroys its entity; the money goes to the richest remaining one. */
  close(entity: Entity): void {
    const amount = this.#balance(entity);
    this.#tx.destroy(entity);
    const draft = this.#draft;
    draft.alive.delete(entity);
    draft.accounts.delete(entity);
    draft.notes.delete(entity);
    draft.frozen.delete(entity);
    const to = this.richest();
    this.#set(to, this.#balance(to) + amount);
  }

  move(from: Entity, to: Entity, amount: number): void {
    this.#set(from, this.#balance(from) - amount);
    this.#set(to, this.#balance(to) + amount);
  }

  /** Writes a note, or replaces it. */
  note(entity: Entity, text: string): void {
    this.#tx.put(entity, this.#tables.note, { text });
    this.#draft.notes.set(entity, text);
  }

  /** Deletes the note, if there is one. */
  forget(entity: Entity): void {
    const had = this.#draft.notes.delete(entity);
    require(this.#tx.delete(entity, this.#tables.note) === had, 'a transaction sees its own changes');
  }

  /** Marks the account, or removes the mark. */
  freeze(entity: Entity): void {
    if (this.#draft.frozen.delete(entity)) {
      this.#tx.delete(entity, this.#tables.frozen);
    } else {
      this.#tx.insert(entity, this.#tables.frozen, {});
      this.#draft.frozen.add(entity);
    }
  }

  /** Deletes the row of the account and inserts it again, with another amount from or to the richest. */
  replace(entity: Entity): void {
    const amount = this.#balance(entity);
    this.#tx.delete(entity, this.#tables.account);
    this.#draft.accounts.delete(entity);
    this.#tx.insert(entity, this.#tables.account, { balance: amount });
    this.#draft.accounts.set(entity, amount);
    this.move(this.richest(), entity, 1);
  }

  richest(): Entity {
    let richest: Entity | undefined;
    for (const [entity, balance] of this.#draft.accounts) {
      if (richest === undefined || balance > this.#balance(richest)) richest = entity;
    }
    return existing(richest);
  }

  any(): Entity {
    return this.random.pick(this.accounts);
  }

  /** A text of random length up to the largest, with characters of one to four bytes. */
  words(): string {
    const parts = ['a', 'Z', ' ', 'ß', '€', '😀', '\u0000'];
    let text = '';
    for (let left = this.random.below(NOTE_BYTES_MAX / 4); left > 0; left--) text += this.random.pick(parts);
    return text;
  }

  #add(balance: number): Entity {
    const entity = this.#tx.create();
    require(!this.#draft.issued.has(entity), 'no id is issued twice', () => entity);
    this.#seen.add(entity);
    this.#draft.issued.add(entity);
    this.#draft.alive.add(entity);
    this.#tx.insert(entity, this.#tables.account, { balance });
    this.#draft.accounts.set(entity, balance);
    return entity;
  }

  #balance(entity: Entity): number {
    const balance = this.#draft.accounts.get(entity);
    require(balance !== undefined, 'the script uses existing accounts');
    return balance;
  }

  #set(entity: Entity, balance: number): void {
    this.#tx.update(entity, this.#tables.account, { balance });
    this.#draft.accounts.set(entity, balance);
  }
}

function existing(entity: Entity | undefined): Entity {
  require(entity !== undefined, 'there is an account');
  return entity;
}
