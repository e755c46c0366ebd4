/** Queries declared in a schema: their definition in generated code. */

import { unreadable } from '../arguments.js';
import type { AnyComponent } from '../component/index.js';
import type { TableReader } from '../table/index.js';
import type { LoopHost } from './loop-query.js';
import type { LoopSource } from './loop-source.js';
import type { Match } from './match.js';

/** Creates the loop objects of one query over one side of a database, one for each use. */
export type LoopFactory<Loop> = (host: LoopHost) => Loop;

export interface QueryDefinition<ReadLoop, WriteLoop> {
  readonly name: string;
  /** Components whose rows are passed to the loop: first the written ones, then the others that are required. */
  readonly rows: readonly AnyComponent[];
  readonly with: readonly AnyComponent[];
  readonly without: readonly AnyComponent[];
  /** Components whose rows are passed, after `rows`, if the entity has them. Absent means none. */
  readonly optional?: readonly AnyComponent[];
  /** Groups of components. An entity must have at least one of each. Absent means none. */
  readonly any?: readonly (readonly AnyComponent[])[];
  /** Over the published state. `optional` are the tables of the optional components. */
  loops(source: LoopSource, match: Match, optional: readonly TableReader[]): LoopFactory<ReadLoop>;
  /** In a transaction. */
  mutLoops(source: LoopSource, match: Match, optional: readonly TableReader[]): LoopFactory<WriteLoop>;
}

/** A database, a pinned version or a transaction, which provides the loops of declared queries. */
export interface DeclaredHost {
  $declared<ReadLoop, WriteLoop>(query: DeclaredQuery<ReadLoop, WriteLoop>): ReadLoop | WriteLoop;
}

let declaredCount = 0;

/** A declared query. Generated code has one constant for each. */
export class DeclaredQuery<ReadLoop, WriteLoop> {
  /** Where each database keeps the query's loops. Hot: finding them in a map by identity takes three times as long. */
  readonly position: number = declaredCount++;
  readonly definition: QueryDefinition<ReadLoop, WriteLoop>;

  constructor(definition: QueryDefinition<ReadLoop, WriteLoop>) {
    this.definition = definition;
  }

  /** A loop of the query over a database, a pinned version or a transaction. */
  over(source: DeclaredHost): ReadLoop | WriteLoop {
    // Read once: databases and transactions come here, so that each read is a search.
    const declared = source?.$declared;
    if (typeof declared === 'function') return declared.call(source, this) as ReadLoop | WriteLoop;
    throw unreadable(this.definition.name, 'a database, a pinned version or a transaction', source);
  }
}

/**
 * The query that a function of generated code stands for, such as `moving`; `undefined` for other functions. Calls the
 * function with a host that only looks at what is asked for, because nothing else tells them apart.
 */
export function declaredBy(call: (host: never) => unknown): DeclaredQuery<unknown, unknown> | undefined {
  const token: unknown = {};
  let found: DeclaredQuery<unknown, unknown> | undefined;
  const host: DeclaredHost = {
    $declared<ReadLoop, WriteLoop>(query: DeclaredQuery<ReadLoop, WriteLoop>) {
      found = query as DeclaredQuery<unknown, unknown>;
      // Not a loop: generated code returns what it gets.
      return token as ReadLoop;
    },
  };
  try {
    // Generated code, which declares a database, uses `$declared` only.
    return call(host as never) === token ? found : undefined;
  } catch {
    // A function of the caller, which expected a database.
    return undefined;
  }
}
