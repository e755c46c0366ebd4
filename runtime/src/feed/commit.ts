/** A commit, as listeners, `commitsSince` and `history` show it. */

import { type Entity, INDEX_LIMIT, NO_ENTITY } from '../entity/index.js';
import { EcsDbError } from '../errors.js';
import {
  aligned,
  DELETE,
  DESPAWN,
  INSERT,
  OperationReader,
  REPLACE,
  UPDATE,
  UPDATE_OFFSET_BYTES,
} from '../operation/index.js';
import type { Decoder } from './decoder.js';
import { Operation, type OperationKind, type RowBytes } from './operation.js';
import { type CommitBytes, ID_BYTES } from './recording.js';

/** By the number that the log has for it. */
const KINDS: readonly OperationKind[] = ['insert', 'update', 'replace', 'delete', 'create', 'destroy'];

/** What one transaction has changed. `At` is `undefined` for a commit that comes from `history`. */
export class Commit<At extends number | undefined = number> {
  /** The version of the database after this transaction. */
  readonly version: number;
  /** When it was published, in milliseconds since the Unix epoch. The log does not contain it. */
  readonly at: At;
  #bytes: CommitBytes | undefined;
  readonly #decoder: Decoder;
  readonly #showsOld: boolean;
  #tables: readonly string[] | undefined;

  /** @internal */
  constructor(version: number, at: At, bytes: CommitBytes, decoder: Decoder, showsOld: boolean) {
    this.version = version;
    this.at = at;
    this.#bytes = bytes;
    this.#decoder = decoder;
    this.#showsOld = showsOld && bytes.hasOld;
  }

  /** False: this is a commit. In attached threads, listeners also get a `FeedReset`. */
  get reset(): false {
    return false;
  }

  /** The names of the tables that have changed, in no particular order. */
  get tables(): readonly string[] {
    this.#tables ??= this.#findTables();
    return this.#tables;
  }

  /** The transaction as the log encodes it. Its bytes are valid until the listener returns; `slice()` copies them. */
  get bytes(): Uint8Array {
    const { views, start, operationsEnd } = this.$bytes;
    return views.u8.subarray(start, operationsEnd);
  }

  /**
   * What has changed, in this order: deleted rows, created and destroyed entities, inserted and changed rows. There is
   * at most one operation for each row, except that a row can be deleted and inserted for a later generation of the
   * same index. There can be none: if no value differs at the end of the transaction.
   */
  *operations(): IterableIterator<Operation> {
    const { views, start, operationsEnd, end, hasOld } = this.$bytes;
    // A log has no records beside the operations. Otherwise each update and each destroyed entity has something there.
    const hasRecords = end > operationsEnd;
    const reader = new OperationReader();
    reader.beginTransaction(views.u8, start, operationsEnd);
    let next = operationsEnd;
    const take = (size: number): number => {
      const at = next;
      next += aligned(size);
      return at;
    };
    while (reader.next()) {
      const { kind, index, generation, bodyStart, bodyLength } = reader;
      const component = kind <= DELETE ? this.#decoder.component(reader.tableId) : undefined;
      const size = component?.size ?? 0;
      const isUpdate = kind === UPDATE;
      const row: RowBytes = {
        size,
        now: isUpdate ? (hasRecords ? take(size) : -1) : kind === INSERT || kind === REPLACE ? bodyStart : -1,
        old: hasOld && (isUpdate || kind === REPLACE || kind === DELETE) ? take(size) : -1,
        first: isUpdate ? (views.u32[bodyStart >>> 2] as number) : 0,
        length: isUpdate ? bodyLength - UPDATE_OFFSET_BYTES : bodyLength,
        changed: bodyStart + UPDATE_OFFSET_BYTES,
      };
      const logged = generation * INDEX_LIMIT + index;
      // Ids of living entities, except that the log does not say which of an index had begun before the transaction.
      const entity = (kind === DESPAWN && hasRecords ? views.f64[take(ID_BYTES) >>> 3] : logged) as Entity;
      // It began and ended in the transaction.
      if (entity === NO_ENTITY) continue;
      yield new Operation(this, KINDS[kind - 1] as OperationKind, entity, component, row, this.#decoder);
      this.#requireValid();
    }
  }

  /** @internal True if old rows were recorded and are shown. */
  get $showsOld(): boolean {
    return this.#showsOld;
  }

  /** @internal */
  get $bytes(): CommitBytes {
    return this.#requireValid();
  }

  /** @internal Called when the bytes are about to change. */
  $end(): void {
    this.#bytes = undefined;
  }

  #findTables(): readonly string[] {
    const names = new Set<string>();
    for (const { table } of this.operations()) if (table !== undefined) names.add(table);
    return [...names];
  }

  #requireValid(): CommitBytes {
    if (this.#bytes !== undefined) return this.#bytes;
    throw new EcsDbError(
      'TRANSACTION_ERROR',
      `commit ${this.version} was used after its listener had returned. Read what you need before that, or read it ` +
        'again with commitsSince().',
    );
  }
}
