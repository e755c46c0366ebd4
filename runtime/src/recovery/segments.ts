/** The segments of a directory, as their headers say: cases D4 to D7, and D9 between headers. */

import {
  type Directory,
  FILE_HEADER_BYTES,
  type HeaderFault,
  type Manifest,
  type NamedSegment,
  segmentNames,
} from '../directory/index.js';
import { irregularity, type OpenFile, readFully } from '../fs/index.js';
import { decodeSegmentHeader, SEGMENT_BYTES_MAX, type SegmentEnd, type SegmentHeader } from '../log/index.js';
import type { DirectoryFault, OnFault } from './fault.js';
import { headerFault } from './fault.js';

export interface SegmentFile extends NamedSegment {
  /** Length of the file. */
  readonly bytes: number;
  readonly header: SegmentHeader;
}

/**
 * Reads the headers of all segments, without the faulty ones. If no manifest says which database it is, the first
 * segment does.
 */
export function readSegmentHeaders(
  directory: Directory,
  names: readonly NamedSegment[],
  databaseId: string | undefined,
  onFault: OnFault,
): SegmentFile[] {
  const segments: SegmentFile[] = [];
  for (const named of names) {
    const expected = databaseId ?? segments[0]?.header.identity.databaseId;
    const segment = readSegment(directory, named, expected, onFault);
    if (segment !== undefined) segments.push(segment);
  }
  return segments;
}

/** Reads the header of a segment. */
export function readSegment(
  directory: Directory,
  named: NamedSegment,
  databaseId: string | undefined,
  onFault: OnFault,
): SegmentFile | undefined {
  const { name: file, sequence, firstVersion } = named;
  const { bytes, size, fault } = readStart(directory, file);
  const header = fault ?? decodeSegmentHeader(bytes);
  if (!header.ok) {
    onFault({ ...headerFault(header, file), firstVersion });
    return undefined;
  }
  // mutant: case-d5
  if (databaseId !== undefined && header.identity.databaseId !== databaseId) {
    onFault({ case: 'D5', file, offset: 0, reason: 'the segment belongs to another database', firstVersion });
    return undefined;
  }
  if (header.sequence !== sequence || header.firstVersion !== firstVersion) {
    const reason = `the header says segment ${header.sequence}, first version ${header.firstVersion}`;
    onFault({ case: 'D4', file, offset: 0, reason, firstVersion });
    return undefined;
  }
  if (size > SEGMENT_BYTES_MAX) {
    const reason = `the file has ${size} bytes, and a segment at most ${SEGMENT_BYTES_MAX}`;
    onFault({ case: 'D4', file, offset: SEGMENT_BYTES_MAX, reason, firstVersion });
    return undefined;
  }
  return { ...named, bytes: size, header };
}

/** The beginning of a file. */
interface FileStart {
  /** The bytes of a header, or fewer. */
  readonly bytes: Uint8Array;
  /** Of the file. */
  readonly size: number;
  /** Set if it is not a regular file. */
  readonly fault?: HeaderFault;
}

export function readStart(directory: Directory, name: string): FileStart {
  let file: OpenFile;
  try {
    file = directory.open(name, 'read');
  } catch (error) {
    const text = irregularity(error);
    if (text === undefined) throw error;
    return { bytes: new Uint8Array(0), size: 0, fault: { ok: false, fault: 'kind', text } };
  }
  try {
    const bytes = new Uint8Array(FILE_HEADER_BYTES);
    return { bytes: bytes.subarray(0, readFully(file, bytes, 0)), size: file.size() };
  } finally {
    file.close();
  }
}

/** Checks that the newest segment is the one that the manifest names, or the next one (D7). */
export function checkNewest(segments: readonly SegmentFile[], manifest: Manifest, onFault: OnFault): void {
  const newest = segments.at(-1);
  const { newestSegment } = manifest;
  // mutant: case-d7-newest
  if (newest === undefined || newest.sequence < newestSegment) {
    const named =
      newestSegment === 0
        ? 'there are snapshots'
        : `the manifest names segment ${newestSegment} (${segmentNames(newestSegment)}) as the newest`;
    const reason = `${named}, and ${newest === undefined ? 'there is no segment' : `the newest is ${newest.name}`}`;
    onFault({ case: 'D7', reason, firstVersion: newest?.firstVersion ?? 1 });
  } else if (newest.sequence > newestSegment + 1) {
    const reason = `the manifest names segment ${newestSegment} as the newest, so this segment cannot exist`;
    onFault({ case: 'D7', file: newest.name, reason, firstVersion: newest.firstVersion });
  }
}

/** The newest segments, back to the first gap. */
export function unbroken<Segment extends NamedSegment>(segments: readonly Segment[]): readonly Segment[] {
  let first = segments.length - 1;
  while (first > 0 && follows(segments[first - 1], segments[first])) first--;
  return segments.slice(Math.max(0, first));
}

function follows(before: NamedSegment | undefined, segment: NamedSegment | undefined): boolean {
  // mutant: case-d7-between
  return before !== undefined && segment !== undefined && before.sequence + 1 === segment.sequence;
}

/**
 * The segments of an unbroken run that contain the versions after `from`. If the run does not reach back that far,
 * reports a fault: D7 if a segment between others is missing, D8 if the oldest ones are missing.
 */
export function neededSegments(
  run: readonly SegmentFile[],
  all: readonly SegmentFile[],
  from: number,
  onFault: OnFault,
): readonly SegmentFile[] {
  const first = run.findLastIndex((segment) => segment.firstVersion <= from + 1);
  // mutant: case-d8
  if (first >= 0) return run.slice(first);
  const [oldest] = run;
  if (oldest === undefined) return run;
  const lost = { firstVersion: from + 1, lastVersion: oldest.firstVersion - 1 };
  const before = all.findLast((segment) => segment.sequence < oldest.sequence);
  if (before !== undefined) {
    const missing = oldest.sequence - 1;
    const reason = `segment ${missing} (${segmentNames(missing)}) is missing between ${before.name} and ${oldest.name}`;
    onFault({ case: 'D7', reason, ...lost });
  } else {
    const reason = `the log begins with version ${oldest.firstVersion}, and version ${from + 1} is needed`;
    onFault({ case: 'D8', file: oldest.name, reason, ...lost });
  }
  return run;
}

/** Checks the headers of an unbroken run against each other (D9). */
export function checkHeaderChain(run: readonly SegmentFile[], onFault: OnFault): void {
  for (const [i, { name: file, header, firstVersion }] of run.entries()) {
    const before = run[i - 1];
    const { length, lastVersion } = header.previous;
    if (lastVersion + 1 !== firstVersion) {
      const ends = `the previous one ends with ${lastVersion}`;
      const reason = `the segment begins with version ${firstVersion}, but its header says that ${ends}`;
      onFault({ case: 'D9', file, offset: 0, reason, firstVersion });
    } else if (before !== undefined && (before.firstVersion > firstVersion || before.bytes < length)) {
      const reason = `${before.name} has ${before.bytes} bytes, and ${file} says that it had at least ${length}`;
      onFault({ case: 'D9', file: before.name, reason, firstVersion: before.firstVersion, lastVersion });
    }
  }
}

/** Checks the end of a segment against the header of the next one (D9). */
export function checkEnd(segment: SegmentFile, end: SegmentEnd, next: SegmentFile, onFault: OnFault): void {
  const { previous } = next.header;
  // mutant: case-d9
  if (
    end.length === previous.length &&
    end.lastVersion === previous.lastVersion &&
    end.checksum === previous.checksum
  ) {
    return;
  }
  const reason =
    `the segment ends at byte ${end.length} with version ${end.lastVersion}, and ${next.name} says that it ended ` +
    `at byte ${previous.length} with version ${previous.lastVersion}`;
  onFault({ case: 'D9', file: segment.name, offset: end.length, reason, ...versionsAtRisk(segment, end, next) });
}

/**
 * The versions that only one of the two contains. If they agree, the segment may still have been replaced by another
 * one.
 */
function versionsAtRisk(
  segment: SegmentFile,
  { lastVersion: found }: SegmentEnd,
  next: SegmentFile,
): Pick<DirectoryFault, 'firstVersion' | 'lastVersion'> {
  const expected = next.header.previous.lastVersion;
  const firstVersion = found === expected ? segment.firstVersion : Math.min(found, expected) + 1;
  const lastVersion = Math.max(found, expected);
  return lastVersion >= firstVersion ? { firstVersion, lastVersion } : {};
}
