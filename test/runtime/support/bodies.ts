/** A declared query that only reads `body`, also in transactions, in the shape of currently generated code. */

import {
  DeclaredQuery,
  type LoopSource,
  type Match,
  QueryLoop,
  type ReadonlyTableRun,
  RunBase,
  type RunSource,
  TableRun,
  type Transaction,
} from '@ecsdb/runtime/codegen-v1';
import { Body, type BodyColumns } from './body.js';

export class BodiesRun extends RunBase {
  readonly body: ReadonlyTableRun<BodyColumns>;
  constructor(loop: RunSource) {
    const body = new TableRun(Body);
    super(loop, [body]);
    this.body = body;
  }
}

export class BodiesLoop extends QueryLoop<never, BodiesRun> {
  protected override readonly $run: BodiesRun;
  constructor(source: LoopSource, match: Match) {
    super(source, match, [], []);
    this.$run = new BodiesRun(this);
  }
  protected override $walk(): void {}
  protected override $create(): this {
    return new BodiesLoop(this.$source, this.$match) as this;
  }
}

const declared = new DeclaredQuery({
  name: 'bodies',
  rows: [Body],
  with: [],
  without: [],
  createLoop: (source, match) => new BodiesLoop(source, match),
  createMutLoop: (source, match) => new BodiesLoop(source, match),
});

export function bodies(source: Pick<Transaction, '$declared'>): BodiesLoop {
  return source.$declared(declared);
}
