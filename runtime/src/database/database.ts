/** The database: opening and closing it, and wiring the rooms together. */

import { CommitLoop } from '../commit/index.js';
import { createDynamicComponent, type DynamicComponent } from '../component/dynamic.js';
import type { AnyComponent, Schema } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import { type Match, Queries } from '../query/index.js';
import { Reader } from '../read/index.js';
import { Store } from '../table/index.js';
import { type InsertArguments, type RowChange, type Transaction, TransactionBuilder } from '../transaction/index.js';
import { type DatabaseStats, statsOf } from './stats.js';

/** What a function given to `write` may return: anything but a promise, because a transaction cannot wait. */
export type NotPromise<Result> = Result extends PromiseLike<unknown> ? never : Result;

/**
 * An embedded database of entities and components. Reads on it see the last published state; writes go through
 * transactions. Several databases may live in one process.
 */
export class Database extends Reader {
  readonly #schema: Schema;
  readonly #commits: CommitLoop;

  private constructor(schema: Schema) {
    const store = new Store(schema);
    const matches = new Map<string, Match>();
    const published = new Queries({ store, working: false, assertOpen: () => this.assertOpen() }, matches);
    super(store, published, false);
    this.#schema = schema;
    this.#commits = new CommitLoop(store, (isApplying) => {
      return new Queries({ store, working: true, assertOpen: () => assertApplying(isApplying()) }, matches);
    });
  }

  /** A database in memory alone: nothing is on disk, and nothing outlives the process. */
  static memory(schema: Schema): Database {
    return new Database(schema);
  }

  /** The schema that the database was opened with. */
  get schema(): Schema {
    return this.#schema;
  }

  /** Number of the last published transaction. One that changes nothing has no number of its own. */
  get version(): number {
    return this.#commits.version;
  }

  /** @internal */
  override assertOpen(): void {
    if (this.#commits.closed) this.#commits.assertWritable();
  }

  /**
   * Runs `run` as a transaction and resolves with what it returned once that is committed. Transactions queued at the
   * same moment are committed together. If `run` throws, everything it did is undone and the promise rejects with what
   * it threw.
   */
  write<Result>(run: (tx: Transaction) => NotPromise<Result>): Promise<Result> {
    // `NotPromise` is for the compiler's eyes; at run time the commit loop refuses promises.
    return this.#commits.enqueue((tx) => run(tx) as Result, pickResult);
  }

  /** Runs `run` as a transaction, committed and published on return; what is queued goes first. */
  writeSync<Result>(run: (tx: Transaction) => NotPromise<Result>): Result {
    return this.#commits.runSync((tx) => run(tx) as Result);
  }

  /** Begins a transaction in the builder form: operations are collected, then committed together. */
  transaction(): TransactionBuilder {
    this.#commits.assertWritable();
    return new TransactionBuilder((run) => this.#version(run));
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
  update<C extends AnyComponent>(entity: Entity, component: C, change: RowChange<C>): Promise<number> {
    return this.#version((tx) => tx.update(entity, component, change));
  }

  /** `delete` as a transaction of its own; resolves with its version. */
  delete(entity: Entity, component: AnyComponent): Promise<number> {
    return this.#version((tx) => tx.delete(entity, component));
  }

  /** A component to work with by field path, built from the descriptor of the table of that name. */
  component(name: string): DynamicComponent {
    const table = this.store.tableNamed(name);
    if (table === undefined) throw unknownTable(name, this.#schema);
    const { descriptor } = this.#schema;
    // Nothing but this method makes dynamic components.
    return table.dynamicComponent(() =>
      createDynamicComponent(descriptor, table.component.descriptor),
    ) as DynamicComponent;
  }

  /** The figures that a dashboard shows. */
  stats(): DatabaseStats {
    this.assertOpen();
    return statsOf(this.store, this.version, this.#commits.latency);
  }

  /** Commits what is queued, then closes. Using the database afterwards throws `CHANNEL_CLOSED`. */
  async close(): Promise<void> {
    this.#commits.close();
  }

  #version(run: (tx: Transaction) => unknown): Promise<number> {
    return this.#commits.enqueue((tx) => void run(tx), pickVersion);
  }
}

function pickResult<Result>(result: Result): Result {
  return result;
}

function pickVersion(_result: unknown, version: number): number {
  return version;
}

function assertApplying(applying: boolean): void {
  if (applying) return;
  throw new EcsDbError(
    'TRANSACTION_ERROR',
    'a query of a transaction was used after the transaction had ended. Run it inside the function given to write().',
  );
}

function unknownTable(name: string, schema: Schema): EcsDbError {
  const known = schema.components.map((component) => component.TABLE_NAME).join(', ');
  return new EcsDbError('SCHEMA_ERROR', `there is no table "${name}"; the schema has ${known || 'no tables'}.`, {
    table: name,
    expected: known,
    got: name,
  });
}
