/** The order in which iterators visit a match: its runs, or a copy of its entities from before rows moved. */

import type { IterationOrder, TableReader } from '../table/index.js';
import type { Match } from './match.js';

/** Iterators that began at the same state of the match's tables share an order. */
export class VisitOrder implements IterationOrder {
  readonly involved: readonly TableReader[];
  /** The runs of the match, valid while `entities` is undefined. */
  readonly list: Uint32Array;
  readonly count: number;
  /** After rows have moved: the entities, in the order of the runs. */
  entities: Float64Array | undefined;
  readonly #match: Match;
  #iteratorCount = 0;

  constructor(match: Match) {
    this.#match = match;
    this.involved = match.involved;
    const { list, count } = match.runs();
    this.list = list;
    this.count = count;
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
    const { list, count } = this;
    const { width, tables, side } = this.#match;
    const { dense } = side.of(tables[0] as TableReader);
    let total = 0;
    for (let at = width - 1; at < count * width; at += width) total += list[at] as number;
    const entities = new Float64Array(total);
    let to = 0;
    for (let at = 0; at < count * width; at += width) {
      const first = list[at] as number;
      const end = first + (list[at + width - 1] as number);
      entities.set(dense.subarray(first, end), to);
      to += end - first;
    }
    this.entities = entities;
  }

  end(): void {
    this.#match.forgetOrder(this);
  }
}
