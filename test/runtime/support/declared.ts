/**
 * A handwritten declared query in the shape of code from the first compilers: both loops use one run class, and the
 * source is a union. Tests of newer generated code are in test/generator/generated.
 */

import type { Entity } from '@ecsdb/runtime';
import {
  DeclaredQuery,
  type LoopSource,
  type Match,
  type Database as Published,
  QueryLoop,
  RunBase,
  type RunSource,
  TableRun,
  type Transaction,
} from '@ecsdb/runtime/codegen-v1';
import { Body, type BodyColumns, BodyRow, BodyRowMut, Mark } from './body.js';

export class UnmarkedRun extends RunBase {
  readonly body: TableRun<BodyColumns>;
  constructor(loop: RunSource) {
    const body = new TableRun(Body);
    super(loop, [body]);
    this.body = body;
  }
}

export class UnmarkedLoop<R extends BodyRow> extends QueryLoop<(body: R, entity: Entity) => void, UnmarkedRun> {
  protected override readonly $run: UnmarkedRun;
  readonly $body: R;
  readonly #create: () => UnmarkedLoop<R>;

  constructor(source: LoopSource, match: Match, create: () => R, writes: boolean) {
    const body = create();
    super(source, match, [body], [writes]);
    this.$body = body;
    this.$run = new UnmarkedRun(this);
    this.#create = () => new UnmarkedLoop(source, match, create, writes);
  }
  protected override $walk(visit: (body: R, entity: Entity) => void): void {
    let at = this.$firstRow(0) * 32;
    for (let row = this.$row; row < this.$end; row++) {
      this.$body.$move(at);
      visit(this.$body, this.$entities[row] as Entity);
      at += 32;
    }
  }
  count(): number {
    return this.$matchCount();
  }
  protected override $create(): this {
    return this.#create() as this;
  }
}

const declared = new DeclaredQuery({
  name: 'unmarked',
  rows: [Body],
  with: [],
  without: [Mark],
  createLoop: (source, match) => new UnmarkedLoop(source, match, () => new BodyRow(), false),
  createMutLoop: (source, match) => new UnmarkedLoop(source, match, () => new BodyRowMut(), true),
});

export function unmarked(source: Transaction): UnmarkedLoop<BodyRowMut>;
export function unmarked(source: Published): UnmarkedLoop<BodyRow>;
export function unmarked(source: Transaction | Published): UnmarkedLoop<BodyRow> | UnmarkedLoop<BodyRowMut> {
  return source.$declared(declared);
}
