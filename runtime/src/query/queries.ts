/** The queries over one side of a database. Their matches and loops are kept for the next use. */

import type { AnyComponent, Row } from '../component/index.js';
import type { TableReader, Visit } from '../table/index.js';
import type { DeclaredQuery } from './declared.js';
import { IterationPool } from './iteration.js';
import type { LoopSource } from './loop-source.js';
import { Match } from './match.js';
import type { QueryHost } from './query.js';
import { SharedLoop } from './shared-loop.js';

/** One table of an ad hoc query, whose rows are passed to the loop. */
export interface Term {
  readonly table: TableReader;
  readonly component: AnyComponent;
  readonly writable: boolean;
}

/** The loop and the iterations of an ad hoc query. */
export interface SharedQuery {
  readonly loop: SharedLoop;
  readonly iterations: IterationPool;
}

export class Queries {
  readonly #source: LoopSource;
  readonly #matches: Map<string, Match> = new Map();
  readonly #shared: Map<string, SharedQuery> = new Map();
  readonly #declared: Map<unknown, Visit> = new Map();

  constructor(source: LoopSource) {
    this.#source = source;
  }

  /** The loop of a declared query, for `host`. */
  declared<ReadLoop extends Visit, WriteLoop extends Visit>(
    query: DeclaredQuery<ReadLoop, WriteLoop>,
    host: QueryHost,
  ): ReadLoop | WriteLoop {
    const known = this.#declared.get(query);
    // Only this method adds loops, each under the query that it was created from.
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
      components.map((component) => store.tableOf(component, definition.name));
    const match = this.#matchOf(tablesOf(definition.rows), tablesOf(definition.with), tablesOf(definition.without));
    return isWorking ? definition.createMutLoop(source, match) : definition.createLoop(source, match);
  }

  /** The ad hoc query with these terms. */
  shared(terms: readonly Term[], required: readonly TableReader[], excluded: readonly TableReader[]): SharedQuery {
    const key = `${terms.map(termKey).join()}${tablesKey(required)}${tablesKey(excluded)}`;
    let query = this.#shared.get(key);
    if (query === undefined) {
      const tables = terms.map((term) => term.table);
      const match = this.#matchOf(tables, required, excluded);
      const createRows = (): readonly Row[] => terms.map(createRow);
      const writable = terms.map((term) => term.writable);
      query = {
        loop: new SharedLoop(this.#source, match, createRows, writable),
        iterations: new IterationPool(this.#source, match, createRows, writable),
      };
      this.#shared.set(key, query);
    }
    return query;
  }

  #matchOf(rows: readonly TableReader[], required: readonly TableReader[], excluded: readonly TableReader[]): Match {
    const key = tablesKey(rows) + tablesKey(required) + tablesKey(excluded);
    let match = this.#matches.get(key);
    if (match === undefined) {
      match = new Match(this.#source.side, rows, required, excluded);
      this.#matches.set(key, match);
    }
    return match;
  }
}

/** Debug mode: a loop cannot be used after its host has ended, and its errors name the query. */
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

function createRow(term: Term): Row {
  return term.writable ? term.component.createRowMut() : term.component.createRow();
}

function termKey(term: Term): string {
  const dynamic = term.component === term.table.component ? '' : 'd';
  return `${term.table.id}${term.writable ? 'w' : 'r'}${dynamic}`;
}

function tablesKey(tables: readonly TableReader[]): string {
  return `|${tables.map((table) => table.id).join()}`;
}
