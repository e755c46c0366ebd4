/**
 * For tools: reads all files of a directory, needed or not, and collects all faults instead of stopping at the first.
 */

import type { Directory } from '../directory/index.js';
import type { RecoveryCase, SegmentEnd } from '../log/index.js';
import { OperationCheck } from '../operation/index.js';
import type { SchemaDescriptor } from '../schema/index.js';
import type { Compression } from '../snapshot/index.js';
import { tryApply } from './apply-snapshot.js';
import type { DirectoryFault, OnFault } from './fault.js';
import { LogRun } from './log-run.js';
import { type Overview, readOverview } from './overview.js';
import { neededSegments, type SegmentFile } from './segments.js';
import { checkWindows, type SnapshotFile } from './snapshots.js';
import { showSwitched } from './switched-directory.js';

export interface DirectoryFindings {
  readonly directory: string;
  /** The directory is empty, so a new database could be made here. Then all other properties are empty, too. */
  readonly isNew: boolean;
  /** 32 hexadecimal digits; null without a valid manifest, as the next two properties. */
  readonly databaseId: string | null;
  /** When the database was created, milliseconds since 1970. */
  readonly createdMs: number | null;
  /** Sequence of the newest segment that the manifest names. */
  readonly newestSegment: number | null;
  /** How often the database has been opened for writing. */
  readonly epoch: number;
  /** The newest schema that can be read. */
  readonly schema: SchemaDescriptor | null;
  /** Segments with a valid header, oldest first. */
  readonly segments: readonly InspectedSegment[];
  /** Snapshots with a valid header, newest first. */
  readonly snapshots: readonly InspectedSnapshot[];
  /** All faults in the order in which they were found, including torn and suspect ends of the log and bad snapshots. */
  readonly faults: readonly DirectoryFault[];
  /** Names of unfinished files. */
  readonly temporary: readonly string[];
}

export interface InspectedSegment {
  readonly name: string;
  readonly sequence: number;
  readonly firstVersion: number;
  /** The end of the last frame that could be read, and its last version: below `firstVersion` if there is none. */
  readonly end: SegmentEnd;
  /** Of the file. */
  readonly bytes: number;
  readonly frames: number;
  readonly transactions: number;
  readonly operations: number;
  readonly isClosed: boolean;
  /** An opening would read it. */
  readonly isNeeded: boolean;
  readonly epoch: number;
  readonly schemaVersion: string;
  readonly createdMs: number;
}

export interface InspectedSnapshot {
  readonly name: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  /** Of the file. */
  readonly bytes: number;
  readonly compression: Compression;
  readonly isIntact: boolean;
  readonly epoch: number;
  readonly schemaVersion: string;
  readonly createdMs: number;
}

/** Called with the number of bytes that were read so far, and of all bytes. */
type OnProgress = (done: number, all: number) => void;

/** Reads all files of a directory and changes nothing. Throws only what the file system throws. */
export function inspectDirectory(found: Directory, onProgress: OnProgress = () => {}): DirectoryFindings {
  const directory = showSwitched(found);
  const faults: DirectoryFault[] = [];
  const onFault: OnFault = (fault) => faults.push(fault);
  const overview = readOverview(directory, onFault);
  const { listing, manifest, segments, run, provenVersion, epoch } = overview;
  const progress = progressOver(overview, onProgress);
  const log = new LogRun(directory, {
    segments,
    provenVersion,
    newestSegment: manifest?.newestSegment ?? Number.MAX_SAFE_INTEGER,
  });
  const schema = segments.length === 0 ? undefined : log.readSchema(() => {})?.schema;
  const snapshots = overview.snapshots.files.map((file) => inspectSnapshot(directory, file, progress, onFault));
  for (const bad of overview.snapshots.bad) onFault(bad);
  const newestIntact = snapshots.find((snapshot) => snapshot.isIntact);
  const needed = new Set(
    run.length === 0 ? [] : neededSegments(run, segments, newestIntact?.windowStart ?? 0, onFault),
  );
  const check = schema && new OperationCheck(schema);
  const inspected = segments.map((segment) => {
    // Segments from before a migration have another schema than the log that follows the gap.
    const ownCheck = run.includes(segment) ? check : checkBySchema(log.readSchemaOf(segment));
    return inspectSegment(log, segment, ownCheck, needed.has(segment), progress, onFault);
  });
  const newest = inspected.at(-1);
  if (newest !== undefined) checkWindows(overview.snapshots.files, newest.name, newest.end, onFault);
  return {
    directory: directory.path,
    isNew: overview.isNew,
    databaseId: manifest?.identity.databaseId ?? null,
    createdMs: manifest?.createdMs ?? null,
    newestSegment: manifest?.newestSegment ?? null,
    epoch,
    schema: schema ?? null,
    segments: inspected,
    snapshots,
    faults: withoutMissingFiles(faults),
    temporary: listing.temporary,
  };
}

function checkBySchema(schema: SchemaDescriptor | undefined): OperationCheck | undefined {
  return schema && new OperationCheck(schema);
}

/** Cases that say that a file, or a part of the log, is missing. */
const MISSING: ReadonlySet<RecoveryCase> = new Set(['D7', 'D8', 'P2', 'P3']);

/** A file that another version of ecsdb can read (D6) is not read here, but it is not missing either. */
function withoutMissingFiles(faults: readonly DirectoryFault[]): readonly DirectoryFault[] {
  if (faults.every((fault) => fault.case !== 'D6')) return faults;
  return faults.filter((fault) => !MISSING.has(fault.case));
}

function inspectSnapshot(
  directory: Directory,
  { name, header }: SnapshotFile,
  progress: (bytes: number) => void,
  onFault: OnFault,
): InspectedSnapshot {
  const { windowStart, windowEnd, bytes, compression, createdMs, identity } = header;
  const bad = tryApply(directory, { name, windowStart, windowEnd });
  if (bad !== undefined) onFault(bad);
  progress(bytes);
  const { epoch, schemaVersion } = identity;
  return {
    name,
    windowStart,
    windowEnd,
    bytes,
    compression,
    isIntact: bad === undefined,
    epoch,
    schemaVersion,
    createdMs,
  };
}

function inspectSegment(
  log: LogRun,
  segment: SegmentFile,
  check: OperationCheck | undefined,
  isNeeded: boolean,
  progress: (bytes: number) => void,
  onFault: OnFault,
): InspectedSegment {
  let transactions = 0;
  let operations = 0;
  const { name, sequence, firstVersion, bytes, header } = segment;
  const { end, frames, isClosed } = log.inspect(
    segment,
    (bytes, start, end, count, version) => {
      check?.transaction(bytes, start, end, count, version);
      transactions++;
      operations += count;
    },
    onFault,
  );
  progress(bytes);
  const { epoch, schemaVersion } = header.identity;
  return {
    name,
    sequence,
    firstVersion,
    end,
    bytes,
    frames,
    transactions,
    operations,
    isClosed,
    isNeeded,
    epoch,
    schemaVersion,
    createdMs: header.createdMs,
  };
}

function progressOver({ segments, snapshots }: Overview, onProgress: OnProgress): (bytes: number) => void {
  const sizes = [...segments.map(({ bytes }) => bytes), ...snapshots.files.map(({ header }) => header.bytes)];
  const all = sizes.reduce((sum, bytes) => sum + bytes, 0);
  let done = 0;
  return (bytes) => {
    done += bytes;
    onProgress(done, all);
  };
}
