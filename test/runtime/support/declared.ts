/**
 * A handwritten declared query, in the shape of generated code. Tests of generated code are in
 * test/generator/generated.
 */

import type { Entity } from '@ecsdb/runtime';
import {
  DeclaredQuery,
  type Iteration,
  type LoopHost,
  LoopQuery,
  type LoopSource,
  type Match,
  QueryLoop,
  type Reader,
  RunBase,
  type RunSource,
  TableRun,
  type Transaction,
  type WalkedLoop,
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

export type UnmarkedVisitor<R extends BodyRow> = (body: R, entity: Entity) => void;

export class UnmarkedLoop<R extends BodyRow> extends QueryLoop<readonly [R], UnmarkedRun, UnmarkedVisitor<R>> {
  #iteration: Iteration<readonly [R]>;
  #at = -1;
  readonly #host: LoopHost;
  protected override readonly $query: LoopQuery<readonly [R], UnmarkedRun, UnmarkedVisitor<R>>;

  constructor(query: LoopQuery<readonly [R], UnmarkedRun, UnmarkedVisitor<R>>, host: LoopHost) {
    super();
    this.$query = query;
    this.#host = host;
    this.#iteration = query.idle;
  }

  get body(): R {
    return this.#iteration.rows[0];
  }

  get entity(): Entity {
    return this.#iteration.$entityAt(this.#at);
  }

  override next(): boolean {
    if (this.#at + 1 < this.#iteration.$end) {
      this.#at++;
      this.#iteration.$move(this.#at);
      return true;
    }
    return this.$query.advance(this);
  }

  override $advance(): boolean {
    this.#iteration = this.$query.step(this.#iteration, this.#at, this.#host);
    this.#at = this.#iteration.$at;
    return this.#iteration !== this.$query.ended;
  }
}

function walk<R extends BodyRow>(loop: WalkedLoop<readonly [R]>, visit: UnmarkedVisitor<R>): void {
  const [body] = loop.$rows;
  for (let at = loop.$at; at < loop.$end; at++) {
    const row = loop.$isListed ? (loop.$list(0)[at] as number) : at;
    body.$move(row * 32);
    visit(body, loop.$entities[row] as Entity);
  }
}

function loopsOf<R extends BodyRow>(createRow: () => R, writes: boolean) {
  return (source: LoopSource, match: Match) => {
    const query = new LoopQuery<readonly [R], UnmarkedRun, UnmarkedVisitor<R>>(source, match, {
      createRows: () => [createRow()],
      createRun: (loop) => new UnmarkedRun(loop),
      walk,
      writable: [writes],
    });
    return (host: LoopHost) => new UnmarkedLoop(query, host);
  };
}

const declared = new DeclaredQuery({
  name: 'unmarked',
  rows: [Body],
  with: [],
  without: [Mark],
  loops: loopsOf(() => new BodyRow(), false),
  mutLoops: loopsOf(() => new BodyRowMut(), true),
});

export function unmarked(source: Transaction): UnmarkedLoop<BodyRowMut>;
export function unmarked(source: Reader): UnmarkedLoop<BodyRow>;
export function unmarked(source: Reader): UnmarkedLoop<BodyRow> | UnmarkedLoop<BodyRowMut> {
  return source.$declared(declared);
}
