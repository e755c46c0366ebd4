/** Completes a migration that a crash interrupted after its switch; docs/format.md, "Migrations". */

import {
  type Directory,
  decodeManifest,
  MANIFEST,
  parseSegmentName,
  snapshotName,
  temporaryName,
} from '../directory/index.js';
import { systemCodeOf } from '../fs/index.js';
import { decodeSegmentHeader } from '../log/index.js';
import { readStart } from './segments.js';

/** The names that files will have. */
export interface PendingSwitch {
  readonly snapshot: string;
  readonly segment: string;
}

/**
 * Does so if the manifest names the segment of a migration, and the segment has its temporary name still. The snapshot
 * comes first, so a segment with its name has its snapshot.
 */
export function finishSwitch(directory: Directory): void {
  const pending = pendingSwitch(directory);
  if (pending !== undefined) nameSwitched(directory, pending);
}

/** Gives the files of a migration the names that they lack, after the manifest names the segment. */
export function nameSwitched(directory: Directory, { snapshot, segment }: PendingSwitch): void {
  if (directory.list().includes(temporaryName(snapshot))) {
    directory.rename(temporaryName(snapshot), snapshot);
    // sync-migrated-snapshot
    directory.sync();
  }
  // The directory is synced before the manifest names the next segment.
  directory.rename(temporaryName(segment), segment);
}

/** The manifest never names another segment before it has its name. */
export function pendingSwitch(directory: Directory): PendingSwitch | undefined {
  const names = namesIn(directory);
  if (!names.includes(MANIFEST) || !names.some((name) => /^wal-.*\.tmp$/.test(name))) return undefined;
  const manifest = decodeManifest(readStart(directory, MANIFEST).bytes);
  if (!manifest.ok) return undefined;
  for (const name of names) {
    const parsed = parseSegmentName(name);
    if (parsed !== undefined && parsed.sequence >= manifest.newestSegment) return undefined;
  }
  for (const name of names) {
    const segment = name.replace(/\.tmp$/, '');
    const parsed = segment === name ? undefined : parseSegmentName(segment);
    if (parsed?.sequence !== manifest.newestSegment) continue;
    const header = decodeSegmentHeader(readStart(directory, name).bytes);
    if (!header.ok || header.identity.databaseId !== manifest.identity.databaseId) continue;
    const { length, checksum, lastVersion } = header.previous;
    if (length === 0 && checksum === 0) return { snapshot: snapshotName(lastVersion), segment };
  }
  return undefined;
}

/** None if there is no such directory, which is reported later. */
function namesIn(directory: Directory): readonly string[] {
  try {
    return directory.list();
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
