/** `query(...)`: which rows to pass, which tables to require or exclude, and how to visit the matches. */

import { requireFunction, wrongArgument } from '../arguments.js';
import { type AnyComponent, defineText, OptionalTerm, Row, type RowOf, WriteTerm } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { StoreReader, StoreSide, TableReader } from '../table/index.js';
import type { RowVisitor } from './ad-hoc-walk.js';
import { matchedEntities } from './matched-entities.js';
import type { Step } from './optional-rows.js';
import type { AdHocQuery, Queries, Term } from './queries.js';
import type { QueryShape } from './query-shape.js';
import type { WatchedQuery } from './watched-query.js';

/**
 * An argument of `query()` outside a transaction: a component, or its `.optional`. Only what differs from terms that
 * write, because then the message of the compiler shows that difference.
 */
export interface ReadTerm {
  readonly $access: 'read';
}

/** An argument of `query()`: a component to read or its `.mut` to write, each of them also `.optional`. */
export type QueryTerm = ReadTerm | WriteTerm<Row> | OptionalTerm<Row, 'write'>;

/** The row that a term passes to the loop. */
type TermRow<T extends QueryTerm> =
  T extends OptionalTerm<infer R, infer _Access>
    ? R | undefined
    : T extends WriteTerm<infer M>
      ? M
      : T extends AnyComponent
        ? RowOf<T>
        : never;

/** A plain copy of a row; `undefined` stays. */
type CopyOf<R> = R extends { toObject(): infer Copy } ? Copy : R;

/** The arguments of a loop's callback: one row for each term, then the entity. */
export type QueryArguments<Terms extends readonly QueryTerm[]> = [
  ...rows: { [Index in keyof Terms]: TermRow<Terms[Index]> },
  entity: Entity,
];

/** A copy of one match: a plain object for each term, then the entity. */
export type QueryCopy<Terms extends readonly QueryTerm[]> = [
  ...rows: { [Index in keyof Terms]: CopyOf<TermRow<Terms[Index]>> },
  entity: Entity,
];

/** What a query needs from its database, pinned version or transaction. */
export interface QueryHost {
  readonly side: StoreSide;
  readonly queries: Queries;
  /** Throws if the transaction has ended or the database is closed. */
  assertOpen(): void;
}

/**
 * A query over the state of its database or transaction. Its rows are cursors, which are reused. Copy the data that you
 * need later.
 *
 * Each match is visited exactly once, even if you change the current entity. While `forEach` runs, inserting or
 * deleting rows of other entities in the query's tables throws `TRANSACTION_ERROR`. Collect such changes and make them
 * after the loop.
 *
 * `for..of` allows all changes. It continues with the entities that matched when it began and still match. Each step
 * yields a new array. Its rows can be used until the next step, the end of the loop, or an insert or delete in their
 * table. Outside a transaction, the next publication also ends them.
 */
export class Query<Terms extends readonly QueryTerm[]> implements Iterable<QueryArguments<Terms>> {
  static {
    defineText(
      Query.prototype,
      (query) => query.#shape.text,
      (query) => {
        query.#host.assertOpen();
        return '';
      },
    );
  }

  readonly #host: QueryHost;
  readonly #shape: QueryShape;

  constructor(host: QueryHost, shape: QueryShape) {
    this.#host = host;
    this.#shape = shape;
  }

  /** The same query for entities that also have these components. Their rows are not passed. */
  with(...components: readonly AnyComponent[]): Query<Terms> {
    const { store } = this.#host.side;
    let shape = this.#shape;
    for (const one of components) shape = shape.requiring(one, () => store.tableOf(one, 'with'));
    return new Query(this.#host, shape);
  }

  /** The same query for entities that have none of these components. */
  without(...components: readonly AnyComponent[]): Query<Terms> {
    const { store } = this.#host.side;
    let shape = this.#shape;
    for (const one of components) shape = shape.excluding(one, () => store.tableOf(one, 'without'));
    return new Query(this.#host, shape);
  }

  /** The same query for entities that have at least one of these components. Each call adds a condition. */
  withAny(...components: readonly [AnyComponent, ...AnyComponent[]]): Query<Terms> {
    if (components.length === 0) throw wrongArgument('withAny', 'at least one component', undefined);
    const { store } = this.#host.side;
    return new Query(this.#host, this.#shape.requiringAny(components.map((one) => store.tableOf(one, 'withAny'))));
  }

  /** Calls `visit` once for each match. A row of an optional term is `undefined` if the entity has none. */
  forEach(visit: (...rowsAndEntity: QueryArguments<Terms>) => void): void {
    requireFunction('forEach', visit);
    // The loop was created for exactly these terms, so it passes exactly these rows.
    this.#open().forEach(visit as RowVisitor);
  }

  [Symbol.iterator](): IterableIterator<QueryArguments<Terms>> {
    const iterator: IterableIterator<unknown> = this.#open().iterate(this.#host);
    // The query was created for exactly these terms.
    return iterator as IterableIterator<QueryArguments<Terms>>;
  }

  /** Returns a copy of the first match: its rows as plain objects, and its entity. `undefined` if nothing matches. */
  first(): QueryCopy<Terms> | undefined {
    return this.#open().first(this.#host, copyOf) as QueryCopy<Terms> | undefined;
  }

  /** Returns a copy of each match: its rows as plain objects, and its entity. */
  toArray(): QueryCopy<Terms>[] {
    return this.#open().toArray(this.#host, copyOf) as QueryCopy<Terms>[];
  }

  /** Returns how many entities match. */
  count(): number {
    return this.#open().count();
  }

  /** @internal A copy of the entities that match. Undefined if the query is of another store. */
  $entitiesIn(store: StoreReader): Float64Array | undefined {
    return this.#host.side.store === store ? matchedEntities(this.#open().match) : undefined;
  }

  /** @internal What a watch of the query looks at. */
  get $watched(): WatchedQuery {
    const { terms, required, excluded, any } = this.#shape.request;
    const tablesOf = (isOptional: boolean): TableReader[] =>
      terms.filter(({ optional }) => optional === isOptional).map(({ table }) => table);
    const rows = tablesOf(false);
    // Throws if the query requires nothing.
    const identity = this.#open();
    return { identity, side: this.#host.side, rows, optional: tablesOf(true), with: required, without: excluded, any };
  }

  #open(): AdHocQuery {
    this.#host.assertOpen();
    return this.#shape.query;
  }
}

/** Creates a query from its terms. */
export function queryOver<Terms extends readonly QueryTerm[]>(host: QueryHost, terms: Terms): Query<Terms> {
  host.assertOpen();
  if (terms.length === 0) {
    throw new EcsDbError(
      'SCHEMA_ERROR',
      'query() was called without a component. Pass at least one, for example query(Transform).',
    );
  }
  let shape = host.queries.root;
  for (let k = 0; k < terms.length; k++) {
    const term = terms[k] as QueryTerm;
    shape = shape.passing(term, () => resolve(host, term));
  }
  return new Query(host, shape);
}

function resolve({ side }: QueryHost, given: QueryTerm): Term {
  const optional = given instanceof OptionalTerm;
  const term = optional ? given.term : given;
  const writable = term instanceof WriteTerm;
  // A term that is neither is a component; for anything else `tableOf` throws.
  const component = writable ? term.component : (term as AnyComponent);
  if (writable && !side.isWorking) {
    throw new EcsDbError(
      'TRANSACTION_ERROR',
      `query() got .mut of table "${component.TABLE_NAME}" outside a transaction. Use .mut inside write() only.`,
      { table: component.TABLE_NAME },
    );
  }
  return { table: side.store.tableOf(component, 'query'), component, writable, optional };
}

/** The values of a step, with copies of its rows. */
function copyOf(step: Step): unknown[] {
  return step.map((value) => (value instanceof Row ? value.toObject() : value));
}
