/** Database directories built frame by frame, and a target that records what recovery replays. */

import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import {
  completeFrame,
  Directory,
  encodeFrame,
  type FileIdentity,
  type Recovered,
  type RecoverOptions,
  type ReplayTarget,
  recover,
  type SegmentEnd,
  SnapshotWriter,
  schemaToJson,
  writeManifest,
} from '@ecsdb/runtime/storage';
import { encodeSegmentHeader, SimulatedFileSystem, segmentName } from '@ecsdb/runtime/testing';
import { describeSchema } from '../support/schema.js';

export const DIRECTORY = 'db';
export const SCHEMA: SchemaDescriptor = describeSchema({ tables: { t: { value: 'u64' } } });

const TRANSACTIONS = 1;
const SCHEMA_FRAME = 2;
const CHECKPOINT = 3;
const SEAL = 4;
const CLOSE = 5;

export const DATABASE_ID = '0123456789abcdef0123456789abcdef';

function identity(salt: number, changes: Partial<FileIdentity> = {}): FileIdentity {
  return {
    databaseId: DATABASE_ID,
    schemaHash: SCHEMA.hash,
    schemaVersion: SCHEMA.version,
    epoch: 1,
    salt,
    ...changes,
  };
}

/** Where a frame is in its file. */
export interface Place {
  readonly offset: number;
  readonly length: number;
  readonly firstVersion: number;
}

interface SegmentParts {
  readonly schema?: SchemaDescriptor;
  readonly identity?: Partial<FileIdentity>;
  readonly previous?: Partial<Omit<SegmentEnd, 'sequence'>>;
  /** Zeros after the last frame, as in a preallocated segment. */
  readonly zeros?: number;
}

/** Builds one segment; each call appends a frame. */
export class SegmentBuilder {
  readonly name: string;
  readonly sequence: number;
  readonly frames: Place[] = [];
  lastVersion: number;
  checksum: number;
  #bytes: Uint8Array;
  readonly #salt: number;
  readonly #zeros: number;

  constructor(before: SegmentEnd, parts: SegmentParts = {}) {
    this.sequence = before.sequence + 1;
    this.lastVersion = before.lastVersion;
    this.#salt = (0x1000 + this.sequence) >>> 0;
    this.#zeros = parts.zeros ?? 0;
    const firstVersion = this.lastVersion + 1;
    this.name = segmentName(this.sequence, firstVersion);
    const { length, lastVersion, checksum } = { ...before, ...parts.previous };
    const schema = parts.schema ?? SCHEMA;
    this.#bytes = encodeSegmentHeader({
      identity: identity(this.#salt, { schemaHash: schema.hash, ...parts.identity }),
      sequence: this.sequence,
      firstVersion,
      previous: { length, lastVersion, checksum },
      createdMs: 1_700_000_000_000,
    });
    this.checksum = new DataView(this.#bytes.buffer).getUint32(508, true);
    this.plain(SCHEMA_FRAME, new TextEncoder().encode(schemaToJson(schema)));
  }

  get end(): SegmentEnd {
    return {
      sequence: this.sequence,
      length: this.#bytes.length,
      lastVersion: this.lastVersion,
      checksum: this.checksum,
    };
  }

  get bytes(): Uint8Array {
    return join(this.#bytes, new Uint8Array(this.#zeros));
  }

  /**
   * Appends a frame of `transactions` transactions, each with a record of `fill` extra bytes. By default, everything
   * before the frame is durable.
   */
  commit(transactions = 1, fill = 0, durable: number = this.lastVersion): this {
    const first = this.lastVersion + 1;
    const payload = join(...Array.from({ length: transactions }, (_, i) => encodeTransaction(first + i, fill)));
    const frame = encodeFrame(TRANSACTIONS, payload, first);
    new DataView(frame.buffer).setUint16(14, transactions, true);
    this.#append(frame, durable);
    this.lastVersion += transactions;
    return this;
  }

  plain(type: number, payload: Uint8Array = new Uint8Array(0), nextVersion: number = this.lastVersion + 1): this {
    this.#append(encodeFrame(type, payload, nextVersion), this.lastVersion);
    return this;
  }

  seal(): this {
    return this.plain(SEAL);
  }

  close(): this {
    return this.plain(CLOSE);
  }

  checkpoint(start: number, end: number): this {
    const payload = new Uint8Array(16);
    new DataView(payload.buffer).setBigUint64(0, BigInt(start), true);
    new DataView(payload.buffer).setBigUint64(8, BigInt(end), true);
    return this.plain(CHECKPOINT, payload);
  }

  /** Appends any frame. `change` may edit the frame before its checksums are computed. */
  forge(frame: Uint8Array, change: (view: DataView) => void, chain: number = this.checksum): this {
    change(new DataView(frame.buffer));
    const before = this.checksum;
    this.checksum = chain;
    this.#append(frame, this.lastVersion);
    if (chain !== before) this.checksum = before;
    return this;
  }

  #append(frame: Uint8Array, durable: number): void {
    this.checksum = completeFrame(frame, 0, this.#salt, durable, this.checksum);
    this.frames.push({ offset: this.#bytes.length, length: frame.length, firstVersion: this.lastVersion + 1 });
    this.#bytes = join(this.#bytes, frame);
  }
}

/** A transaction that inserts a record of the entity with index `version`. The record begins with `version`. */
export function encodeTransaction(version: number, fill = 0): Uint8Array {
  const body = 8 + fill;
  const bytes = new Uint8Array(8 + 16 + Math.ceil(body / 8) * 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length - 8, true);
  view.setUint32(4, 1, true);
  view.setUint8(8, 1);
  view.setUint32(12, version, true);
  view.setUint32(20, body, true);
  view.setBigUint64(24, BigInt(version), true);
  bytes.fill(0xee, 32, 24 + body);
  return bytes;
}

export const NO_SEGMENT: SegmentEnd = { sequence: 0, length: 0, lastVersion: 0, checksum: 0 };

/** Consecutive segments; each step adds the frames of one segment. */
export function buildLog(...steps: readonly ((segment: SegmentBuilder) => unknown)[]): SegmentBuilder[] {
  const segments: SegmentBuilder[] = [];
  for (const step of steps) {
    const segment = new SegmentBuilder(segments.at(-1)?.end ?? NO_SEGMENT);
    step(segment);
    segments.push(segment);
  }
  return segments;
}

/** A file system with a database of these segments; everything in it is durable. */
export function diskWith(
  segments: readonly SegmentBuilder[],
  newestSegment: number = segments.at(-1)?.sequence ?? 0,
): SimulatedFileSystem {
  const fs = new SimulatedFileSystem();
  fs.makeDirectory(DIRECTORY);
  writeManifest(new Directory(fs, DIRECTORY), { identity: identity(7), newestSegment, createdMs: 1_600_000_000_000 });
  for (const segment of segments) fs.writeRaw(path(segment.name), segment.bytes);
  return fs;
}

export function path(name: string): string {
  return `${DIRECTORY}/${name}`;
}

/** Changes the bytes of a file. */
export function edit(
  fs: SimulatedFileSystem,
  name: string,
  change: (bytes: Uint8Array) => Uint8Array | undefined,
): void {
  const bytes = fs.readRaw(path(name));
  fs.writeRaw(path(name), change(bytes) ?? bytes);
}

/** A snapshot in which entity 1 of table 0 has the value `windowStart`. */
export function addSnapshot(
  fs: SimulatedFileSystem,
  windowStart: number,
  windowEnd: number = windowStart,
  changes: Partial<FileIdentity> = {},
  schema: SchemaDescriptor = SCHEMA,
): string {
  const writer = new SnapshotWriter(
    new Directory(fs, DIRECTORY),
    identity(99, { schemaHash: schema.hash, ...changes }),
    windowStart,
  );
  const add = (type: number, tableId: number, first: number, count: number, payload: Uint8Array): void =>
    writer.add({ type, tableId, first, count, length: payload.length }, payload);
  add(1, 0, 0, 0, new TextEncoder().encode(schemaToJson(schema)));
  add(2, 0, 0, 2, new Uint8Array(Uint32Array.of(0, 2 ** 30).buffer));
  add(
    3,
    0,
    0,
    1,
    join(new Uint8Array(Uint32Array.of(1, 0).buffer), new Uint8Array(BigUint64Array.of(BigInt(windowStart)).buffer)),
  );
  return writer.finish(windowEnd).name;
}

interface Replayed {
  readonly version: number;
  readonly exact: boolean;
}

/** Records what recovery replays. */
class RecordingTarget implements ReplayTarget {
  readonly transactions: Replayed[] = [];
  /** The value in the snapshot's row. */
  snapshot: number | undefined;
  registryWords = 0;

  registry(_first: number, words: Uint32Array): void {
    this.registryWords += words.length;
  }

  expectRows(): void {}

  rows(_table: number, _entities: Uint32Array, records: Uint8Array): void {
    this.snapshot = Number(new DataView(records.buffer, records.byteOffset).getBigUint64(0, true));
  }

  transaction(bytes: Uint8Array, start: number, _count: number, version: number, exact: boolean): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (view.getUint32(start + 4, true) !== version)
      throw new Error(`version ${version} has the operations of another version`);
    this.transactions.push({ version, exact });
  }

  finish(): void {}

  get versions(): number[] {
    return this.transactions.map(({ version }) => version);
  }
}

export interface Outcome {
  readonly recovered: Recovered;
  readonly target: RecordingTarget;
}

export const STRICT: RecoverOptions = { mode: 'strict', readOnly: false };
export const POINT_IN_TIME: RecoverOptions = { mode: 'point-in-time', readOnly: false };
export const READ_ONLY: RecoverOptions = { mode: 'strict', readOnly: true };

/** Recovers a directory, which must contain a database. */
export function open(fs: SimulatedFileSystem, options: RecoverOptions = STRICT): Outcome {
  let target = new RecordingTarget();
  const recovered = recover(new Directory(fs, DIRECTORY), options, () => {
    target = new RecordingTarget();
    return target;
  });
  if (recovered === undefined) throw new Error('there is no database');
  return { recovered, target };
}

/** Versions 1 to `last`. */
export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}

/** All files with their bytes as text, for exact comparison. */
export function filesOf(fs: SimulatedFileSystem): Record<string, string> {
  return Object.fromEntries([...fs.files()].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]));
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
