/** What generated code calls the classes of a query, and the tables that a query passes to its loop. */

import type { Query, Table } from '../schema/model.js';
import { camelCase, exportProblem, pascalCase } from '../schema/names.js';

export interface QueryClasses {
  readonly loop: string;
  readonly mutLoop: string;
  readonly run: string;
  /** Only there if the query writes. */
  readonly mutRun: string;
}

export function queryClasses(name: string): QueryClasses {
  const own = pascalCase(name);
  return { loop: `${own}Loop`, mutLoop: `${own}MutLoop`, run: `${own}Run`, mutRun: `${own}MutRun` };
}

/** A table whose rows the query passes. */
export interface Passed {
  readonly table: Table;
  readonly isWritten: boolean;
  /** Name of a parameter or variable for its row. */
  readonly local: string;
  /** Property of a run. */
  readonly property: string;
}

/** What the generated methods call their own variables, and what they use of the runtime. */
const LOCALS = ['visit', 'entity', 'entities', 'source', 'match', 'row', 'loop', 'defineHidden'];

/** What a run has beside its tables. */
const RUN_MEMBERS = ['count', 'entities'];

/** In the order in which the loop passes them: those that are written first. */
export function passedRows(query: Query): Passed[] {
  const locals = new Set(LOCALS);
  const properties = new Set(RUN_MEMBERS);
  return [...query.write, ...query.read].map((table) => ({
    table,
    isWritten: query.write.includes(table),
    local: freeName(camelCase(table.name), 'Row', locals),
    property: freeName(camelCase(table.name), 'Rows', properties),
  }));
}

/** The name, or one with a suffix where the language or its neighbours have it already. */
function freeName(name: string, suffix: string, taken: Set<string>): string {
  let free = name;
  while (taken.has(free) || exportProblem(free) !== undefined || free in Object.prototype) free += suffix;
  taken.add(free);
  return free;
}
