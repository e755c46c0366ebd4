/** What an ad hoc query asks for. The same calls of `query`, `with` and `without` find the same shape again. */

import type { AnyComponent } from '../component/index.js';
import type { TableReader } from '../table/index.js';
import type { AdHocQuery, Queries, QueryRequest, Term } from './queries.js';
import type { QueryTerm } from './query.js';

const NOTHING: QueryRequest = { terms: [], required: [], excluded: [], any: [] };

/**
 * A node of a tree: the root asks for nothing, and each child for one more component, or for one of several.
 *
 * Hot: programs write `tx.query(A, B)` in each system and frame. Finding the node takes a tenth of the time of making
 * lists and a key from them.
 */
export class QueryShape {
  readonly #queries: Queries;
  readonly #request: QueryRequest;
  readonly #withTerm: Map<QueryTerm, QueryShape> = new Map();
  readonly #with: Map<AnyComponent, QueryShape> = new Map();
  readonly #without: Map<AnyComponent, QueryShape> = new Map();
  /** By the ids of the tables. */
  readonly #withAny: Map<string, QueryShape> = new Map();
  #query: AdHocQuery | undefined;

  constructor(queries: Queries, request: QueryRequest = NOTHING) {
    this.#queries = queries;
    this.#request = request;
  }

  get request(): QueryRequest {
    return this.#request;
  }

  /** The query of this shape. Throws `SCHEMA_ERROR` if it requires nothing. */
  get query(): AdHocQuery {
    this.#query ??= this.#queries.adHoc(this.#request);
    return this.#query;
  }

  /** For people, for example `player.mut, velocity.optional without frozen`. */
  get text(): string {
    const { terms, required, excluded, any } = this.#request;
    const rows = terms.map(
      ({ table, writable, optional }) => `${table.name}${writable ? '.mut' : ''}${optional ? '.optional' : ''}`,
    );
    return [
      rows.join(', '),
      ...(required.length === 0 ? [] : [`with ${namesOf(required)}`]),
      ...(excluded.length === 0 ? [] : [`without ${namesOf(excluded)}`]),
      ...any.map((tables) => `with any of ${namesOf(tables)}`),
    ].join(' ');
  }

  /** The shape that also passes the rows of `term`. `resolve` may throw: then nothing is kept. */
  passing(term: QueryTerm, resolve: () => Term): QueryShape {
    return (
      this.#withTerm.get(term) ?? this.#extended(this.#withTerm, term, { terms: [...this.#request.terms, resolve()] })
    );
  }

  /** The shape that also requires a row of the component. */
  requiring(component: AnyComponent, resolve: () => TableReader): QueryShape {
    return (
      this.#with.get(component) ??
      this.#extended(this.#with, component, { required: [...this.#request.required, resolve()] })
    );
  }

  /** The shape that also excludes entities with a row of the component. */
  excluding(component: AnyComponent, resolve: () => TableReader): QueryShape {
    return (
      this.#without.get(component) ??
      this.#extended(this.#without, component, { excluded: [...this.#request.excluded, resolve()] })
    );
  }

  /** The shape that also requires a row in at least one of the tables. */
  requiringAny(tables: readonly TableReader[]): QueryShape {
    const key = tables.map(({ id }) => id).join();
    return this.#withAny.get(key) ?? this.#extended(this.#withAny, key, { any: [...this.#request.any, tables] });
  }

  /** Keeps the shape that also asks for `more`. */
  #extended<Key>(shapes: Map<Key, QueryShape>, key: Key, more: Partial<QueryRequest>): QueryShape {
    const shape = new QueryShape(this.#queries, { ...this.#request, ...more });
    shapes.set(key, shape);
    return shape;
  }
}

function namesOf(tables: readonly TableReader[]): string {
  return tables.map(({ name }) => name).join(', ');
}
