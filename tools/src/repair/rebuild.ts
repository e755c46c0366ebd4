/** Rebuilds the state that a plan leads to. */

import { schemaFromDescriptor } from '@ecsdb/runtime';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import {
  Directory,
  type FileSystem,
  FileSystemError,
  FRAME_HEADER_BYTES,
  FRAME_TRANSACTIONS,
  FrameFields,
  frameBytes,
  joinPath,
  layoutDifferences,
  loadSnapshot,
  ReplayError,
  SegmentWindow,
  Store,
  StoreReplay,
  TransactionReader,
} from '@ecsdb/runtime/storage';
import type { Plan, Step } from './plan.js';

/** A file that the plan uses contradicts itself, although its checksums are right. */
export class Contradiction extends Error {
  override readonly name = 'Contradiction';
  /** The version that does not fit; undefined if the snapshot does not fit. */
  readonly version: number | undefined;

  constructor(version: number | undefined, reason: string) {
    super(reason);
    this.version = version;
  }
}

/** Throws a `Contradiction`, and what the system throws. */
export function rebuild(fs: FileSystem, directory: string, schema: SchemaDescriptor, plan: Plan): Store {
  const store = new Store(schemaFromDescriptor(schema));
  const replay = new StoreReplay(store);
  const { snapshot, steps, version } = plan;
  const from = snapshot?.windowStart ?? 0;
  attempt(undefined, () => {
    if (snapshot !== undefined) load(new Directory(fs, directory), snapshot.name, schema, replay);
  });
  const window = new SegmentWindow();
  for (const step of steps) {
    eachTransaction(fs, directory, window, step, (bytes, start, count, at) => {
      if (at <= from || at > version) return;
      attempt(at, () => replay.transaction(bytes, start, count, at, at > (snapshot?.windowEnd ?? 0)));
    });
  }
  attempt(undefined, () => replay.finish());
  return store;
}

function load(directory: Directory, name: string, schema: SchemaDescriptor, replay: StoreReplay): void {
  const result = loadSnapshot(directory, name, (own) => {
    const [difference] = layoutDifferences(own, schema);
    if (difference !== undefined) throw new ReplayError(`its schema differs from that of the log: ${difference}`);
    return replay;
  });
  if (!result.ok) throw changedSince(directory.pathOf(name));
}

/** `count` operations begin at `start` in `bytes`. */
type OnTransaction = (bytes: Uint8Array, start: number, count: number, version: number) => void;

function eachTransaction(
  fs: FileSystem,
  directory: string,
  window: SegmentWindow,
  { segment, piece }: Step,
  onTransaction: OnTransaction,
): void {
  const path = joinPath(directory, segment.name);
  const file = fs.open(path, 'read');
  const frame = new FrameFields();
  const transaction = new TransactionReader();
  try {
    window.open(file, path);
    for (let at = piece.start; at < piece.end; at += frameBytes(frame.payloadLength)) {
      if (!frame.read(window.bytes, window.locate(at, FRAME_HEADER_BYTES), segment.salt)) throw changedSince(path);
      if (frame.type !== FRAME_TRANSACTIONS) continue;
      const start = window.locate(at, frameBytes(frame.payloadLength)) + FRAME_HEADER_BYTES;
      transaction.begin(window.bytes, start, start + frame.payloadLength);
      for (let version = frame.firstVersion; transaction.next(); version++) {
        onTransaction(window.bytes, transaction.start, transaction.operations, version);
      }
    }
    // The checksum of the last header covers all headers before it, so these are the frames that the first reading
    // found.
    if (frame.headerChecksum !== piece.checksum) throw changedSince(path);
  } finally {
    file.close();
  }
}

function attempt(version: number | undefined, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (error instanceof ReplayError) throw new Contradiction(version, error.message);
    throw error;
  }
}

function changedSince(path: string): FileSystemError {
  return new FileSystemError('EIO', 'read', path, 'the device returned other bytes than a moment ago');
}
