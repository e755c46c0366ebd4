/**
 * `@ecsdb/runtime/codegen-v1`: what generated code imports, and nothing else does.
 *
 * This entry is versioned: whatever it exports keeps its meaning for as long as the entry exists, so that code generated
 * by an older ecsdb-gen works with a newer runtime.
 */

import type { Database as OwnDatabase } from './database/index.js';
import type { AttachedDatabase, PinnedVersion } from './threads/index.js';

export { isRecord } from './arguments.js';
export { Accessor, Row, type Stored, type WritableRow } from './component/accessor.js';
export { CLOSED } from './component/closed.js';
export { Component } from './component/component.js';
export { FixedComposites, FixedCompositesMut } from './component/composite-array.js';
export {
  BOOL,
  ENTITY,
  enumCodec,
  FixedElements,
  FixedElementsMut,
  I64_NUMBER,
  stringCodec,
  U64_NUMBER,
} from './component/element-array.js';
export type { ArrayValue } from './component/fixed-array.js';
export { defineHidden } from './component/inspection.js';
export {
  FixedF32,
  FixedF32Mut,
  FixedF64,
  FixedF64Mut,
  FixedI8,
  FixedI8Mut,
  FixedI16,
  FixedI16Mut,
  FixedI32,
  FixedI32Mut,
  FixedI64,
  FixedI64Mut,
  FixedU8,
  FixedU8Mut,
  FixedU16,
  FixedU16Mut,
  FixedU32,
  FixedU32Mut,
  FixedU64,
  FixedU64Mut,
} from './component/numeric-array.js';
export { rejectKey, rejectValue } from './component/rejection.js';
export {
  EXPECTED,
  readEntity,
  readI64Number,
  readU64Number,
  writeEntity,
  writeI64Number,
  writeU64Number,
  zeroBytes,
} from './component/scalars.js';
export { Schema } from './component/schema.js';
export { readString, writeString } from './component/text.js';
export type { Entity } from './entity/index.js';
export type { ElementArrays as Views } from './memory/index.js';
export {
  DeclaredQuery,
  type LoopSource,
  type Match,
  QueryLoop,
  type ReadonlyTableRun,
  RunBase,
  type RunSource,
  TableRun,
} from './query/index.js';
export type { Reader } from './read/index.js';
export type { Transaction } from './transaction/index.js';

/** What code generated before `Reader` was exported here asks a declared query of, outside a transaction. */
export type Database = OwnDatabase | AttachedDatabase | PinnedVersion;
