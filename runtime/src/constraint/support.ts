/** Indexes and constraints, for schemas that need them. */

import type { AnyComponent } from '../component/index.js';
import { findAll, type Lookup } from '../lookup/index.js';
import type { Region } from '../memory/index.js';
import { OrderedIndex } from '../ordered-index/index.js';
import type { SchemaDescriptor, TableDescriptor } from '../schema/index.js';
import {
  buildIndexes,
  type IndexReader,
  type IndexShape,
  IndexSupport,
  indexShapes,
  type OnViolation,
  type Store,
  type Table,
} from '../table/index.js';
import { Constraints } from './constraints.js';
import { findViolations } from './stored-violations.js';

class ConstraintSupport extends IndexSupport {
  shapesOf(schema: SchemaDescriptor, table: TableDescriptor): readonly IndexShape[] {
    return indexShapes(schema, table);
  }

  createIndex(region: Region, { codec }: IndexShape, table: string): OrderedIndex {
    return new OrderedIndex(region, codec.words, table);
  }

  build(table: Table): void {
    buildIndexes(table);
  }

  find(host: IndexReader, component: AnyComponent, index: string, values: readonly unknown[]): Lookup {
    return findAll(host, component, index, values);
  }

  findViolations(store: Store, onViolation: OnViolation): void {
    findViolations(store, onViolation);
  }

  checksOf(store: Store): Constraints | undefined {
    return Constraints.of(store);
  }
}

/** What the schema of a database brings that has an index, a foreign key or a parent table. */
export const CONSTRAINTS: IndexSupport = /*@__PURE__*/ new ConstraintSupport();
