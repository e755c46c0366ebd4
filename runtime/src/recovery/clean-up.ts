/**
 * What recovery changes in a directory, after it has read all needed files and found them valid.
 *
 * After each step, the directory recovers to the same state, so a crash between two steps does no harm.
 */

import {
  badName,
  type Directory,
  type Manifest,
  parseBadSnapshotName,
  parseTornName,
  temporaryName,
  tornName,
  writeManifest,
} from '../directory/index.js';
import { FileSystemError, type OpenFile, readFully, writeFully } from '../fs/index.js';
import type { SegmentEnd } from '../log/index.js';

const PIECE_BYTES = 2 ** 20;

/**
 * Torn ends and bad snapshots that are kept, of each kind. A device that fails now and then must not fill up with them.
 */
const KEPT_FILES_MAX = 16;

/** A part of a file, in bytes. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Copies the bytes after the valid part of a segment, up to `tailEnd`, to a file of their own. Returns its name. */
export function keepTornEnd(
  directory: Directory,
  segment: string,
  { sequence, length }: SegmentEnd,
  tailEnd: number,
): string {
  const name = tornName(sequence, length);
  copyToFile(directory, segment, { from: length, to: tailEnd }, name, (copy) => {
    // sync-torn-end
    copy.sync();
  });
  // The name must be durable, too, before the only other copy is replaced.
  // sync-torn-end-directory
  directory.sync();
  return name;
}

/**
 * Replaces the last segment by a file with its valid part.
 *
 * A process that was killed may have left bytes in the page cache that were never synced, or whose sync has failed;
 * another sync could falsely succeed. The next segment depends on these bytes, so they are written again.
 */
export function rewriteSegment(directory: Directory, segment: string, { length }: SegmentEnd): void {
  copyToFile(directory, segment, { from: 0, to: length }, segment, (copy) => {
    // sync-rewrite
    copy.sync();
  });
  // sync-rewrite-directory
  directory.sync();
}

/**
 * Writes the newest segment's sequence to the manifest. If the manifest named the previous segment, the next segment
 * would be two ahead of it, which is a fault. The manifest is written in any case, because what was read may be only in
 * the page cache, as above.
 */
export function nameNewestSegment(directory: Directory, manifest: Manifest, newestSegment: number): void {
  writeManifest(directory, { ...manifest, newestSegment });
}

/** Renames a snapshot that cannot be used. Returns its new name. */
export function setAside(directory: Directory, snapshot: string): string {
  const name = badName(snapshot);
  directory.rename(snapshot, name);
  return name;
}

/** Deletes the oldest torn ends and bad snapshots beyond `KEPT_FILES_MAX` of each kind; returns the names. */
export function removeOldKeptFiles(directory: Directory): readonly string[] {
  const names = directory.list();
  const torn = names.flatMap((name) => {
    const parsed = parseTornName(name);
    return parsed === undefined ? [] : [{ name, ...parsed }];
  });
  const bad = names.flatMap((name) => {
    const version = parseBadSnapshotName(name);
    return version === undefined ? [] : [{ name, version }];
  });
  torn.sort((a, b) => b.sequence - a.sequence || b.offset - a.offset);
  bad.sort((a, b) => b.version - a.version);
  const old = [...torn.slice(KEPT_FILES_MAX), ...bad.slice(KEPT_FILES_MAX)].map(({ name }) => name);
  for (const name of old) directory.unlink(name);
  return old;
}

/** Deletes files that earlier attempts left unfinished. */
export function removeAll(directory: Directory, names: readonly string[]): void {
  for (const name of names) directory.unlink(name);
}

/**
 * Copies a part of a file to another file, or to the file itself, under a temporary name until `sync` has made it
 * durable.
 */
function copyToFile(
  directory: Directory,
  from: string,
  range: Range,
  to: string,
  sync: (copy: OpenFile) => void,
): void {
  const temporary = temporaryName(to);
  const source = directory.open(from, 'read');
  try {
    const copy = directory.open(temporary, 'create');
    try {
      copyRange(source, directory.pathOf(from), range, copy);
      sync(copy);
    } finally {
      copy.close();
    }
  } finally {
    source.close();
  }
  directory.rename(temporary, to);
}

function copyRange(source: OpenFile, path: string, { from, to }: Range, target: OpenFile): void {
  const piece = new Uint8Array(Math.min(PIECE_BYTES, to - from));
  for (let at = from; at < to; at += piece.length) {
    const bytes = piece.subarray(0, Math.min(piece.length, to - at));
    if (readFully(source, bytes, at) < bytes.length)
      throw new FileSystemError('EIO', 'read', path, 'the file became shorter');
    writeFully(target, bytes, at - from);
  }
}
