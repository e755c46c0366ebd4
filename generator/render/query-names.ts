/** Names in the code of a query: its classes, and its tables as parameters and properties. */

import type { TableLayout } from '../layout/index.js';
import { camelCase, exportProblem, pascalCase, type Query, type Table } from '../schema/index.js';

export interface QueryClasses {
  readonly loop: string;
  readonly mutLoop: string;
  readonly run: string;
  /** Exists only if the query writes. */
  readonly mutRun: string;
}

export function queryClasses(name: string): QueryClasses {
  const own = pascalCase(name);
  return { loop: `${own}Loop`, mutLoop: `${own}MutLoop`, run: `${own}Run`, mutRun: `${own}MutRun` };
}

/** The type of the callback of `forEach` of a loop. */
export function visitorOf(className: string): string {
  return `$${className}Visitor`;
}

/** A table whose rows the query passes to its callback. */
export interface Passed {
  readonly table: Table;
  readonly isWritten: boolean;
  readonly isOptional: boolean;
  /** Bytes from row to row, or 1 in a tag, whose rows have none and are counted. */
  readonly step: number;
  /** Name of the parameter and variable for its row. */
  readonly local: string;
  /** Name of the property of a run, which shows only tables that are not optional. */
  readonly property: string;
  /** Name of the property of a loop. */
  readonly member: string;
}

/** Other variables of the generated methods, and functions of the runtime that they call. */
const LOCALS = [
  'visit',
  'entity',
  'entities',
  'source',
  'match',
  'row',
  'loop',
  'at',
  'query',
  'host',
  'advance',
  'iteration',
];

/** Other properties of a run. */
const RUN_MEMBERS = ['count', 'entities'];

/** Other properties of a loop, and those that later versions of it may have. */
const LOOP_MEMBERS = ['entity', 'next', 'forEach', 'runs', 'count', 'toJSON', 'first', 'toArray', 'entities'];

/** In the order in which the loop passes them: written tables first, optional ones last. */
export function passedRows(query: Query, tables: readonly TableLayout[]): Passed[] {
  const locals = new Set(LOCALS);
  const properties = new Set(RUN_MEMBERS);
  const members = new Set(LOOP_MEMBERS);
  return [...query.write, ...query.read, ...query.optional].map((table) => ({
    table,
    isWritten: query.write.includes(table),
    isOptional: query.optional.includes(table),
    step: Math.max(tables.find((one) => one.table === table)?.size ?? 0, 1),
    local: freeName(camelCase(table.name), 'Row', locals),
    property: freeName(camelCase(table.name), 'Rows', properties),
    member: freeName(camelCase(table.name), 'Row', members),
  }));
}

/** The name, with a suffix if it is taken or cannot be declared. */
function freeName(name: string, suffix: string, taken: Set<string>): string {
  let free = name;
  while (taken.has(free) || exportProblem(free) !== undefined || free in Object.prototype) free += suffix;
  taken.add(free);
  return free;
}
