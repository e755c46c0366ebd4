/** Counts what a snapshot contains, in the same way for writing and reading. */

import { setU64 } from '../directory/index.js';
import {
  BLOCK_REGISTRY,
  BLOCK_ROWS,
  ENTRY_BLOCKS,
  ENTRY_BYTES,
  ENTRY_COUNT,
  ENTRY_TABLE_ID,
  ENTRY_TYPE,
  FOOTER_BLOCKS,
  FOOTER_BYTES,
  FOOTER_CHECKSUM,
  type SnapshotBlock,
} from './format.js';

interface Entry {
  readonly type: number;
  readonly tableId: number;
  count: number;
  blocks: number;
}

export class Contents {
  readonly #entries: Entry[] = [];

  /** Number of entries: the registry, and each table with rows. */
  get length(): number {
    return this.#entries.length;
  }

  /** Blocks of one kind follow each other. */
  add({ type, tableId, count }: SnapshotBlock): void {
    if (type !== BLOCK_REGISTRY && type !== BLOCK_ROWS) return;
    let entry = this.#entries.at(-1);
    if (entry === undefined || entry.type !== type || entry.tableId !== tableId) {
      entry = { type, tableId, count: 0, blocks: 0 };
      this.#entries.push(entry);
    }
    entry.count += count;
    entry.blocks++;
  }

  /** Rows, or indexes of the registry, over all blocks of a type. */
  countOf(type: number): number {
    return this.#entries.reduce((sum, entry) => (entry.type === type ? sum + entry.count : sum), 0);
  }

  /** The payload of the block of contents. */
  encode(): Uint8Array {
    const bytes = new Uint8Array(this.length * ENTRY_BYTES);
    const view = new DataView(bytes.buffer);
    for (const [i, entry] of this.#entries.entries()) {
      const at = i * ENTRY_BYTES;
      view.setUint16(at + ENTRY_TABLE_ID, entry.tableId, true);
      view.setUint8(at + ENTRY_TYPE, entry.type);
      setU64(view, at + ENTRY_COUNT, entry.count);
      setU64(view, at + ENTRY_BLOCKS, entry.blocks);
    }
    return bytes;
  }
}

/** The payload of a footer: the number of blocks before it, and the checksum over their header checksums. */
export function encodeFooter(blocks: number, checksum: number): Uint8Array {
  const footer = new Uint8Array(FOOTER_BYTES);
  const view = new DataView(footer.buffer);
  setU64(view, FOOTER_BLOCKS, blocks);
  view.setUint32(FOOTER_CHECKSUM, checksum, true);
  return footer;
}
