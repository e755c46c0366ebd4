/** Queries: which rows match, as runs, and how loops and iterators visit them. */

export { DeclaredQuery } from './declared.js';
export { QueryLoop } from './loop.js';
export type { LoopSource } from './loop-source.js';
export type { Match } from './match.js';
export { Queries } from './queries.js';
export { type Query, type QueryArguments, type QueryHost, type QueryTerm, queryOver } from './query.js';
export type { ReadonlyElements } from './readonly-elements.js';
export { type ReadonlyTableRun, RunBase, type RunSource, TableRun } from './run.js';
export type { Column, ReadonlyColumn } from './run-column.js';
