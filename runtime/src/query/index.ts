/** Queries: which rows match, as runs, and how loops and iterators visit them. */

export type { WalkedLoop } from './callback-loop.js';
export { DeclaredQuery, declaredBy } from './declared.js';
export type { Iteration } from './iteration.js';
export { type LoopHost, LoopQuery } from './loop-query.js';
export type { LoopSource } from './loop-source.js';
export type { Match, MatchStats } from './match.js';
export { Queries } from './queries.js';
export {
  Query,
  type QueryArguments,
  type QueryCopy,
  type QueryHost,
  type QueryTerm,
  queryOver,
  type ReadTerm,
} from './query.js';
export { QueryLoop } from './query-loop.js';
export type { ReadonlyElements } from './readonly-elements.js';
export { type ReadonlyTableRun, RunBase, type RunSource, TableRun } from './run.js';
export type { Column, ReadonlyColumn } from './run-column.js';
export type { WatchedQuery } from './watched-query.js';
