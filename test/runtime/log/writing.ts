/** A small log on the simulated file system, for tests of the log writer. */

import {
  Directory,
  encodeFrame,
  LogWriter,
  type LogWriterOptions,
  type SegmentEnd,
  writeManifest,
} from '@ecsdb/runtime/storage';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { readManifest, readSegment, type SegmentByHand } from './by-hand.js';

export const DIRECTORY = '/db';
export const SCHEMA_JSON: Uint8Array = new TextEncoder().encode('{"tables":[]}');
const NO_SEGMENT: SegmentEnd = { sequence: 0, length: 0, lastVersion: 0, checksum: 0 };

export const OPTIONS: LogWriterOptions = {
  directory: DIRECTORY,
  databaseId: '00112233445566778899aabbccddeeff',
  epoch: 1,
  createdMs: 1_700_000_000_000,
  schema: { hash: 'ffeeddccbbaa99887766554433221100', version: '1.2.0', json: SCHEMA_JSON },
  segmentBytes: 4096,
  previous: NO_SEGMENT,
  lastVersion: 0,
};

/** Bytes before the first group of a segment: header and schema frame. */
export const HEAD_BYTES = 512 + 40 + 16;

/** A database directory without segments; everything in it is durable. */
export function newDatabase(): SimulatedFileSystem {
  const fs = new SimulatedFileSystem();
  fs.makeDirectory(DIRECTORY);
  const { databaseId, epoch, schema, createdMs } = OPTIONS;
  const identity = { databaseId, epoch, schemaHash: schema.hash, schemaVersion: schema.version, salt: 1 };
  writeManifest(new Directory(fs, DIRECTORY), { identity, newestSegment: 0, createdMs });
  return fs;
}

export interface Log {
  readonly fs: SimulatedFileSystem;
  readonly writer: LogWriter;
}

export function newLog(options: Partial<LogWriterOptions> = {}): Log {
  const fs = newDatabase();
  const writer = new LogWriter(fs, { ...OPTIONS, ...options });
  writer.begin();
  return { fs, writer };
}

/** A group as an outbox contains it: one frame, whose payload has `bytes` bytes that depend on the version. */
export function group(version: number, bytes = 100, transactions = 1): Uint8Array {
  const payload = payloadOf(version, bytes);
  const frame = encodeFrame(1, payload, version);
  new DataView(frame.buffer).setUint16(14, transactions, true);
  return frame;
}

export function payloadOf(version: number, bytes = 100): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => ((version * 31 + i * 7) % 255) + 1);
}

export function backToBack(...frames: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(frames));
}

/** Bytes as text. Comparing text is a thousand times faster than comparing arrays. */
export function hex(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

/** All segments in the directory, read by hand, in order. */
export function segmentsOf(fs: SimulatedFileSystem): SegmentByHand[] {
  const paths = [...fs.files().keys()].filter((path) => path.endsWith('.log'));
  return paths.sort().map((path) => readSegment(fs.readRaw(path)));
}

export function newestOf(fs: SimulatedFileSystem): number {
  return readManifest(fs.readRaw(`${DIRECTORY}/MANIFEST`)).newestSegment;
}

/** The versions of the transactions in the log, in the order of the frames. */
export function versionsIn(fs: SimulatedFileSystem): number[] {
  return versionsOf(segmentsOf(fs));
}

export function versionsOf(segments: readonly SegmentByHand[]): number[] {
  return segments.flatMap(({ frames }) =>
    frames.flatMap(({ firstVersion, transactions }) =>
      Array.from({ length: transactions }, (_, i) => firstVersion + i),
    ),
  );
}

export function upTo(version: number): number[] {
  return Array.from({ length: version }, (_, i) => i + 1);
}

/** The calls that `action` makes, each as its kind and its file name. */
export function callsOf(fs: SimulatedFileSystem, action: () => void): string[] {
  const calls: string[] = [];
  fs.onCall(({ kind, path }) => {
    calls.push(`${kind} ${path.slice(path.lastIndexOf('/') + 1)}`);
    return undefined;
  });
  action();
  fs.onCall();
  return calls;
}
