/** Queries declared in a schema: what generated code says of one, and the loops made from it. */

import { wrongArgument } from '../arguments.js';
import type { AnyComponent } from '../component/index.js';
import type { Visit } from '../table/index.js';
import type { Match } from './match.js';
import type { LoopSource } from './source.js';

export interface QueryDefinition<ReadLoop extends Visit, WriteLoop extends Visit> {
  readonly name: string;
  /** Components whose rows are passed to the loop: first those it may write, then those it reads. */
  readonly rows: readonly AnyComponent[];
  readonly with: readonly AnyComponent[];
  readonly without: readonly AnyComponent[];
  createLoop(source: LoopSource, match: Match): ReadLoop;
  createMutLoop(source: LoopSource, match: Match): WriteLoop;
}

/** What loops are asked of. */
export interface DeclaredHost {
  $declared<ReadLoop extends Visit, WriteLoop extends Visit>(
    query: DeclaredQuery<ReadLoop, WriteLoop>,
  ): ReadLoop | WriteLoop;
}

/** A declared query, by identity; one constant in generated code. */
export class DeclaredQuery<ReadLoop extends Visit, WriteLoop extends Visit> {
  readonly definition: QueryDefinition<ReadLoop, WriteLoop>;

  constructor(definition: QueryDefinition<ReadLoop, WriteLoop>) {
    this.definition = definition;
  }

  /** Its loop over what a database, a pinned version or a transaction shows. */
  over(source: DeclaredHost): ReadLoop | WriteLoop {
    if (typeof source?.$declared === 'function') return source.$declared(this);
    throw wrongArgument(
      this.definition.name,
      'a database, a pinned version or a transaction of the owning thread',
      source,
    );
  }
}
