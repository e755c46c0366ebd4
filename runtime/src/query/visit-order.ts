/** The order in which iterations visit a match: that of the match, or a copy of its entities from before rows moved. */

import type { IterationOrder, TableReader } from '../table/index.js';
import type { FoundRows, Match } from './match.js';

/** Iterators that began at the same state of the match's tables share an order. */
export class VisitOrder implements IterationOrder {
  readonly involved: readonly TableReader[];
  /** Valid while `entities` is undefined. */
  readonly found: Readonly<FoundRows>;
  /** After rows have moved: the entities, in the order of the match. */
  entities: Float64Array | undefined;
  readonly #match: Match;
  #iteratorCount = 0;

  constructor(match: Match) {
    this.#match = match;
    this.involved = match.involved;
    this.found = match.found();
  }

  /** An iterator begins. */
  begin(): void {
    if (this.#iteratorCount++ === 0) this.#match.side.iterations.begin(this);
  }

  /** An iterator finishes. */
  finish(): void {
    if (--this.#iteratorCount > 0) return;
    this.#match.forgetOrder(this);
    this.#match.side.iterations.finish(this);
  }

  keepEntities(): void {
    this.end();
    const { lists, runs, runCount, total } = this.found;
    const { width, tables, side } = this.#match;
    const { dense } = side.of(tables[0] as TableReader);
    const entities = new Float64Array(total);
    if (lists !== undefined) {
      const rows = lists[0] as Uint32Array;
      for (let i = 0; i < total; i++) entities[i] = dense[rows[i] as number] as number;
    }
    for (let run = 0, to = 0; run < runCount; run++) {
      const first = runs[run * width] as number;
      const end = first + (runs[run * width + width - 1] as number);
      entities.set(dense.subarray(first, end), to);
      to += end - first;
    }
    this.entities = entities;
  }

  end(): void {
    this.#match.forgetOrder(this);
  }
}
