/** Everything in a directory that can be read, before and after damage: the choices of a repair. */

import { EcsDbError } from '@ecsdb/runtime';
import type { SchemaDescriptor } from '@ecsdb/runtime/schema';
import {
  Directory,
  type DirectoryFindings,
  decodeSegmentHeader,
  FILE_HEADER_BYTES,
  type FileSystem,
  FRAME_HEADER_BYTES,
  FRAME_SCHEMA,
  FrameFields,
  getU32At,
  irregularity,
  joinPath,
  layoutDifferences,
  loadSnapshot,
  type OpenFile,
  parseSegmentName,
  readFully,
  type SegmentHeader,
  schemaFromJson,
} from '@ecsdb/runtime/storage';
import { readSegmentParts, type SegmentParts } from './segment-parts.js';

export interface ReadableSegment extends SegmentParts {
  readonly name: string;
  readonly sequence: number;
  readonly salt: number;
  /** Undefined if it is damaged. */
  readonly header: SegmentHeader | undefined;
}

export interface ReadableSnapshot {
  readonly name: string;
  readonly windowStart: number;
  readonly windowEnd: number;
}

export interface Readable {
  /** The newest one; undefined if none can be read. */
  readonly schema: SchemaDescriptor | undefined;
  /** Of segments that it cannot read, from before a migration; the newest first. */
  readonly olderSchemas: readonly SchemaDescriptor[];
  /** Oldest first, without segments of other databases and without those that the newest schema cannot read. */
  readonly segments: readonly ReadableSegment[];
  /** The intact ones, newest first. */
  readonly snapshots: readonly ReadableSnapshot[];
  /** The highest version that any file mentions. */
  readonly lastKnownVersion: number;
}

/**
 * Reads with the newest schema, or with the one given, which is one of `olderSchemas`: then files from after a
 * migration do not count. Throws what the system throws.
 */
export function readAll(
  fs: FileSystem,
  directory: string,
  findings: DirectoryFindings,
  given?: SchemaDescriptor,
): Readable {
  const all = segmentsOf(fs, directory);
  const newestHeader = all.findLast(({ header }) => header !== undefined)?.header;
  const databaseId = findings.databaseId ?? newestHeader?.identity.databaseId;
  const own = all.filter(({ header }) => header === undefined || header.identity.databaseId === databaseId);
  const snapshots = findings.snapshots.filter(({ isIntact }) => isIntact);
  const schema = given ?? newestSchema(own) ?? schemaOf(fs, directory, snapshots[0]);
  return {
    schema,
    olderSchemas: olderSchemas(own, schema),
    segments: own.filter(({ schemaText }) => isReadable(schemaText, schema)),
    snapshots,
    lastKnownVersion: Math.max(
      0,
      ...findings.snapshots.map(({ windowEnd }) => windowEnd),
      ...own.map(({ lastKnownVersion, header }) => Math.max(lastKnownVersion, (header?.firstVersion ?? 0) - 1)),
    ),
  };
}

function segmentsOf(fs: FileSystem, directory: string): ReadableSegment[] {
  return fs.list(directory).flatMap((name) => {
    const sequence = parseSegmentName(name)?.sequence;
    return sequence === undefined ? [] : (readSegment(fs, directory, name, sequence) ?? []);
  });
}

function readSegment(fs: FileSystem, directory: string, name: string, sequence: number): ReadableSegment | undefined {
  const start = readStart(fs, joinPath(directory, name), FILE_HEADER_BYTES);
  if (start === undefined) return undefined;
  const decoded = decodeSegmentHeader(start);
  const header = decoded.ok && decoded.sequence === sequence ? decoded : undefined;
  const salt = header?.identity.salt ?? saltOfFirstFrame(fs, joinPath(directory, name));
  if (salt === undefined) return undefined;
  return { name, sequence, salt, header, ...readSegmentParts(fs, directory, name, salt, FILE_HEADER_BYTES) };
}

/** If the header of a segment is damaged, its first frame may be intact, which contains the salt as well. */
function saltOfFirstFrame(fs: FileSystem, path: string): number | undefined {
  const bytes = readStart(fs, path, FILE_HEADER_BYTES + FRAME_HEADER_BYTES);
  if (bytes === undefined || bytes.length < FILE_HEADER_BYTES + FRAME_HEADER_BYTES) return undefined;
  const salt = getU32At(bytes, FILE_HEADER_BYTES);
  const frame = new FrameFields();
  return frame.read(bytes, FILE_HEADER_BYTES, salt) && frame.type === FRAME_SCHEMA ? salt : undefined;
}

/** Undefined if this is not a regular file. */
function readStart(fs: FileSystem, path: string, length: number): Uint8Array | undefined {
  let file: OpenFile;
  try {
    file = fs.open(path, 'read');
  } catch (error) {
    if (irregularity(error) === undefined) throw error;
    return undefined;
  }
  try {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, readFully(file, bytes, 0));
  } finally {
    file.close();
  }
}

function olderSchemas(
  segments: readonly ReadableSegment[],
  newest: SchemaDescriptor | undefined,
): readonly SchemaDescriptor[] {
  const older = new Map<string, SchemaDescriptor>();
  for (const { schemaText } of segments.toReversed()) {
    const schema = isReadable(schemaText, newest) ? undefined : parseSchema(schemaText);
    if (schema !== undefined && !older.has(schema.hash)) older.set(schema.hash, schema);
  }
  return [...older.values()];
}

function newestSchema(segments: readonly ReadableSegment[]): SchemaDescriptor | undefined {
  return segments.map(({ schemaText }) => parseSchema(schemaText)).findLast((schema) => schema !== undefined);
}

function schemaOf(
  fs: FileSystem,
  directory: string,
  snapshot: ReadableSnapshot | undefined,
): SchemaDescriptor | undefined {
  const loaded =
    snapshot === undefined ? undefined : loadSnapshot(new Directory(fs, directory), snapshot.name, undefined);
  return loaded?.ok ? loaded.schema : undefined;
}

/**
 * If its schema is damaged, a segment is assumed to have the schema of the others. Its operations are checked against
 * it when applied.
 */
function isReadable(schemaText: string | undefined, schema: SchemaDescriptor | undefined): boolean {
  const own = parseSchema(schemaText);
  return (
    schema !== undefined &&
    (own === undefined || own.hash === schema.hash || layoutDifferences(own, schema).length === 0)
  );
}

function parseSchema(text: string | undefined): SchemaDescriptor | undefined {
  try {
    return text === undefined ? undefined : schemaFromJson(text);
  } catch (error) {
    if (error instanceof EcsDbError) return undefined;
    throw error;
  }
}
