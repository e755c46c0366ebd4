/** The view of one loop of a query: over the published state, or inside a transaction. */

import type { SchemaLayout } from '../layout/index.js';
import type { Query } from '../schema/model.js';
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
  /** Names of the rows' variables. */
  readonly locals: readonly string[];
  /** Whether each row is written. */
  readonly writable: readonly boolean[];
}

interface LoopRowView {
  readonly runtime: RuntimeNames;
  readonly member: string;
  /** The row's class. */
  readonly row: string;
  readonly local: string;
  /** The variable that says where the row is. */
  readonly at: string;
  readonly position: number;
  /** How far the cursor moves from row to row: the record's bytes, or 1 on a tag, which counts rows. */
  readonly step: number;
}

export function loopView(
  query: Query,
  passed: readonly Passed[],
  isMut: boolean,
  { tables }: SchemaLayout,
  scope: Scope,
): LoopView {
  const { runtime } = scope;
  const { loop, mutLoop, run, mutRun } = queryClasses(query.name);
  return {
    runtime,
    description: descriptionOf(query.description),
    queryName: query.name,
    isMut,
    className: isMut ? mutLoop : loop,
    run: isMut && query.write.length > 0 ? mutRun : run,
    rows: passed.map(({ table, isWritten, local }, position) => ({
      runtime,
      member: `$$${local}`,
      row: scope.rowClass(table, isMut && isWritten),
      local,
      at: `$${local}At`,
      position,
      step: Math.max(tables.find((one) => one.table === table)?.size ?? 0, 1),
    })),
    locals: passed.map(({ local }) => local),
    writable: passed.map(({ isWritten }) => isMut && isWritten),
  };
}
