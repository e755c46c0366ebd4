/** The state of a database, row by row. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import { csvLines, type Store, stateLines } from '@ecsdb/runtime/storage';
import type { Output } from '../terminal/index.js';

/** A recovered database. */
export interface State {
  readonly schema: SchemaDescriptor;
  readonly store: Store;
  readonly version: number;
}

/** The state as JSON lines; with `tables`, only these tables. */
export function dumpState(state: State, tables: ReadonlySet<string> | undefined, output: Output): void {
  for (const line of stateLines(state, tables)) output.line(line);
}

/** One table as CSV. */
export function dumpCsv(state: State, table: string, output: Output): void {
  for (const line of csvLines(state, table)) output.line(line);
}
