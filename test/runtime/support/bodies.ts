/** A declared query that only reads `body`, also in transactions, in the shape of currently generated code. */

import {
  DeclaredQuery,
  type Iteration,
  type LoopHost,
  LoopQuery,
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

export class BodiesLoop extends QueryLoop<readonly [], BodiesRun> {
  #at = -1;
  #iteration: Iteration<readonly []>;
  readonly #host: LoopHost;
  protected override readonly $query: LoopQuery<readonly [], BodiesRun>;

  constructor(query: LoopQuery<readonly [], BodiesRun>, host: LoopHost) {
    super();
    this.$query = query;
    this.#iteration = query.idle;
    this.#host = host;
  }

  override next(): boolean {
    return this.$query.advance(this);
  }

  override $advance(): boolean {
    this.#iteration = this.$query.step(this.#iteration, this.#at, this.#host);
    this.#at = this.#iteration.$at;
    return this.#iteration !== this.$query.ended;
  }
}

const declared = new DeclaredQuery({
  name: 'bodies',
  rows: [Body],
  with: [],
  without: [],
  loops: createLoops,
  mutLoops: createLoops,
});

function createLoops(source: LoopSource, match: Match): (host: LoopHost) => BodiesLoop {
  const query = new LoopQuery<readonly [], BodiesRun>(source, match, {
    createRows: () => [],
    createRun: (loop) => new BodiesRun(loop),
    walk: () => {},
    writable: [],
  });
  return (host) => new BodiesLoop(query, host);
}

export function bodies(source: Pick<Transaction, '$declared'>): BodiesLoop {
  return source.$declared(declared);
}
