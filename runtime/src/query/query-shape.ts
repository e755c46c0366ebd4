/** What an ad hoc query asks for. The same calls of `query`, `with` and `without` find the same shape again. */

import type { AnyComponent, Row, WriteTerm } from '../component/index.js';
import type { TableReader } from '../table/index.js';
import type { AdHocQuery, Queries, Term } from './queries.js';

/**
 * A node of a tree: the root asks for nothing, and each child for one more component.
 *
 * Hot: programs write `tx.query(A, B)` in each system and frame. Finding the node takes a tenth of the time of making
 * lists and a key from them.
 */
export class QueryShape {
  readonly #queries: Queries;
  readonly #terms: readonly Term[];
  readonly #required: readonly TableReader[];
  readonly #excluded: readonly TableReader[];
  /** By component, or by its `.mut`. */
  readonly #withTerm: Map<AnyComponent | WriteTerm<Row>, QueryShape> = new Map();
  readonly #with: Map<AnyComponent, QueryShape> = new Map();
  readonly #without: Map<AnyComponent, QueryShape> = new Map();
  #query: AdHocQuery | undefined;

  constructor(
    queries: Queries,
    terms: readonly Term[] = [],
    required: readonly TableReader[] = [],
    excluded: readonly TableReader[] = [],
  ) {
    this.#queries = queries;
    this.#terms = terms;
    this.#required = required;
    this.#excluded = excluded;
  }

  /** The query of this shape. */
  get query(): AdHocQuery {
    this.#query ??= this.#queries.adHoc(this.#terms, this.#required, this.#excluded);
    return this.#query;
  }

  /** The shape that also passes the rows of `term`. `resolve` may throw: then nothing is kept. */
  passing(term: AnyComponent | WriteTerm<Row>, resolve: () => Term): QueryShape {
    return (
      this.#withTerm.get(term) ??
      keep(this.#withTerm, term, this.#extended([...this.#terms, resolve()], this.#required, this.#excluded))
    );
  }

  /** The shape that also requires a row of the component. */
  requiring(component: AnyComponent, resolve: () => TableReader): QueryShape {
    return (
      this.#with.get(component) ??
      keep(this.#with, component, this.#extended(this.#terms, [...this.#required, resolve()], this.#excluded))
    );
  }

  /** The shape that also excludes entities with a row of the component. */
  excluding(component: AnyComponent, resolve: () => TableReader): QueryShape {
    return (
      this.#without.get(component) ??
      keep(this.#without, component, this.#extended(this.#terms, this.#required, [...this.#excluded, resolve()]))
    );
  }

  #extended(terms: readonly Term[], required: readonly TableReader[], excluded: readonly TableReader[]): QueryShape {
    return new QueryShape(this.#queries, terms, required, excluded);
  }
}

function keep<Key>(shapes: Map<Key, QueryShape>, key: Key, shape: QueryShape): QueryShape {
  shapes.set(key, shape);
  return shape;
}
