/**
 * Writes a migrated store beside the files that it was made from, and switches to it. docs/format.md, "Migrations".
 *
 * Until the manifest is replaced, every file has a temporary name, so a crash leaves the old database. From then on the
 * manifest names the new segment, and recovery completes the renames: `recovery/finish-switch.ts`.
 */

import { wallClockMs } from '../clock.js';
import {
  type Directory,
  type FileIdentity,
  randomSalt,
  segmentName,
  snapshotName,
  temporaryName,
  writeManifest,
} from '../directory/index.js';
import { type SegmentEnd, writeTemporarySegment } from '../log/index.js';
import { nameSwitched } from '../recovery/index.js';
import { type Compression, SNAPSHOT_SLICE_BYTES, SnapshotScan, SnapshotWriter } from '../snapshot/index.js';
import type { Store } from '../table/index.js';

export interface NewGeneration {
  /** Without a salt: each file has its own. */
  readonly identity: Omit<FileIdentity, 'salt'>;
  readonly createdMs: number;
  readonly schemaJson: Uint8Array;
  /** Sequence of the newest segment of the old files. */
  readonly newestSegment: number;
  /** The version of the migrated state: one more than that of the old files. */
  readonly version: number;
  /** Of the snapshot. */
  readonly compression: Compression;
}

/** What the log continues from. */
export interface Switched {
  readonly previous: SegmentEnd;
  readonly newestSegment: number;
}

/** Throws the errors of the system. Before the switch, the old database stays. */
export function writeMigrated(directory: Directory, store: Store, generation: NewGeneration): Switched {
  const { createdMs, version, schemaJson } = generation;
  const identity = (): FileIdentity => ({ ...generation.identity, salt: randomSalt() });
  // One sequence is skipped, so that the log of the old files does not continue into the new ones.
  const previous = { sequence: generation.newestSegment + 1, length: 0, lastVersion: version, checksum: 0 };
  const newestSegment = previous.sequence + 1;
  writeSnapshot(directory, store, generation, identity());
  writeTemporarySegment(
    directory,
    {
      identity: identity(),
      sequence: newestSegment,
      firstVersion: version + 1,
      previous,
      createdMs: wallClockMs(),
    },
    schemaJson,
  );
  // sync-migrated-files
  directory.sync();
  // The switch.
  writeManifest(directory, { identity: identity(), newestSegment, createdMs });
  nameSwitched(directory, {
    snapshot: snapshotName(version),
    segment: segmentName(newestSegment, version + 1),
  });
  return { previous, newestSegment };
}

function writeSnapshot(
  directory: Directory,
  store: Store,
  { schemaJson, version, compression }: NewGeneration,
  identity: FileIdentity,
): void {
  const writer = new SnapshotWriter(directory, identity, version, { compression });
  try {
    const scan = new SnapshotScan(store, schemaJson);
    const buffer = new Uint8Array(Math.max(SNAPSHOT_SLICE_BYTES, schemaJson.length));
    for (;;) {
      const bytes = scan.nextBytes(SNAPSHOT_SLICE_BYTES);
      const target = bytes <= buffer.length ? buffer.subarray(0, bytes) : new Uint8Array(bytes);
      const block = scan.next(target);
      if (block === undefined) break;
      writer.add(block, target.subarray(0, block.length));
    }
    writer.finishUnder(temporaryName(snapshotName(version)), version);
  } catch (error) {
    writer.abandon();
    throw error;
  }
}
