/** The queries over one side of a database. Their matches and loops are kept for the next use. */

import type { AnyComponent, Row } from '../component/index.js';
import { EcsDbError } from '../errors.js';
import type { TableReader } from '../table/index.js';
import { type RowVisitor, walkAny, walkOptional } from './ad-hoc-walk.js';
import type { DeclaredQuery, LoopFactory } from './declared.js';
import { LoopQuery } from './loop-query.js';
import type { LoopSource } from './loop-source.js';
import { Match, type MatchStats } from './match.js';
import type { QueryHost } from './query.js';
import { QueryShape } from './query-shape.js';
import { RunBase } from './run.js';

/** One table of an ad hoc query, whose rows are passed to the loop. */
export interface Term {
  readonly table: TableReader;
  readonly component: AnyComponent;
  readonly writable: boolean;
  readonly optional: boolean;
}

/** What an ad hoc query asks for. */
export interface QueryRequest {
  /** Tables whose rows are passed. */
  readonly terms: readonly Term[];
  readonly required: readonly TableReader[];
  readonly excluded: readonly TableReader[];
  /** Groups of tables, of each of which at least one is required. */
  readonly any: readonly (readonly TableReader[])[];
}

/** An ad hoc query over one side. */
export type AdHocQuery = LoopQuery<readonly Row[], RunBase, RowVisitor>;

export class Queries {
  readonly #source: LoopSource;
  readonly #matches: Map<string, Match> = new Map();
  readonly #adHoc: Map<string, AdHocQuery> = new Map();
  /** By the `position` of the query. */
  readonly #declared: LoopFactory<unknown>[] = [];
  /** The shape that ad hoc queries extend. */
  readonly root: QueryShape = new QueryShape(this);

  constructor(source: LoopSource) {
    this.#source = source;
  }

  /** A loop of a declared query, for `host`. */
  declared<ReadLoop, WriteLoop>(query: DeclaredQuery<ReadLoop, WriteLoop>, host: QueryHost): ReadLoop | WriteLoop {
    const known = this.#declared[query.position];
    // Only this method adds factories, each at the position of the query that it was created from.
    if (known !== undefined) return known(host) as ReadLoop | WriteLoop;
    const source = this.#source;
    if (source.side.store.isDebug) {
      return this.#createFactory(query, debugSource(source, query.definition.name, host))(host);
    }
    const factory = this.#createFactory(query, source);
    this.#declared[query.position] = factory;
    return factory(host);
  }

  /** Figures about the matches, in the order in which their queries were first used. */
  stats(): MatchStats[] {
    return Array.from(this.#matches.values(), (match) => match.stats());
  }

  #createFactory<ReadLoop, WriteLoop>(
    { definition }: DeclaredQuery<ReadLoop, WriteLoop>,
    source: LoopSource,
  ): LoopFactory<ReadLoop | WriteLoop> {
    const { store, isWorking } = source.side;
    const tablesOf = (components: readonly AnyComponent[]): TableReader[] =>
      components.map((component) => store.tableOf(component, definition.name));
    const match = this.#matchOf(
      tablesOf(definition.rows),
      tablesOf(definition.with),
      tablesOf(definition.without),
      definition.any?.map(tablesOf) ?? [],
    );
    const optional = tablesOf(definition.optional ?? []);
    return isWorking ? definition.mutLoops(source, match, optional) : definition.loops(source, match, optional);
  }

  /** The ad hoc query for a request. */
  adHoc({ terms, required, excluded, any }: QueryRequest): AdHocQuery {
    const key = terms.map(termKey).join() + tablesKey(required) + tablesKey(excluded) + any.map(tablesKey).join('|');
    let query = this.#adHoc.get(key);
    if (query === undefined) {
      const passed = terms.filter((term) => !term.optional);
      if (passed.length + required.length === 0) throw nothingRequired();
      const ordered = [...passed, ...terms.filter((term) => term.optional)];
      const tables = ordered.map((term) => term.table);
      const match = this.#matchOf(tables.slice(0, passed.length), required, excluded, any);
      query = new LoopQuery(this.#source, match, {
        createRows: (): readonly Row[] => ordered.map(createRow),
        createRun: (loop) => new RunBase(loop, []),
        walk: ordered.length > passed.length ? walkOptional : walkAny,
        writable: ordered.map((term) => term.writable),
        optional: tables.slice(passed.length),
        places: ordered.map((term) => terms.indexOf(term)),
      });
      this.#adHoc.set(key, query);
    }
    return query;
  }

  #matchOf(
    rows: readonly TableReader[],
    required: readonly TableReader[],
    excluded: readonly TableReader[],
    any: readonly (readonly TableReader[])[],
  ): Match {
    const key = tablesKey(rows) + tablesKey(required) + tablesKey(excluded) + any.map(tablesKey).join('|');
    let match = this.#matches.get(key);
    if (match === undefined) {
      match = new Match(this.#source.side, rows, required, excluded, any);
      this.#matches.set(key, match);
    }
    return match;
  }
}

function nothingRequired(): EcsDbError {
  return new EcsDbError(
    'SCHEMA_ERROR',
    'query() requires no component: all of its terms are optional. Pass one without .optional, or add with(...).',
  );
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
  return `${term.table.id}${term.writable ? 'w' : 'r'}${dynamic}${term.optional ? 'o' : ''}`;
}

function tablesKey(tables: readonly TableReader[]): string {
  return `|${tables.map((table) => table.id).join()}`;
}
