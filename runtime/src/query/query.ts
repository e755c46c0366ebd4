/** `query(...)`: which rows to pass, which tables must or must not be there, and the ways to walk the matches. */

import { requireFunction } from '../arguments.js';
import { type AnyComponent, type Row, type RowOf, WriteTerm } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import type { StoreSide, TableReader } from '../table/index.js';
import { QueryIterator } from './iterator.js';
import type { Queries, SharedQuery, Term } from './queries.js';
import type { RowVisitor } from './shared-loop.js';

/** What can be named in a query: a component to read, or its `.mut` to write. */
export type QueryTerm = AnyComponent | WriteTerm<Row>;

/** The row that a term passes to the loop. */
type TermRow<T extends QueryTerm> = T extends WriteTerm<infer M> ? M : T extends AnyComponent ? RowOf<T> : never;

/** What a loop gets: one row for each term, then the entity. */
export type QueryArguments<Terms extends readonly QueryTerm[]> = [
  ...rows: { [Index in keyof Terms]: TermRow<Terms[Index]> },
  entity: Entity,
];

/** What a query needs of whoever offers it. */
export interface QueryHost {
  readonly side: StoreSide;
  readonly queries: Queries;
  /** Throws when the transaction or the database is not usable any more. */
  assertOpen(): void;
}

/**
 * A query over the state of its database or transaction. Rows are cursors that are used again: copy what must last.
 *
 * Each match is visited once, whatever happens to the current entity. While `forEach` runs, rows of other entities may
 * not come or go in the query's tables (`TRANSACTION_ERROR`): collect such changes and make them afterwards. `for..of`
 * refuses no change: it goes on with the entities that matched before and still match. Each step yields an array of its
 * own; its rows can be used until the next step, the end of the loop, a change of which rows their table has, or,
 * outside a transaction, a publication.
 */
export class Query<Terms extends readonly QueryTerm[]> implements Iterable<QueryArguments<Terms>> {
  readonly #host: QueryHost;
  readonly #terms: readonly Term[];
  readonly #required: readonly TableReader[];
  readonly #excluded: readonly TableReader[];
  #shared: SharedQuery | undefined;

  constructor(
    host: QueryHost,
    terms: readonly Term[],
    required: readonly TableReader[],
    excluded: readonly TableReader[],
  ) {
    this.#host = host;
    this.#terms = terms;
    this.#required = required;
    this.#excluded = excluded;
  }

  /** The same query for entities that also have these; their rows are not passed. */
  with(...components: readonly AnyComponent[]): Query<Terms> {
    const tables = components.map((component) => this.#host.side.store.tableOf(component, 'with'));
    return new Query(this.#host, this.#terms, [...this.#required, ...tables], this.#excluded);
  }

  /** The same query for entities that have none of these. */
  without(...components: readonly AnyComponent[]): Query<Terms> {
    const tables = components.map((component) => this.#host.side.store.tableOf(component, 'without'));
    return new Query(this.#host, this.#terms, this.#required, [...this.#excluded, ...tables]);
  }

  /** Calls `visit` once for each match. */
  forEach(visit: (...rowsAndEntity: QueryArguments<Terms>) => void): void {
    requireFunction('forEach', visit);
    // The loop was made for exactly these terms, so it passes exactly these rows.
    this.#start().loop.forEach(visit as RowVisitor);
  }

  [Symbol.iterator](): IterableIterator<QueryArguments<Terms>> {
    const iterator: IterableIterator<unknown> = new QueryIterator(this.#host, this.#start().walks);
    return iterator as IterableIterator<QueryArguments<Terms>>;
  }

  /** How many entities match. */
  count(): number {
    return this.#start().loop.$matchCount();
  }

  #start(): SharedQuery {
    this.#host.assertOpen();
    this.#shared ??= this.#host.queries.shared(this.#terms, this.#required, this.#excluded);
    return this.#shared;
  }
}

/** Looks up the tables of a query's terms. */
export function queryOver<Terms extends readonly QueryTerm[]>(host: QueryHost, terms: Terms): Query<Terms> {
  host.assertOpen();
  if (terms.length === 0) {
    throw new EcsDbError(
      'SCHEMA_ERROR',
      'query() names no component; pass at least one, for example query(Transform).',
    );
  }
  const resolved = terms.map((term): Term => {
    const writable = term instanceof WriteTerm;
    const component = writable ? term.component : term;
    if (writable && !host.side.isWorking) {
      throw new EcsDbError(
        'TRANSACTION_ERROR',
        `"${component.TABLE_NAME}" cannot be written outside a transaction; query with .mut inside write().`,
        { table: component.TABLE_NAME },
      );
    }
    return { table: host.side.store.tableOf(component, 'query'), component, writable };
  });
  return new Query(host, resolved, [], []);
}
