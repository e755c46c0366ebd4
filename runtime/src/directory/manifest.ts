/** The manifest makes a directory a database and names its newest segment; docs/format.md, "The manifest". */

import type { Directory } from './directory.js';
import { decodeFileHeader, encodeFileHeader, type FileIdentity, fault, type HeaderFault } from './file-header.js';
import { getU64, isTime, setU64 } from './integers.js';
import { MANIFEST, temporaryName } from './names.js';
import { syncDirectory } from './sync.js';
import { writeNewFile } from './write-new-file.js';

export interface Manifest {
  readonly ok: true;
  readonly identity: FileIdentity;
  /** Sequence of the newest segment that may contain acknowledged commits; 0 before the first one. */
  readonly newestSegment: number;
  /** When the database was created, in milliseconds since 1970. */
  readonly createdMs: number;
}

const NEWEST_SEGMENT_AT = 56;
const CREATED_AT = 64;

export function encodeManifest(manifest: Omit<Manifest, 'ok'>): Uint8Array {
  return encodeFileHeader('manifest', manifest.identity, (view) => {
    setU64(view, NEWEST_SEGMENT_AT, manifest.newestSegment);
    setU64(view, CREATED_AT, manifest.createdMs);
  });
}

export function decodeManifest(bytes: Uint8Array): Manifest | HeaderFault {
  const header = decodeFileHeader(bytes, 'manifest');
  if (!header.ok) return header;
  const newestSegment = getU64(header.view, NEWEST_SEGMENT_AT);
  const createdMs = getU64(header.view, CREATED_AT);
  if (!(newestSegment >= 0 && isTime(createdMs))) return fault('value', 'has a header with impossible values');
  return { ok: true, identity: header.identity, newestSegment, createdMs };
}

/** Replaces the manifest. It is on the device when this returns. Throws the errors of the system. */
export function writeManifest(directory: Directory, manifest: Omit<Manifest, 'ok'>): void {
  const temporary = temporaryName(MANIFEST);
  // sync-manifest
  writeNewFile(directory, temporary, encodeManifest(manifest));
  directory.rename(temporary, MANIFEST);
  // sync-manifest-directory
  syncDirectory(directory);
}
