/** The builder: collects operations and commits them as one transaction. */

import { type AnyComponent, defineText } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { ManyRows } from './many-types.js';
import type { InsertArguments, RowChange, Transaction } from './transaction.js';

export class TransactionBuilder {
  static {
    defineText(
      TransactionBuilder.prototype,
      () => 'one transaction',
      (builder) => `${builder.#openOperations().length} operations`,
    );
  }

  readonly #commit: (run: (tx: Transaction) => void) => Promise<number>;
  #operations: ((tx: Transaction) => void)[] | undefined = [];

  /** `commit` runs a function as a transaction and resolves with its version. */
  constructor(commit: (run: (tx: Transaction) => void) => Promise<number>) {
    this.#commit = commit;
  }

  insert<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): this {
    return this.#add((tx) => tx.insert(entity, component, ...data));
  }

  put<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): this {
    return this.#add((tx) => tx.put(entity, component, ...data));
  }

  update<C extends AnyComponent>(entity: Entity, component: C, change: RowChange<C>): this {
    return this.#add((tx) => tx.update(entity, component, change));
  }

  delete(entity: Entity, component: AnyComponent): this {
    return this.#add((tx) => tx.delete(entity, component));
  }

  destroy(entity: Entity): this {
    return this.#add((tx) => tx.destroy(entity));
  }

  insertMany<C extends AnyComponent>(entities: readonly Entity[], component: C, ...data: ManyRows<C>): this {
    return this.#add((tx) => tx.insertMany(entities, component, ...data));
  }

  deleteMany(entities: readonly Entity[], component: AnyComponent): this {
    return this.#add((tx) => tx.deleteMany(entities, component));
  }

  destroyMany(entities: readonly Entity[]): this {
    return this.#add((tx) => tx.destroyMany(entities));
  }

  /** Commits all collected operations atomically and resolves with the version. A builder commits only once. */
  commit(): Promise<number> {
    const operations = this.#openOperations();
    this.#operations = undefined;
    return this.#commit((tx) => {
      for (const operation of operations) operation(tx);
    });
  }

  #add(operation: (tx: Transaction) => void): this {
    this.#openOperations().push(operation);
    return this;
  }

  #openOperations(): ((tx: Transaction) => void)[] {
    if (this.#operations !== undefined) return this.#operations;
    throw new EcsDbError(
      'TRANSACTION_ERROR',
      'a transaction builder was used after commit(). Begin another one with db.transaction().',
    );
  }
}
