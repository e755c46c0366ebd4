/** Queries: which rows match, as runs, and how loops walk them. */

export { DeclaredQuery, type QueryDefinition } from './declared.js';
export { type AnyLoop, QueryLoop } from './loop.js';
export type { Match } from './match.js';
export { Queries } from './queries.js';
export { type Query, type QueryArguments, type QueryHost, queryOver, type QueryTerm, type TermRow } from './query.js';
export { type Column, type Elements, RunBase, TableRun } from './run.js';
export type { LoopSource } from './source.js';
