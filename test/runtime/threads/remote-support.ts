/** Both sides in one thread: it records transactions like an attached thread, and applies them like the owner. */

import { Database, type Entity, type Schema } from '@ecsdb/runtime';
import { GrowableBytes, Store, StoreReplay } from '@ecsdb/runtime/storage';
import {
  Changes,
  type IdSource,
  OperationApplier,
  OperationWriter,
  RemoteRecorder,
  type RemoteTransaction,
} from '@ecsdb/runtime/testing';
import { expect } from '@jest/globals';
import { plainStore } from '../snapshot/world.js';

const IDS_MIN = 64;
const TRANSACTION_HEADER_BYTES = 8;
export const THREAD = 7;

/** Where a message is among other bytes, as in a ring. */
interface Place {
  readonly start: number;
  readonly filler: number;
}

/** A database whose transactions are recorded like a log records them. */
export class Logged {
  readonly db: Database;
  readonly #schema: Schema;
  readonly #changes: Changes;
  readonly #writer: OperationWriter = new OperationWriter(new GrowableBytes(0, 2 ** 26), 4096);
  readonly #log: { readonly operations: Uint8Array; readonly count: number }[] = [];

  constructor(schema: Schema) {
    this.#schema = schema;
    this.db = Database.memory(schema);
    this.#changes = new Changes(this.db.store);
  }

  /** Call it at the end of each transaction. */
  log(): void {
    const writer = this.#writer;
    writer.position = 0;
    writer.beginTransaction();
    this.#changes.write(writer);
    writer.endTransaction();
    const operations = writer.views.u8.slice(TRANSACTION_HEADER_BYTES, writer.position);
    this.#log.push({ operations, count: writer.views.u32[1] as number });
  }

  /**
   * Checks that both sides are equal, that every row can be read, and that replaying the log gives the same database.
   */
  check(): void {
    const { store } = this.db;
    expect(stateOf(store, 'working')).toEqual(stateOf(store, 'published'));
    for (const component of store.tables.map((table) => table.component)) {
      this.db.query(component).forEach((row) => void row.toObject());
    }
    const replayed = new Store(this.#schema);
    const replay = new StoreReplay(replayed);
    for (const [i, { operations, count }] of this.#log.entries()) {
      replay.transaction(operations, 0, count, i + 1, true);
    }
    replay.finish();
    expect(plainStore(replayed)).toEqual(plainStore(store));
  }
}

export class Remote extends Logged implements IdSource {
  readonly recorder: RemoteRecorder;
  /** Ids that the thread can use. */
  readonly stock: Entity[] = [];
  /** Ids for which the thread can create entities. */
  readonly issued: Set<Entity> = new Set();
  readonly #applier: OperationApplier;

  constructor(schema: Schema) {
    super(schema);
    this.#applier = new OperationApplier(this.db.store, schema.descriptor);
    this.recorder = new RemoteRecorder(this.db.store, this);
    this.refill();
  }

  take(): Entity {
    const id = this.stock.pop();
    if (id === undefined) throw new Error('the test uses more ids than it has reserved');
    return id;
  }

  putBack(ids: readonly Entity[]): void {
    this.stock.push(...ids);
  }

  refill(): void {
    while (this.stock.length < IDS_MIN) {
      const id = this.db.store.entities.issue();
      this.issued.add(id);
      this.stock.push(id);
    }
  }

  /** Returns a copy of the bytes that the thread would send. */
  record(run: (tx: RemoteTransaction) => void): Uint8Array {
    this.recorder.record(run);
    return this.recorder.views.u8.slice(0, this.recorder.length);
  }

  /** Applies bytes as one transaction. */
  apply(bytes: Uint8Array, place?: Place): void {
    this.#commit(bytes, place, (run) => this.db.writeSync(run));
    this.refill();
  }

  /** Applies bytes as a transaction of the next group. `refill` is for afterwards. */
  queue(bytes: Uint8Array): Promise<void> {
    return this.db.write(() => this.#commit(bytes, undefined, (run) => run()));
  }

  write(run: (tx: RemoteTransaction) => void): void {
    this.apply(this.record(run));
  }

  /** If the transaction fails, its ids are issued as before. */
  #commit(bytes: Uint8Array, place: Place | undefined, write: (run: () => void) => void): void {
    const { views, start } = messageOf(bytes, place);
    const spawned: Entity[] = [];
    try {
      write(() => {
        this.#applier.apply({ views, start, length: bytes.length, thread: THREAD, issued: this.issued, spawned });
        this.log();
      });
    } catch (error) {
      for (const id of spawned) this.issued.add(id);
      throw error;
    }
  }
}

/** A message among other bytes. */
function messageOf(
  bytes: Uint8Array,
  { start, filler }: Place = { start: 72, filler: 0xa5 },
): { readonly views: RemoteRecorder['views']; readonly start: number } {
  const views = new GrowableBytes(0, 2 ** 22).grow(Math.ceil((start + bytes.length) / 8) * 8 + 64);
  views.u8.fill(filler);
  views.u8.set(bytes, start);
  return { views, start };
}

/** The content of a side, byte by byte, with the bytes that are not in use. */
export function stateOf({ tables, entities }: Store, side: 'working' | 'published'): object {
  const { alive, next, firstFree, ids } = entities[side];
  return {
    entities: { alive, next, firstFree, slots: textOf(ids) },
    tables: tables.map((table) => {
      const { count, records, dense, sparse } = table[side];
      return { count, records: textOf(records.u8), dense: textOf(dense), sparse: textOf(sparse) };
    }),
  };
}

/** The bytes as text, which is fast to compare. */
function textOf({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}
