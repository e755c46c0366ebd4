/** What the modules of indexes and constraints do for stores whose schema needs them. */

import { type AnyComponent, type Row, type Schema, SchemaSupport } from '../component/index.js';
import type { Entity } from '../entity/index.js';
import type { Region } from '../memory/index.js';
import type { OrderedIndex } from '../ordered-index/index.js';
import type { SchemaDescriptor, TableDescriptor } from '../schema/index.js';
import type { IndexShape } from './index-shape.js';
import type { Store } from './store.js';
import type { StoreSide } from './store-side.js';
import type { Table } from './table.js';

/** Checks what must hold when a transaction ends. */
export interface TransactionChecks {
  /** Brings the indexes of a table up to date with the running transaction. */
  update(table: Table): void;
  /** Ends the running transaction. Throws the first violation; the caller undoes the transaction. No row is open. */
  enforce(): void;
}

/** What a lookup by the name of an index needs of a database, a pinned version or a transaction. */
export interface IndexReader {
  readonly side: StoreSide;
  assertOpen(): void;
  read<Result>(entity: Entity, component: AnyComponent, visit: (row: Row) => Result): Result;
}

/** A row that its schema forbids. */
export interface Violation {
  readonly constraint: 'primary key' | 'unique' | 'foreign key' | 'parent' | 'bounds';
  readonly table: string;
  readonly entity: number;
  /** The other entity with the same value. */
  readonly other?: number;
  /** A sentence without its full stop. */
  readonly message: string;
}

export type OnViolation = (violation: Violation) => void;

export abstract class IndexSupport extends SchemaSupport {
  readonly purpose = 'indexes and constraints';

  abstract shapesOf(schema: SchemaDescriptor, table: TableDescriptor): readonly IndexShape[];
  abstract createIndex(region: Region, shape: IndexShape, table: string): OrderedIndex;
  /** Fills the indexes of a table from its rows. */
  abstract build(table: Table): void;
  /** Finds the rows of a store that violate a key, a reference or a parent. */
  abstract findViolations(store: Store, onViolation: OnViolation): void;
  /** A `Lookup` of lookup/lookup.ts: entities by the first values of the index with this name, then options. */
  abstract find(host: IndexReader, component: AnyComponent, index: string, values: readonly unknown[]): object;
  /** Undefined if nothing has to be checked. */
  abstract checksOf(store: Store): TransactionChecks | undefined;
}

/** The support that a schema brings, if it has indexes or constraints. */
export function supportOf({ support }: Schema): IndexSupport | undefined {
  return support instanceof IndexSupport ? support : undefined;
}

const NO_SHAPES: readonly IndexShape[] = [];

export function shapesOf(schema: Schema, { descriptor }: AnyComponent): readonly IndexShape[] {
  return supportOf(schema)?.shapesOf(schema.descriptor, descriptor) ?? NO_SHAPES;
}
