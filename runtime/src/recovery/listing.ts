/** The files of a directory, as their names say; cases D1 to D3. */

import {
  type Directory,
  isTemporary,
  MANIFEST,
  type NamedSegment,
  type NamedSnapshot,
  namedSegments,
  namedSnapshots,
  parseSegmentName,
  parseSnapshotName,
} from '../directory/index.js';
import { systemCodeOf } from '../fs/index.js';
import type { OnFault } from './fault.js';

export interface Listing {
  readonly hasManifest: boolean;
  /** In order of their sequences. */
  readonly segments: readonly NamedSegment[];
  /** The newest first. */
  readonly snapshots: readonly NamedSnapshot[];
  /** Unfinished files of ecsdb. */
  readonly temporary: readonly string[];
  /** Files that are not of ecsdb. */
  readonly foreign: readonly string[];
}

/**
 * Files that recovery never reads: torn ends and bad snapshots, locks, and files that volumes and version control add
 * to directories.
 */
const IGNORED = /^(LOCK-|torn-|bad-|lost\+found$|\.git(keep|ignore)$)/;
/** The beginnings of the names of unfinished files of ecsdb. Recovery deletes no other temporary files. */
const OURS = /^(MANIFEST|wal-|snap|torn-|spare)/;

/** Throws the errors of the system. A directory that does not exist is a fault (D2). */
export function listDirectory(directory: Directory, onFault: OnFault): Listing {
  const names = namesIn(directory, onFault);
  const temporary: string[] = [];
  const foreign: string[] = [];
  for (const name of names) {
    if (name === MANIFEST || parseSegmentName(name) !== undefined || parseSnapshotName(name) !== undefined) continue;
    if (isTemporary(name) && OURS.test(name)) temporary.push(name);
    else if (!IGNORED.test(name)) foreign.push(name);
  }
  return {
    hasManifest: names.includes(MANIFEST),
    segments: namedSegments(names),
    snapshots: namedSnapshots(names),
    temporary,
    foreign,
  };
}

function namesIn(directory: Directory, onFault: OnFault): readonly string[] {
  try {
    return directory.list();
  } catch (error) {
    const code = systemCodeOf(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    onFault({ case: 'D2', code: 'NOT_A_DATABASE', reason: 'there is no such directory', cause: error });
    return [];
  }
}

/**
 * True if a new database can be made in the directory (D1). A directory that is neither empty nor a database is a
 * fault.
 */
export function isNew({ hasManifest, segments, snapshots, foreign }: Listing, onFault: OnFault): boolean {
  if (hasManifest) return false;
  if (segments.length > 0 || snapshots.length > 0) {
    const file = (segments[0] ?? snapshots[0])?.name;
    onFault({ case: 'D3', reason: `there is no ${MANIFEST}, but there is ${file}`, firstVersion: 1 });
    return false;
  }
  if (foreign.length === 0) return true;
  onFault({
    case: 'D2',
    code: 'NOT_A_DATABASE',
    reason: `there is no ${MANIFEST}, but there are other files: ${foreign[0]}`,
  });
  return false;
}
