/** The view of one loop of a query: over the published state, or inside a transaction. */

import type { Query } from '../schema/index.js';
import { type Description, descriptionOf } from './comments.js';
import type { CopyView } from './copy-view.js';
import { type Passed, queryClasses, visitorOf } from './query-names.js';
import type { RuntimeNames, Scope } from './scope.js';

export interface LoopView {
  readonly runtime: RuntimeNames;
  readonly global: Scope['global'];
  readonly description: Description;
  readonly queryName: string;
  readonly isMut: boolean;
  readonly className: string;
  readonly run: string;
  /** Names of the types of the list of rows and of the callback of `forEach`. */
  readonly rowTypes: string;
  readonly visitor: string;
  /** Classes of all rows. */
  readonly rowClasses: readonly string[];
  /** The name of the function that visits a segment for `forEach`. */
  readonly walk: string;
  /** The property of the query's definition that creates the loop. */
  readonly factory: string;
  readonly rows: readonly LoopRowView[];
  readonly optional: readonly OptionalRowView[];
  /** The arguments of the callback for `optional`. */
  readonly optionalArguments: readonly string[];
  readonly copy: CopyView;
  /** Names of the parameters and variables for `rows`. */
  readonly locals: readonly string[];
  /** Expressions that create the rows. */
  readonly newRows: readonly string[];
  /** Whether the loop writes each row. */
  readonly writable: readonly boolean[];
  /** Variable of the walk with the list of rows of the first table. */
  readonly firstRows: string;
}

/** A row that every match has. */
interface LoopRowView {
  readonly runtime: RuntimeNames;
  readonly global: Scope['global'];
  readonly tableName: string;
  /** Name of the public property. */
  readonly property: string;
  /** The row's class. */
  readonly row: string;
  readonly local: string;
  /** Property with the list of rows. */
  readonly rowsMember: string;
  /** Variable of the walk with the list of rows. */
  readonly rowsVariable: string;
  /** Variable of the walk with the offset of the row. */
  readonly at: string;
  readonly position: number;
  /** Distance from row to row. */
  readonly step: number;
}

/** A row that is `undefined` if the entity has none. */
interface OptionalRowView extends Pick<LoopRowView, 'tableName' | 'property' | 'row' | 'local' | 'position' | 'step'> {
  /** Its position among the optional rows. */
  readonly optionalPosition: number;
  /** Variable with the number of the row in its table. */
  readonly rowVariable: string;
}

export function loopView(
  query: Query,
  passed: readonly Passed[],
  copy: CopyView,
  isMut: boolean,
  scope: Scope,
): LoopView {
  const { runtime, global } = scope;
  const { loop, mutLoop, run, mutRun } = queryClasses(query.name);
  const className = isMut ? mutLoop : loop;
  const required = passed.filter(({ isOptional }) => !isOptional);
  const rows = required.map(
    ({ table, isWritten, local, member, step }, position): LoopRowView => ({
      runtime,
      global,
      tableName: table.name,
      property: member,
      row: scope.rowClass(table, isMut && isWritten),
      local,
      rowsMember: `${local}$rows`,
      rowsVariable: `$${local}Rows`,
      at: `$${local}At`,
      position,
      step,
    }),
  );
  const optional = passed.slice(rows.length).map(
    ({ table, local, member, step }, optionalPosition): OptionalRowView => ({
      tableName: table.name,
      property: member,
      row: scope.rowClass(table, false),
      local,
      rowVariable: `$${local}Row`,
      position: rows.length + optionalPosition,
      optionalPosition,
      step,
    }),
  );
  const all = [...rows, ...optional];
  const [first] = rows;
  return {
    runtime,
    global,
    description: descriptionOf(query.description),
    queryName: query.name,
    isMut,
    className,
    run: isMut && query.write.length > 0 ? mutRun : run,
    // The `$` avoids the names of other exports.
    rowTypes: `$${className}Rows`,
    visitor: visitorOf(className),
    rowClasses: all.map(({ row }) => row),
    walk: `walk${className}`,
    factory: isMut ? 'mutLoops' : 'loops',
    rows,
    optional,
    optionalArguments: optional.map(({ rowVariable, local }) => `${rowVariable} < 0 ? undefined : ${local}`),
    copy,
    locals: rows.map(({ local }) => local),
    newRows: all.map(({ row }) => `new ${row}()`),
    writable: passed.map(({ isWritten }) => isMut && isWritten),
    firstRows: first?.rowsVariable ?? '$rows',
  };
}
