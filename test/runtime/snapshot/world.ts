/** A database in memory whose transactions are recorded like in a log, and the content of a store as plain data. */

import { type Compression, Database, type Schema, type Transaction } from '@ecsdb/runtime';
import {
  Directory,
  type FileIdentity,
  type FileSystem,
  GrowableBytes,
  loadSnapshot,
  type ReplayTarget,
  type SnapshotBlock,
  SnapshotScan,
  SnapshotWriter,
  Store,
  StoreReplay,
  schemaToJson,
} from '@ecsdb/runtime/storage';
import { Changes, OperationWriter, SimulatedFileSystem } from '@ecsdb/runtime/testing';

interface LoggedTransaction {
  readonly version: number;
  readonly operations: Uint8Array;
  readonly count: number;
}

export class World {
  readonly db: Database;
  readonly schemaJson: Uint8Array;
  readonly log: LoggedTransaction[] = [];
  readonly #changes: Changes;
  readonly #writer: OperationWriter = new OperationWriter(new GrowableBytes(0, 2 ** 26), 4096);

  constructor(schema: Schema) {
    this.db = Database.memory(schema);
    this.schemaJson = new TextEncoder().encode(schemaToJson(schema.descriptor));
    this.#changes = new Changes(this.db.store);
  }

  scan(): SnapshotScan {
    return new SnapshotScan(this.db.store, this.schemaJson);
  }

  /** Commits a transaction and records its operations. */
  write(run: (tx: Transaction) => void): void {
    const before = this.db.version;
    const writer = this.#writer;
    writer.position = 0;
    this.db.writeSync((tx) => {
      run(tx);
      writer.beginTransaction();
      this.#changes.write(writer);
      writer.endTransaction();
    });
    const { version } = this.db;
    if (version === before) return;
    const operations = writer.views.u8.slice(8, writer.position);
    this.log.push({ version, operations, count: writer.views.u32[1] as number });
  }

  /** Builds a new store from what `load` delivers and from the log after `windowStart`. */
  rebuild(load: (target: ReplayTarget) => void, windowStart: number, windowEnd: number): Store {
    const store = new Store(this.db.schema);
    const replay = new StoreReplay(store);
    load(replay);
    for (const { version, operations, count } of this.log) {
      if (version > windowStart) replay.transaction(operations, 0, count, version, version > windowEnd);
    }
    replay.finish();
    return store;
  }
}

export interface PlainStore {
  /** For each index that was used: its generation and whether that is alive or still to come, or that it is retired. */
  readonly entities: { readonly [index: number]: string };
  /** The records by table and id, in hexadecimal digits. */
  readonly tables: { readonly [table: string]: { readonly [entity: number]: string } };
}

export function plainStore(store: Store): PlainStore {
  const entities: { [index: number]: string } = {};
  const { ids, next } = store.entities.published;
  for (let index = 1; index < next; index++) {
    const slot = ids[index * 2] as number;
    // An index that was never used equals an index whose first generation is still to come.
    if (slot === 0 || slot === -index) continue;
    const generation = Math.floor(Math.abs(slot) / 2 ** 32);
    entities[index] = Number.isNaN(slot) ? 'retired' : `${slot > 0 ? 'alive' : 'to come'} ${generation}`;
  }
  const tables: { [table: string]: { [entity: number]: string } } = {};
  for (const table of store.tables) {
    const { dense, records, count } = table.published;
    const rows: { [entity: number]: string } = {};
    for (let row = 0; row < count; row++) {
      const bytes = records.u8.subarray(row * table.stride, (row + 1) * table.stride);
      rows[dense[row] as number] = Buffer.from(bytes).toString('hex');
    }
    tables[table.name] = rows;
  }
  return { entities, tables };
}

export interface ReadBlock {
  readonly block: SnapshotBlock;
  readonly payload: Uint8Array;
}

/** Reads the whole scan in slices of `sliceBytes`. `between` runs before each slice, with all blocks read before. */
export function readScan(
  scan: SnapshotScan,
  sliceBytes: number,
  between: (blocks: readonly ReadBlock[]) => void = () => {},
): ReadBlock[] {
  const blocks: ReadBlock[] = [];
  for (;;) {
    between(blocks);
    const payload = new Uint8Array(scan.nextBytes(sliceBytes));
    const block = scan.next(payload);
    if (block === undefined) return blocks;
    blocks.push({ block, payload: payload.subarray(0, block.length) });
  }
}

/** The first `count` words of a payload. */
export function wordsIn(payload: Uint8Array, count: number): Uint32Array {
  return new Uint32Array(payload.slice(0, count * 4).buffer);
}

/** Delivers the blocks of a scan like the reader of a snapshot. */
export function deliver(
  blocks: readonly ReadBlock[],
  strides: ReadonlyMap<number, number>,
  target: ReplayTarget,
): void {
  for (const { block, payload } of blocks) {
    const { type, tableId, first, count } = block;
    if (type === 2) target.registry(first, wordsIn(payload, count));
    if (type !== 3) continue;
    const records = payload.subarray(count * 8);
    if (records.length !== count * (strides.get(tableId) as number))
      throw new Error('a block of rows has another length');
    target.rows(tableId, wordsIn(payload, count * 2), records, false);
  }
}

export const DIRECTORY = '/db';

export const IDENTITY: FileIdentity = {
  databaseId: '00112233445566778899aabbccddeeff',
  schemaHash: '0'.repeat(32),
  schemaVersion: '1.0.0',
  epoch: 3,
  salt: 0x5a17_5a17,
};

/** Writes a snapshot of the current world, in blocks of `sliceBytes`. Returns the name of the file. */
export function writeSnapshot(
  fs: FileSystem,
  world: World,
  sliceBytes: number,
  compression: Compression = 'none',
): string {
  const writer = new SnapshotWriter(new Directory(fs, DIRECTORY), IDENTITY, world.db.version, { compression });
  for (const { block, payload } of readScan(world.scan(), sliceBytes)) writer.add(block, payload);
  return writer.finish(world.db.version).name;
}

/** A new store with the content of a snapshot of the world. */
export function loadStore(fs: SimulatedFileSystem, name: string, world: World): Store {
  const store = new Store(world.db.schema);
  const replay = new StoreReplay(store);
  const facts = loadSnapshot(new Directory(fs, DIRECTORY), name, () => replay);
  if (!facts.ok) throw new Error(`'${name}' ${facts.text}`);
  replay.finish();
  return store;
}

/** A file system that contains only the empty directory. */
export function fileSystem(): SimulatedFileSystem {
  const fs = new SimulatedFileSystem();
  fs.makeDirectory(DIRECTORY);
  return fs;
}
