/** One thread that plays both: it records transactions as an attached thread does, and applies them as the owner does. */

import { Database, type Entity, type Schema } from '@ecsdb/runtime';
import {
  GrowableBytes,
  type IdSource,
  OperationApplier,
  RemoteRecorder,
  type RemoteTransaction,
} from '@ecsdb/runtime/storage';

const IDS_MIN = 64;
export const THREAD = 7;

export class Remote implements IdSource {
  readonly db: Database;
  readonly recorder: RemoteRecorder;
  /** Ids that are the thread's to give. */
  readonly stock: Entity[] = [];
  /** Ids that may come to life. */
  readonly issued: Set<Entity> = new Set();
  readonly #applier: OperationApplier;

  constructor(schema: Schema) {
    this.db = Database.memory(schema);
    this.#applier = new OperationApplier(this.db.store, schema.descriptor);
    this.recorder = new RemoteRecorder(this.db.store, this);
    this.refill();
  }

  take(): Entity {
    const id = this.stock.pop();
    if (id === undefined) throw new Error('the test uses more ids than it has reserved');
    return id;
  }

  giveBack(ids: readonly Entity[]): void {
    this.stock.push(...ids);
  }

  refill(): void {
    while (this.stock.length < IDS_MIN) {
      const id = this.db.store.entities.issue();
      this.issued.add(id);
      this.stock.push(id);
    }
  }

  /** A copy of what the thread would send. */
  record(run: (tx: RemoteTransaction) => void): Uint8Array {
    this.recorder.record(run);
    return this.recorder.views.u8.slice(0, this.recorder.length);
  }

  /** Applies bytes as one transaction; `meanwhile` runs behind them, within it. Ids are as before when it fails. */
  apply(bytes: Uint8Array, meanwhile: () => void = () => {}): void {
    const { views, start } = messageOf(bytes);
    const spawned: Entity[] = [];
    try {
      this.db.writeSync(() => {
        this.#applier.apply({ views, start, length: bytes.length, thread: THREAD, issued: this.issued, spawned });
        meanwhile();
      });
    } catch (error) {
      for (const id of spawned) this.issued.add(id);
      throw error;
    }
    this.refill();
  }

  write(run: (tx: RemoteTransaction) => void): void {
    this.apply(this.record(run));
  }
}

/** The bytes within others, as they lie in a ring. */
function messageOf(bytes: Uint8Array): { readonly views: RemoteRecorder['views']; readonly start: number } {
  const start = 72;
  const views = new GrowableBytes(0, 2 ** 20).grow(Math.ceil((start + bytes.length) / 8) * 8 + 64);
  views.u8.fill(0xa5);
  views.u8.set(bytes, start);
  return { views, start };
}
