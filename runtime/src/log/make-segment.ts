/** Makes segments. A segment is given its name only when its header and schema are on the device. */

import {
  createOrReplace,
  type Directory,
  getU32At,
  segmentName,
  syncDirectory,
  syncFile,
  temporaryName,
  writeNewFile,
} from '../directory/index.js';
import { type OpenFile, writeFully } from '../fs/index.js';
import { FRAME_SCHEMA } from './format.js';
import { completeFrame, encodeFrame } from './frame.js';
import type { SegmentStart } from './log-tail.js';
import { encodeSegmentHeader, type SegmentFields } from './segment-header.js';
import { takeSpare } from './spare.js';

/** A segment that is in place. */
export interface MadeSegment {
  readonly file: OpenFile;
  readonly path: string;
  readonly start: SegmentStart;
}

/** Makes a segment of `bytes` bytes and fills it with zeros. */
export function makeFilledSegment(
  directory: Directory,
  fields: SegmentFields,
  schemaJson: Uint8Array,
  bytes: number,
): MadeSegment {
  const { head, checksum } = encodeHead(fields, schemaJson);
  const content = new Uint8Array(Math.max(bytes, head.length));
  content.set(head);
  const file = createOrReplace(directory, temporarySegmentName(fields));
  const path = putInPlace(directory, fields, file, content);
  return { file, path, start: startOf(fields, head, checksum, content.length) };
}

/** Makes a segment from the spare; without one, as `makeFilledSegment` does. */
export function makeSegment(
  directory: Directory,
  fields: SegmentFields,
  schemaJson: Uint8Array,
  bytes: number,
): MadeSegment {
  const spare = takeSpare(directory, temporarySegmentName(fields));
  if (spare === undefined) return makeFilledSegment(directory, fields, schemaJson, bytes);
  const { file, capacity } = spare;
  const { head, checksum } = encodeHead(fields, schemaJson);
  const path = putInPlace(directory, fields, file, head);
  return { file, path, start: startOf(fields, head, checksum, capacity) };
}

/** Writes a segment without transactions under its temporary name. The file, but not its name, is on the device. */
export function writeTemporarySegment(directory: Directory, fields: SegmentFields, schemaJson: Uint8Array): void {
  writeNewFile(directory, temporarySegmentName(fields), encodeHead(fields, schemaJson).head);
}

/**
 * Writes the beginning of the temporary file and gives it its name. Returns the path. After an error, deletes the
 * temporary file.
 */
function putInPlace(directory: Directory, fields: SegmentFields, file: OpenFile, beginning: Uint8Array): string {
  const temporary = temporarySegmentName(fields);
  const name = segmentName(fields.sequence, fields.firstVersion);
  let isNamed = false;
  try {
    writeFully(file, beginning, 0);
    // sync-segment
    syncFile(file, directory.pathOf(temporary));
    directory.rename(temporary, name);
    isNamed = true;
    // sync-segment-directory
    syncDirectory(directory);
    return directory.pathOf(name);
  } catch (error) {
    abandon(directory, file, isNamed ? undefined : temporary);
    throw error;
  }
}

/** Header and schema frame, and the checksum with which the chain continues. */
function encodeHead(fields: SegmentFields, schemaJson: Uint8Array): { head: Uint8Array; checksum: number } {
  const { identity, firstVersion } = fields;
  const header = encodeSegmentHeader(fields);
  const frame = encodeFrame(FRAME_SCHEMA, schemaJson, firstVersion);
  const headerChecksum = getU32At(header, header.length - 4);
  // The previous segment, or what recovery has read, is on the device.
  const checksum = completeFrame(frame, 0, identity.salt, firstVersion - 1, headerChecksum);
  const head = new Uint8Array(header.length + frame.length);
  head.set(header);
  head.set(frame, header.length);
  return { head, checksum };
}

function startOf(
  { identity, sequence, firstVersion }: SegmentFields,
  head: Uint8Array,
  checksum: number,
  capacity: number,
): SegmentStart {
  return { sequence, firstVersion, salt: identity.salt, capacity, position: head.length, checksum };
}

function temporarySegmentName({ sequence, firstVersion }: SegmentFields): string {
  return temporaryName(segmentName(sequence, firstVersion));
}

/** Closes and deletes the file, best effort. Recovery deletes what remains. */
function abandon(directory: Directory, file: OpenFile, temporary: string | undefined): void {
  try {
    file.close();
    if (temporary !== undefined) directory.unlink(temporary);
  } catch {
    // The first error is thrown.
  }
}
