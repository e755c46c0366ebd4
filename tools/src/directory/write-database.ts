/** Writes the state of a store as a new database: one snapshot, and a log that begins after it. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import {
  type Compression,
  Directory,
  type FileSystem,
  LogWriter,
  randomSalt,
  SNAPSHOT_SLICE_BYTES,
  SnapshotScan,
  SnapshotWriter,
  type Store,
  schemaToJson,
} from '@ecsdb/runtime/storage';

export interface NewDatabase {
  readonly schema: SchemaDescriptor;
  /** 32 hexadecimal digits. */
  readonly databaseId: string;
  readonly createdMs: number;
  readonly epoch: number;
  /** The version of the state; the log continues from it. */
  readonly version: number;
  /** The sequence number of the log's first segment. */
  readonly sequence: number;
  /** Of the snapshot. */
  readonly compression: Compression;
}

const SEGMENT_BYTES = 2 ** 16;

/**
 * The last step makes the directory a database, when everything else is on the device. Throws what the system throws.
 */
export function writeDatabase(fs: FileSystem, directory: string, store: Store, facts: NewDatabase): void {
  const { schema, databaseId, createdMs, epoch, version, sequence, compression } = facts;
  const schemaJson = new TextEncoder().encode(schemaToJson(schema));
  const identity = { databaseId, schemaHash: schema.hash, schemaVersion: schema.version, epoch, salt: randomSalt() };
  const snapshot = new SnapshotWriter(new Directory(fs, directory), identity, version, { compression });
  const scan = new SnapshotScan(store, schemaJson);
  for (;;) {
    const target = new Uint8Array(scan.nextBytes(SNAPSHOT_SLICE_BYTES));
    const block = scan.next(target);
    if (block === undefined) break;
    snapshot.add(block, target.subarray(0, block.length));
  }
  snapshot.finish(version);
  const log = new LogWriter(fs, {
    directory,
    databaseId,
    epoch,
    createdMs,
    schema: { hash: schema.hash, version: schema.version, json: schemaJson },
    segmentBytes: SEGMENT_BYTES,
    // There is no segment before it, as after a checkpoint.
    previous: { sequence: sequence - 1, length: 0, lastVersion: version, checksum: 0 },
    lastVersion: version,
  });
  log.begin();
  log.close();
}
