/** Applies a scan to a replica: the blocks, then the transactions that were committed while it ran. */

import { type Entity, INDEX_LIMIT } from '../entity/index.js';
import {
  DELETE,
  DESPAWN,
  INSERT,
  OperationReader,
  REPLACE,
  ReplayError,
  SPAWN,
  UPDATE,
  UPDATE_OFFSET_BYTES,
} from '../operation/index.js';
import {
  areEntities,
  areRegistryWords,
  ROW_ENTITY_BYTES,
  WORD_ALIVE,
  WORD_BYTES,
  WORD_GENERATION,
  WORD_RETIRED,
} from '../snapshot/index.js';
import type { ReplicaRows } from './rows.js';
import type { StateBlock } from './state-scan.js';

/**
 * Blocks have different versions, so what a transaction changes may be older or newer than it: a row that it updates
 * may have been deleted since. Each operation states its result, so the last one on a row decides. Wrong bytes throw a
 * `ReplayError`.
 */
export class StateReplay {
  readonly #rows: ReplicaRows;
  readonly #reader: OperationReader = new OperationReader();
  /** Rows whose strings are to be checked at the end: an older change may have been applied to a newer row. */
  readonly #patched: Map<number, Set<number>> = new Map();

  /** Of a replica that contains nothing yet. */
  constructor(rows: ReplicaRows) {
    this.#rows = rows;
  }

  /** All blocks come before the first transaction. */
  block(block: StateBlock): void {
    if (block.kind === 'registry') this.#registry(block);
    else this.#putRows(block);
  }

  /** A transaction after the version at which the scan began, as `Commit.bytes` contains it; each in order. */
  transaction(bytes: Uint8Array): void {
    const reader = this.#reader;
    reader.beginTransaction(bytes, 0, bytes.length);
    while (reader.next()) this.#apply(bytes);
  }

  /** After the last transaction. Then the replica has the state of this version. */
  finish(): void {
    for (const [tableId, indexes] of this.#patched) {
      for (const index of indexes) this.#rows.requireTexts(tableId, index);
    }
  }

  #registry({ first, count, bytes }: StateBlock): void {
    if (bytes.length !== count * WORD_BYTES) throw wrongLength(bytes);
    const words = wordsOf(bytes, count);
    if (!areRegistryWords(words)) throw new ReplayError('a block of the registry contains a state that cannot exist');
    for (let i = 0; i < count; i++) {
      const index = first + i;
      const word = words[i] as number;
      // Index 0 is no entity.
      if (index === 0) continue;
      const generation = word & WORD_GENERATION;
      if (word === WORD_RETIRED) this.#rows.free(index);
      else if ((word & WORD_ALIVE) === 0) this.#rows.free(index, generation);
      else this.#rows.enter((generation * INDEX_LIMIT + index) as Entity);
    }
  }

  #putRows({ tableId, count, bytes }: StateBlock): void {
    const records = count * ROW_ENTITY_BYTES;
    if (bytes.length < records || (count > 0 && (bytes.length - records) % count !== 0)) throw wrongLength(bytes);
    const entities = wordsOf(bytes, count * 2);
    if (!areEntities(entities)) throw new ReplayError('a block of rows names an entity that cannot exist');
    const size = count === 0 ? 0 : (bytes.length - records) / count;
    for (let i = 0; i < count; i++) {
      const index = entities[i * 2] as number;
      const at = records + i * size;
      // It may have begun after its index was read.
      this.#rows.enter(((entities[i * 2 + 1] as number) * INDEX_LIMIT + index) as Entity);
      this.#rows.put(tableId, index, bytes, at, at + size);
    }
  }

  #apply(bytes: Uint8Array): void {
    const { kind, tableId, index, generation, bodyStart, bodyLength } = this.#reader;
    const rows = this.#rows;
    const entity = (generation * INDEX_LIMIT + index) as Entity;
    if (kind === SPAWN) rows.enter(entity);
    else if (kind === DESPAWN) {
      rows.enter(entity);
      rows.destroy(index);
    } else if (rows.entityAt(index) !== entity) {
      // It was destroyed later, and that transaction is still to come.
    } else if (kind === INSERT || kind === REPLACE) rows.put(tableId, index, bytes, bodyStart, bodyStart + bodyLength);
    else if (!rows.hasRow(tableId, index)) {
      // It was deleted later.
    } else if (kind === DELETE) rows.remove(tableId, index);
    else if (kind === UPDATE) {
      const first = new DataView(bytes.buffer, bytes.byteOffset + bodyStart).getUint32(0, true);
      const length = bodyLength - UPDATE_OFFSET_BYTES;
      rows.patchUnchecked(tableId, index, first, length, bytes, bodyStart + UPDATE_OFFSET_BYTES);
      this.#checkLater(tableId, index);
    }
  }

  #checkLater(tableId: number, index: number): void {
    const indexes = this.#patched.get(tableId) ?? new Set();
    this.#patched.set(tableId, indexes.add(index));
  }
}

/** Copies if the bytes do not begin at a multiple of 4. */
function wordsOf(bytes: Uint8Array, count: number): Uint32Array {
  const aligned = bytes.byteOffset % WORD_BYTES === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, count);
}

function wrongLength({ length }: Uint8Array): ReplayError {
  return new ReplayError(`a block of ${length} bytes does not have the length of its content`);
}
