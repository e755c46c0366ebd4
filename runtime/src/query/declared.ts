/** Queries declared in a schema: their definition in generated code, and the loops made from it. */

import { wrongArgument } from '../arguments.js';
import type { AnyComponent } from '../component/index.js';
import type { Visit } from '../table/index.js';
import type { LoopSource } from './loop-source.js';
import type { Match } from './match.js';

export interface QueryDefinition<ReadLoop extends Visit, WriteLoop extends Visit> {
  readonly name: string;
  /** Components whose rows are passed to the loop: first the written ones, then the ones that are only read. */
  readonly rows: readonly AnyComponent[];
  readonly with: readonly AnyComponent[];
  readonly without: readonly AnyComponent[];
  createLoop(source: LoopSource, match: Match): ReadLoop;
  createMutLoop(source: LoopSource, match: Match): WriteLoop;
}

/** A database, a pinned version or a transaction, which provides the loops of declared queries. */
export interface DeclaredHost {
  $declared<ReadLoop extends Visit, WriteLoop extends Visit>(
    query: DeclaredQuery<ReadLoop, WriteLoop>,
  ): ReadLoop | WriteLoop;
}

/** A declared query. Generated code has one constant for each, and its identity is the key of the query's loops. */
export class DeclaredQuery<ReadLoop extends Visit, WriteLoop extends Visit> {
  readonly definition: QueryDefinition<ReadLoop, WriteLoop>;

  constructor(definition: QueryDefinition<ReadLoop, WriteLoop>) {
    this.definition = definition;
  }

  /** The query's loop over a database, a pinned version or a transaction. */
  over(source: DeclaredHost): ReadLoop | WriteLoop {
    if (typeof source?.$declared === 'function') return source.$declared(this);
    throw wrongArgument(
      this.definition.name,
      'a database, a pinned version or a transaction of the owning thread',
      source,
    );
  }
}
