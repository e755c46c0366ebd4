/** Which blocks may follow each other in a snapshot, and how long they must be. */

import type { SchemaDescriptor } from '../schema/index.js';
import {
  BLOCK_CONTENTS,
  BLOCK_FOOTER,
  BLOCK_REGISTRY,
  BLOCK_ROWS,
  BLOCK_SCHEMA,
  ENTRY_BYTES,
  FOOTER_BYTES,
  ROW_ENTITY_BYTES,
  type SnapshotBlock,
  WORD_BYTES,
} from './format.js';

/** For each type of block, the types that may follow. */
const FOLLOWERS: { readonly [type: number]: readonly number[] } = {
  [BLOCK_SCHEMA]: [BLOCK_REGISTRY],
  [BLOCK_REGISTRY]: [BLOCK_REGISTRY, BLOCK_ROWS, BLOCK_CONTENTS],
  [BLOCK_ROWS]: [BLOCK_ROWS, BLOCK_CONTENTS],
  [BLOCK_CONTENTS]: [BLOCK_FOOTER],
  [BLOCK_FOOTER]: [],
};

export class BlockOrder {
  /** By table id. */
  readonly #strides: ReadonlyMap<number, number>;
  #last: SnapshotBlock;

  /** `schemaBlock` is the first block, which contains `schema`. */
  constructor(schema: SchemaDescriptor, schemaBlock: SnapshotBlock) {
    this.#strides = new Map(schema.tables.map(({ tableId, size }) => [tableId, size]));
    this.#last = schemaBlock;
  }

  /** Why the block cannot follow, as the end of a sentence that begins with "the block"; undefined if it can. */
  objectionTo(block: SnapshotBlock): string | undefined {
    const last = this.#last;
    this.#last = block;
    if (!FOLLOWERS[last.type]?.includes(block.type))
      return `is of type ${block.type} and follows one of type ${last.type}`;
    const objection = block.type === BLOCK_ROWS ? this.#objectionToRows(block, last) : objectionToOthers(block, last);
    if (objection !== undefined) return objection;
    const expected = this.#lengthOf(block);
    return block.length === expected
      ? undefined
      : `has ${block.length} bytes, and ${block.count} of its kind have ${expected}`;
  }

  #objectionToRows({ tableId, first, count }: SnapshotBlock, last: SnapshotBlock): string | undefined {
    if (!this.#strides.has(tableId)) return `is of table ${tableId}, which the schema does not have`;
    if (count === 0) return 'has no rows';
    if (last.type !== BLOCK_ROWS || tableId > last.tableId) return undefined;
    if (tableId < last.tableId) return `is of table ${tableId} and follows one of table ${last.tableId}`;
    if (first + count > last.first)
      return `has rows up to ${first + count}, and the one before begins with ${last.first}`;
    return undefined;
  }

  #lengthOf({ type, tableId, count }: SnapshotBlock): number {
    switch (type) {
      case BLOCK_REGISTRY:
        return count * WORD_BYTES;
      case BLOCK_ROWS:
        return count * (ROW_ENTITY_BYTES + (this.#strides.get(tableId) as number));
      case BLOCK_CONTENTS:
        return count * ENTRY_BYTES;
      default:
        return FOOTER_BYTES;
    }
  }
}

function objectionToOthers({ type, tableId, first, count }: SnapshotBlock, last: SnapshotBlock): string | undefined {
  if (tableId !== 0) return 'is of a table';
  const expected = type === BLOCK_REGISTRY && last.type === BLOCK_REGISTRY ? last.first + last.count : 0;
  if (first !== expected) return `begins with ${first}, and ${expected} comes next`;
  return count === 0 && type === BLOCK_REGISTRY ? 'has no indexes' : undefined;
}
