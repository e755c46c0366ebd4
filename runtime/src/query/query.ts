/** `query(...)`: which rows to pass, which tables to require or exclude, and how to visit the matches. */

import { requireFunction } from '../arguments.js';
import { type AnyComponent, type Row, type RowOf, WriteTerm } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { StoreReader, StoreSide } from '../table/index.js';
import type { RowVisitor } from './ad-hoc-walk.js';
import { QueryIterator } from './iterator.js';
import { matchedEntities } from './matched-entities.js';
import type { AdHocQuery, Queries, Term } from './queries.js';
import type { QueryShape } from './query-shape.js';

/** An argument of `query()`: a component to read, or its `.mut` to write. */
export type QueryTerm = AnyComponent | WriteTerm<Row>;

/** The row that a term passes to the loop. */
type TermRow<T extends QueryTerm> = T extends WriteTerm<infer M> ? M : T extends AnyComponent ? RowOf<T> : never;

/** The arguments of a loop's callback: one row for each term, then the entity. */
export type QueryArguments<Terms extends readonly QueryTerm[]> = [
  ...rows: { [Index in keyof Terms]: TermRow<Terms[Index]> },
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

  /** Calls `visit` once for each match. */
  forEach(visit: (...rowsAndEntity: QueryArguments<Terms>) => void): void {
    requireFunction('forEach', visit);
    // The loop was created for exactly these terms, so it passes exactly these rows.
    this.#open().forEach(visit as RowVisitor);
  }

  [Symbol.iterator](): IterableIterator<QueryArguments<Terms>> {
    const iterator: IterableIterator<unknown> = new QueryIterator(this.#open(), this.#host);
    return iterator as IterableIterator<QueryArguments<Terms>>;
  }

  /** Returns how many entities match. */
  count(): number {
    return this.#open().count();
  }

  /** @internal A copy of the entities that match. Undefined if the query is of another store. */
  $entitiesIn(store: StoreReader): Float64Array | undefined {
    return this.#host.side.store === store ? matchedEntities(this.#open().match) : undefined;
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

function resolve({ side }: QueryHost, term: QueryTerm): Term {
  const writable = term instanceof WriteTerm;
  const component = writable ? term.component : term;
  if (writable && !side.isWorking) {
    throw new EcsDbError(
      'TRANSACTION_ERROR',
      `query() got .mut of table "${component.TABLE_NAME}" outside a transaction. Use .mut inside write() only.`,
      { table: component.TABLE_NAME },
    );
  }
  return { table: side.store.tableOf(component, 'query'), component, writable };
}
