/** The loop behind `query(...)`: one class for all ad hoc queries. Generated loops of declared queries are faster. */

import { defineHidden, type Row } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import { QueryLoop } from './loop.js';
import type { LoopSource, LoopTable } from './loop-source.js';
import type { Match } from './match.js';
import { RunBase } from './run.js';

export type RowVisitor = (...rowsAndEntity: (Row | Entity)[]) => void;

export class SharedLoop extends QueryLoop<RowVisitor> {
  declare protected readonly $run: RunBase;
  declare readonly $rows: readonly Row[];
  readonly #createRows: () => readonly Row[];
  readonly #writable: readonly boolean[];

  constructor(source: LoopSource, match: Match, createRows: () => readonly Row[], writable: readonly boolean[]) {
    const rows = createRows();
    super(source, match, rows, writable);
    defineHidden(this, '$run', new RunBase(this, []));
    defineHidden(this, '$rows', rows);
    this.#createRows = createRows;
    this.#writable = writable;
  }

  protected override $create(): this {
    // This class has no subclasses, so `this` is its type.
    return new SharedLoop(this.$source, this.$match, this.#createRows, this.#writable) as this;
  }

  protected override $walk(visit: RowVisitor): void {
    if (this.$rows.length === 1) this.#walk1(visit);
    else if (this.$rows.length === 2) this.#walk2(visit);
    else this.#walkMany(visit);
  }

  #walk1(visit: RowVisitor): void {
    const a = this.$rows[0] as Row;
    const { first: firstA, step: stepA } = this.$tables[0] as LoopTable;
    const entities = this.$entities;
    let atA = firstA * stepA;
    for (let row = this.$row; row < this.$end; row++) {
      a.$move(atA);
      visit(a, entities[row] as Entity);
      atA += stepA;
    }
  }

  #walk2(visit: RowVisitor): void {
    const a = this.$rows[0] as Row;
    const b = this.$rows[1] as Row;
    const { first: firstA, step: stepA } = this.$tables[0] as LoopTable;
    const { first: firstB, step: stepB } = this.$tables[1] as LoopTable;
    const entities = this.$entities;
    let atA = firstA * stepA;
    let atB = firstB * stepB;
    for (let row = this.$row; row < this.$end; row++) {
      a.$move(atA);
      b.$move(atB);
      visit(a, b, entities[row] as Entity);
      atA += stepA;
      atB += stepB;
    }
  }

  #walkMany(visit: RowVisitor): void {
    const args: (Row | Entity)[] = [...this.$rows];
    const entities = this.$entities;
    for (let row = this.$row; row < this.$end; row++) {
      const distance = row - this.$firstRow(0);
      for (let k = 0; k < this.$tables.length; k++) (this.$tables[k] as LoopTable).move(distance);
      args[this.$rows.length] = entities[row] as Entity;
      visit(...args);
    }
  }
}
