/** The user of one client, who may be computed from rows. */

import { type AnyComponent, type DataOf, EcsDbError, type Entity, type Reader, type Stored } from '@ecsdb/runtime';
import { ignoreRejection, isPromiseLike } from '../promises.js';
import type { AccessReader, Authenticated } from './authentication.js';
import { ALIVE, type RowDependencies } from './row-dependencies.js';

interface RowKey {
  readonly table: number;
  readonly index: number;
}

/** What computes a user, with the types forgotten: the server only hands users on. */
type UserOfRows = (read: AccessReader) => unknown;

export class ClientUser {
  readonly #source: Reader;
  readonly #dependencies: RowDependencies;
  readonly #compute: UserOfRows;
  #read: readonly RowKey[] = [];
  #value: unknown;

  /** Throws what the function throws. */
  constructor(source: Reader, dependencies: RowDependencies, authenticated: Authenticated<unknown>) {
    this.#source = source;
    this.#dependencies = dependencies;
    this.#compute = isFunction(authenticated) ? authenticated : () => authenticated;
    this.update();
  }

  get value(): unknown {
    return this.#value;
  }

  /** Computes the user again. If that throws, the client has no access any more. */
  update(): void {
    const reader = new TrackingReader(this.#source);
    try {
      this.#value = requireValue(this.#compute(reader));
    } finally {
      this.#depend(reader.end());
    }
  }

  /** The client has gone. */
  end(): void {
    this.#depend([]);
    this.#dependencies.forget(this);
  }

  #depend(rows: readonly RowKey[]): void {
    for (const { table, index } of this.#read) this.#dependencies.delete(table, index, this);
    for (const { table, index } of rows) this.#dependencies.add(table, index, this);
    this.#read = rows;
  }
}

/** Remembers what is read. */
class TrackingReader implements AccessReader {
  readonly #source: Reader;
  readonly #read: RowKey[] = [];
  #isOpen = true;

  constructor(source: Reader) {
    this.#source = source;
  }

  get<C extends AnyComponent>(entity: Entity, component: C): Stored<DataOf<C>> {
    return this.#at(entity, component.TABLE_ID).get(entity, component);
  }

  tryGet<C extends AnyComponent>(entity: Entity, component: C): Stored<DataOf<C>> | undefined {
    return this.#at(entity, component.TABLE_ID).tryGet(entity, component);
  }

  has(entity: Entity, component: AnyComponent): boolean {
    return this.#at(entity, component.TABLE_ID).has(entity, component);
  }

  isAlive(entity: Entity): boolean {
    return this.#at(entity, ALIVE).isAlive(entity);
  }

  end(): readonly RowKey[] {
    this.#isOpen = false;
    return this.#read;
  }

  #at(entity: Entity, table: number): Reader {
    if (!this.#isOpen) throw readerEnded();
    this.#read.push({ table, index: entity >>> 0 });
    return this.#source;
  }
}

function isFunction(authenticated: unknown): authenticated is UserOfRows {
  return typeof authenticated === 'function';
}

function requireValue(user: unknown): unknown {
  if (!isPromiseLike(user)) return user;
  ignoreRejection(user);
  throw new EcsDbError(
    'TRANSACTION_ERROR',
    'the function of rows that `authenticate` returned cannot wait. Await before, in `authenticate`.',
    { expected: 'the user', got: 'a promise' },
  );
}

function readerEnded(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'rows for the user of a client were read after the function had returned. Read all that it needs inside of it.',
  );
}
