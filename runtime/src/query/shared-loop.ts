/** The loop behind `query(...)`: one class for all queries, for comfort where a declared query's own loop is not needed. */

import type { Row } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { QueryLoop } from './loop.js';
import type { Match } from './match.js';
import type { LoopSource } from './source.js';

export type RowVisitor = (...rowsAndEntity: (Row | Entity)[]) => void;

export class SharedLoop extends QueryLoop {
  readonly $rows: readonly Row[];
  readonly #strides: readonly number[];
  readonly #create: () => SharedLoop;

  constructor(
    source: LoopSource,
    match: Match,
    rows: readonly Row[],
    writable: readonly boolean[],
    create: () => SharedLoop,
  ) {
    super(source, match, rows, writable);
    this.$rows = rows;
    this.#strides = match.tables.map((table) => table.stride);
    this.#create = create;
  }

  protected override $create(): this {
    // Made by the same function as this one.
    return this.#create() as this;
  }

  /** Moves every row to where the loop stands. */
  $moveRows(): void {
    const step = this.$row - this.$firstRow(0);
    for (let k = 0; k < this.$rows.length; k++) {
      (this.$rows[k] as Row).$move((this.$firstRow(k) + step) * (this.#strides[k] as number));
    }
  }

  forEach(visit: RowVisitor): void {
    if (this.$active) return this.$another().forEach(visit);
    this.$open();
    try {
      if (this.$rows.length === 1) this.#each1(visit);
      else if (this.$rows.length === 2) this.#each2(visit);
      else this.#eachMany(visit);
    } finally {
      this.close();
    }
  }

  #each1(visit: RowVisitor): void {
    const a = this.$rows[0] as Row;
    const strideA = this.#strides[0] as number;
    while (this.$nextRun()) {
      const entities = this.$entities;
      let atA = this.$firstRow(0) * strideA;
      for (; this.$row < this.$end; this.$row++) {
        a.$move(atA);
        visit(a, entities[this.$row] as Entity);
        atA += strideA;
      }
    }
  }

  #each2(visit: RowVisitor): void {
    const a = this.$rows[0] as Row;
    const b = this.$rows[1] as Row;
    const strideA = this.#strides[0] as number;
    const strideB = this.#strides[1] as number;
    while (this.$nextRun()) {
      const entities = this.$entities;
      let atA = this.$firstRow(0) * strideA;
      let atB = this.$firstRow(1) * strideB;
      for (; this.$row < this.$end; this.$row++) {
        a.$move(atA);
        b.$move(atB);
        visit(a, b, entities[this.$row] as Entity);
        atA += strideA;
        atB += strideB;
      }
    }
  }

  #eachMany(visit: RowVisitor): void {
    const args: (Row | Entity)[] = [...this.$rows];
    while (this.$nextRun()) {
      const entities = this.$entities;
      for (; this.$row < this.$end; this.$row++) {
        this.$moveRows();
        args[this.$rows.length] = entities[this.$row] as Entity;
        visit(...args);
      }
    }
  }
}
