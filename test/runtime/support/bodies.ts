/** A declared query that only reads `body`, also in transactions, in the shape of currently generated code. */

import {
  DeclaredQuery,
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
  override next(): boolean {
    return false;
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

function createLoops(source: LoopSource, match: Match): () => BodiesLoop {
  const query = new LoopQuery<readonly [], BodiesRun>(source, match, {
    createRows: () => [],
    createRun: (loop) => new BodiesRun(loop),
    walk: () => {},
    writable: [],
  });
  return () => new BodiesLoop(query);
}

export function bodies(source: Pick<Transaction, '$declared'>): BodiesLoop {
  return source.$declared(declared);
}
