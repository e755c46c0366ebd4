/** A database that another thread owns: reads look at its memory in place, writes are sent to it. */

import { rejectUnlessFunction, requireFunction } from '../../arguments.js';
import {
  type AnyComponent,
  type DataOf,
  type DynamicComponent,
  requireSchema,
  type Schema,
} from '../../component/index.js';
import type { Entity } from '../../entity/index.js';
import { EcsDbError } from '../../errors.js';
import { ignoreRejection, isPromiseLike } from '../../promise.js';
import { Queries } from '../../query/index.js';
import { dynamicComponentOf, Reader } from '../../read/index.js';
import type { InsertArguments } from '../../transaction/index.js';
import { checkHandle, type DatabaseHandle, makePin, requireSharedMemory } from '../shared/index.js';
import { type AttachOptions, checkedAttachOptions } from './attach-options.js';
import { AttachedStore } from './attached-store.js';
import { Membership } from './membership.js';
import { PinnedVersion } from './pinned-version.js';
import { refuseCalls } from './refuse-calls.js';
import type { RemoteTransaction } from './remote-transaction.js';
import { Requests } from './requests.js';

/** What a function may return that must be done when it returns. */
type Now<Result> = Result extends PromiseLike<unknown> ? never : Result;

/**
 * Each read sees the last published version, each query one version from its beginning to its end; `pinVersion` holds one version over
 * many of them. Readers wait for nobody; the owner waits, with the commit after the next, for those that look at an old version.
 */
export class AttachedDatabase extends Reader {
  readonly #store: AttachedStore;
  readonly #schema: Schema;
  readonly #membership: Membership;
  readonly #requests: Requests;
  #isClosed = false;

  private constructor(schema: Schema, store: AttachedStore, membership: Membership, requests: Requests) {
    super(store.published, new Queries({ side: store.published, assertUsable: () => this.assertOpen() }));
    this.#store = store;
    this.#schema = schema;
    this.#membership = membership;
    this.#requests = requests;
    // Exit listeners that run later would use a place and a pin that may be another thread's.
    membership.onEnded = () => {
      this.#isClosed = true;
    };
  }

  /** @internal What `Database.attach` does. */
  static attach(schema: Schema, handle: DatabaseHandle, options: AttachOptions = {}): AttachedDatabase {
    requireSharedMemory();
    requireSchema('Database.attach', schema);
    checkHandle(schema, handle);
    const checked = checkedAttachOptions(options);
    const membership = new Membership(handle);
    try {
      const store = new AttachedStore(schema, handle, makePin(handle, membership.slot), checked.debug);
      return new AttachedDatabase(schema, store, membership, new Requests(store, handle, membership, checked));
    } catch (error) {
      membership.leave();
      throw error;
    }
  }

  /** The schema that this thread reads the database with. */
  get schema(): Schema {
    return this.#schema;
  }

  /** The number by which the owner knows this thread: `threadId` in Node, elsewhere one that the database has given it. */
  get thread(): number {
    return this.#membership.thread;
  }

  /** Number of the last published transaction; inside a pinned version, that of the pinned version. */
  get version(): number {
    this.assertOpen();
    return this.#store.version;
  }

  /** @internal */
  override assertOpen(): void {
    if (this.#isClosed) throw detached();
  }

  /**
   * Calls `run` with a view of one version: whatever is read from it, over however many tables, is of that version. Until `run`
   * returns, the owner cannot complete more than one further commit.
   */
  pinVersion<Result>(run: (view: PinnedVersion) => Now<Result>): Result {
    requireFunction('pinVersion', run);
    this.assertOpen();
    const store = this.#store;
    store.hold();
    const view = new PinnedVersion(store, this.queries);
    try {
      const result: unknown = run(view);
      if (isPromiseLike(result)) {
        ignoreRejection(result);
        throw asyncPinnedVersion();
      }
      // `Now` is for the compiler's eyes; promises were refused above.
      return result as Result;
    } finally {
      view.$end();
      store.published.iterations.endOf(view);
      store.release();
    }
  }

  /**
   * Records what `run` does and sends it to the owner, which applies it as one transaction. Resolves with what `run` returned once that is
   * committed, as the durability of the database promises. If `run` throws, nothing is sent and the promise rejects with what it threw.
   */
  write<Result>(run: (tx: RemoteTransaction) => Now<Result>): Promise<Result> {
    return rejectUnlessFunction('write', run) ?? this.#send(run, (result) => result);
  }

  /** Throws: another thread cannot commit by itself. */
  writeSync(): never {
    throw onlyOwner('writeSync');
  }

  /** `insert` as a transaction of its own; resolves with its version. */
  insert<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): Promise<number> {
    return this.#version((tx) => tx.insert(entity, component, ...data));
  }

  /** `put` as a transaction of its own; resolves with its version. */
  put<C extends AnyComponent>(entity: Entity, component: C, ...data: InsertArguments<C>): Promise<number> {
    return this.#version((tx) => tx.put(entity, component, ...data));
  }

  /** `update` as a transaction of its own; resolves with its version. */
  update<C extends AnyComponent>(entity: Entity, component: C, change: Partial<DataOf<C>>): Promise<number> {
    return this.#version((tx) => tx.update(entity, component, change));
  }

  /** `delete` as a transaction of its own; resolves with its version. */
  delete(entity: Entity, component: AnyComponent): Promise<number> {
    return this.#version((tx) => tx.delete(entity, component));
  }

  /** A component to work with by field path, built from the descriptor of the table of that name. */
  component(name: string): DynamicComponent {
    return dynamicComponentOf(this.#store, this.#schema, name);
  }

  /** Waits for what was sent, then lets go of the database, which goes on. Using it here afterwards throws `CHANNEL_CLOSED`. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // A function that calls this while it records a transaction, or reads, has returned then.
    await undefined;
    await this.#requests.settled();
    this.#requests.end();
    this.#store.close();
    this.#membership.leave();
  }

  #version(run: (tx: RemoteTransaction) => void): Promise<number> {
    return this.#send(run, (_, version) => version);
  }

  #send<Result, Value>(
    run: (tx: RemoteTransaction) => Now<Result>,
    pick: (result: Result, version: number) => Value,
  ): Promise<Value> {
    if (this.#isClosed) return Promise.reject(detached());
    return this.#requests.send(run, pick);
  }
}

refuseCalls(
  AttachedDatabase.prototype,
  ['transaction', 'share', 'stats', 'flush', 'checkpoint', 'resume', 'releaseThread'],
  onlyOwner,
);

function detached(): EcsDbError {
  return new EcsDbError(
    'CHANNEL_CLOSED',
    'this thread has closed its access to the database, or is ending. Attach again.',
    {
      outcome: 'not-committed',
    },
  );
}

function asyncPinnedVersion(): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    'an async function was given to pinVersion(); it would hold one version for as long as it waits, and the owner with it. Copy what is ' +
      'needed in a function that does its work at once, then await.',
  );
}

function onlyOwner(method: string): EcsDbError {
  return new EcsDbError(
    'TRANSACTION_ERROR',
    `${method}() works on the thread that owns the database only. Call it there; to change data, use write(), which sends the transaction there.`,
  );
}
