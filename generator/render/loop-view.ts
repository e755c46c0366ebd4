/** The view of one loop of a query: over the published state, or inside a transaction. */

import type { Query } from '../schema/index.js';
import { type Description, descriptionOf } from './comments.js';
import { type Passed, queryClasses } from './query-names.js';
import type { RuntimeNames, Scope } from './scope.js';

export interface LoopView {
  readonly runtime: RuntimeNames;
  readonly description: Description;
  readonly queryName: string;
  readonly isMut: boolean;
  readonly className: string;
  readonly run: string;
  readonly rows: readonly LoopRowView[];
  /** Names of the parameters and variables for the rows. */
  readonly locals: readonly string[];
  /** Whether the loop writes each row. */
  readonly writable: readonly boolean[];
}

interface LoopRowView {
  readonly runtime: RuntimeNames;
  readonly member: string;
  /** The row's class. */
  readonly row: string;
  readonly local: string;
  /** The variable that holds the offset of the row. */
  readonly at: string;
  readonly position: number;
  /** Distance from row to row. */
  readonly step: number;
}

export function loopView(query: Query, passed: readonly Passed[], isMut: boolean, scope: Scope): LoopView {
  const { runtime } = scope;
  const { loop, mutLoop, run, mutRun } = queryClasses(query.name);
  return {
    runtime,
    description: descriptionOf(query.description),
    queryName: query.name,
    isMut,
    className: isMut ? mutLoop : loop,
    run: isMut && query.write.length > 0 ? mutRun : run,
    rows: passed.map(({ table, isWritten, local, step }, position) => ({
      runtime,
      member: `$$${local}`,
      row: scope.rowClass(table, isMut && isWritten),
      local,
      at: `$${local}At`,
      position,
      step,
    })),
    locals: passed.map(({ local }) => local),
    writable: passed.map(({ isWritten }) => isMut && isWritten),
  };
}
