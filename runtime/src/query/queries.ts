/** The queries of one database over one side: their matches and loops, kept for the next use. */

import type { AnyComponent, Row } from '../component/index.js';
import type { TableReader, Visit } from '../table/index.js';
import { ArchetypeFilter } from './archetype-filter.js';
import type { DeclaredQuery } from './declared.js';
import { Match } from './match.js';
import type { QueryHost } from './query.js';
import { SharedLoop } from './shared-loop.js';
import type { LoopSource } from './source.js';
import { Walks } from './walk.js';

/** One table in a query whose rows are passed to the loop. */
export interface Term {
  readonly table: TableReader;
  readonly component: AnyComponent;
  readonly writable: boolean;
}

/** What an ad hoc query runs on. */
export interface SharedQuery {
  readonly loop: SharedLoop;
  readonly walks: Walks;
}

export class Queries {
  readonly #source: LoopSource;
  readonly #filters: Map<string, ArchetypeFilter>;
  readonly #matches: Map<string, Match> = new Map();
  readonly #shared: Map<string, SharedQuery> = new Map();
  readonly #declared: Map<unknown, Visit> = new Map();

  /** `filters` is shared by both sides of a database. */
  constructor(source: LoopSource, filters: Map<string, ArchetypeFilter> = new Map()) {
    this.#source = source;
    this.#filters = filters;
  }

  /** The loop of a declared query, for `host`. */
  declared<ReadLoop extends Visit, WriteLoop extends Visit>(
    query: DeclaredQuery<ReadLoop, WriteLoop>,
    host: QueryHost,
  ): ReadLoop | WriteLoop {
    const known = this.#declared.get(query);
    // Nothing but this method puts loops there, each under the query that it was made from.
    if (known !== undefined) return known as ReadLoop | WriteLoop;
    const source = this.#source;
    if (source.side.store.isDebug) return this.#createLoop(query, debugSource(source, query.definition.name, host));
    const loop = this.#createLoop(query, source);
    this.#declared.set(query, loop);
    return loop;
  }

  #createLoop<ReadLoop extends Visit, WriteLoop extends Visit>(
    { definition }: DeclaredQuery<ReadLoop, WriteLoop>,
    source: LoopSource,
  ): ReadLoop | WriteLoop {
    const { store, isWorking } = source.side;
    const tablesOf = (components: readonly AnyComponent[]): TableReader[] =>
      components.map((one) => store.tableOf(one, definition.name));
    const match = this.#match(tablesOf(definition.rows), tablesOf(definition.with), tablesOf(definition.without));
    return isWorking ? definition.createMutLoop(source, match) : definition.createLoop(source, match);
  }

  /** The shared loop over the given terms, and the walks of iterators. */
  shared(terms: readonly Term[], required: readonly TableReader[], excluded: readonly TableReader[]): SharedQuery {
    const key = `${terms.map(termKey).join()}${tablesKey(required)}${tablesKey(excluded)}`;
    let query = this.#shared.get(key);
    if (query === undefined) {
      const tables = terms.map((term) => term.table);
      const match = this.#match(tables, required, excluded);
      const createRows = (): readonly Row[] => terms.map(rowOf);
      const writable = terms.map((term) => term.writable);
      query = {
        loop: new SharedLoop(this.#source, match, createRows, writable),
        walks: new Walks(this.#source, match, createRows, writable),
      };
      this.#shared.set(key, query);
    }
    return query;
  }

  #match(rows: readonly TableReader[], required: readonly TableReader[], excluded: readonly TableReader[]): Match {
    const key = tablesKey(rows) + tablesKey(required) + tablesKey(excluded);
    let match = this.#matches.get(key);
    if (match === undefined) {
      const filter = this.#filter(key, [...new Set([...rows, ...required])], excluded);
      match = new Match(this.#source.side, filter, rows, excluded);
      this.#matches.set(key, match);
    }
    return match;
  }

  #filter(key: string, required: readonly TableReader[], excluded: readonly TableReader[]): ArchetypeFilter {
    let filter = this.#filters.get(key);
    if (filter === undefined) {
      filter = new ArchetypeFilter(this.#source.side.store, required, excluded);
      this.#filters.set(key, filter);
    }
    return filter;
  }
}

/** Its loops end with their host, and can name their query. */
function debugSource(source: LoopSource, query: string, host: QueryHost): LoopSource {
  return {
    ...source,
    query,
    assertUsable: (isWriting) => {
      host.assertOpen();
      source.assertUsable(isWriting);
    },
  };
}

function rowOf(term: Term): Row {
  return term.writable ? term.component.createRowMut() : term.component.createRow();
}

function termKey(term: Term): string {
  const dynamic = term.component === term.table.component ? '' : 'd';
  return `${term.table.id}${term.writable ? 'w' : 'r'}${dynamic}`;
}

function tablesKey(tables: readonly TableReader[]): string {
  return `|${tables.map((table) => table.id).join()}`;
}
