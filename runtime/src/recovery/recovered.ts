/** The result of a recovery: the state of the directory, and the report. */

import type { Manifest } from '../directory/index.js';
import { SECTOR_BYTES, type SegmentEnd, type SegmentFault } from '../log/index.js';
import type { SchemaDescriptor } from '../schema/index.js';
import type { Compression } from '../snapshot/index.js';
import type { Overview } from './overview.js';
import type { SegmentSummary } from './read-segment.js';
import type { Replayed } from './replay.js';
import type { RecoveryReport } from './report.js';
import type { SegmentFile } from './segments.js';

export interface Recovered {
  /** 32 hexadecimal digits. */
  readonly databaseId: string;
  /** When the database was created, milliseconds since 1970. */
  readonly createdMs: number;
  /** The highest epoch in all files. */
  readonly epoch: number;
  /** The schema of the newest segment. */
  readonly schema: SchemaDescriptor;
  readonly version: number;
  /** Of the newest segment. */
  readonly end: SegmentEnd;
  /**
   * The end that the header of the next segment must repeat: `end` or, if the newest segment contains no transaction,
   * the end of the segment before it. Then the next segment has the same name and replaces it, so openings without a
   * commit leave no segments.
   */
  readonly previous: SegmentEnd;
  /** Oldest first, including segments that are not needed beside the snapshot. */
  readonly segments: readonly RecoveredSegment[];
  /** Number of openings that have written to the segments that were read. */
  readonly openingsRead: number;
  /** Newest first, without the snapshots that were set aside. */
  readonly snapshots: readonly RecoveredSnapshot[];
  readonly report: RecoveryReport;
}

interface RecoveredSegment {
  readonly name: string;
  readonly sequence: number;
  /** Of the opening that has written it. */
  readonly epoch: number;
  readonly firstVersion: number;
  /** Below `firstVersion` if the segment contains no transactions. */
  readonly lastVersion: number;
  /** Of the file. */
  readonly bytes: number;
}

interface RecoveredSnapshot {
  readonly name: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  /** Of the file. */
  readonly bytes: number;
  readonly compression: Compression;
}

/** The end of the log: of its newest segment. */
export interface LogEnd {
  readonly segment: SegmentFile;
  readonly summary: SegmentSummary;
}

/** What was changed in the directory. */
export interface Repairs {
  /** Name of the file with the bytes that were cut off; null if there are none, or if nothing may be changed. */
  readonly evidence: string | null;
  /** New names of the bad snapshots. */
  readonly renamed: readonly string[];
  readonly removed: readonly string[];
}

export const NO_REPAIRS: Repairs = { evidence: null, renamed: [], removed: [] };

/** The end of a torn end in its file: after the last sector that is not all zero. */
export function tailEnd({ bytes }: SegmentFile, { nonZeroEnd }: SegmentFault): number {
  return Math.min(bytes, Math.ceil(nonZeroEnd / SECTOR_BYTES) * SECTOR_BYTES);
}

/** What recovery found in a directory, and what it did there. */
export interface Recovery {
  readonly directory: string;
  readonly overview: Overview;
  readonly manifest: Manifest;
  readonly replayed: Replayed;
  readonly end: LogEnd;
  readonly repairs: Repairs;
  readonly durationMs: number;
}

export function describe(recovery: Recovery): Recovered {
  const { overview, manifest, replayed, end, repairs } = recovery;
  const { snapshots, epoch } = overview;
  const bad = new Set(replayed.badSnapshots.map(({ file }) => file));
  return {
    databaseId: manifest.identity.databaseId,
    createdMs: manifest.createdMs,
    epoch,
    schema: replayed.schema,
    version: end.summary.end.lastVersion,
    end: end.summary.end,
    previous: previousOfNext(end),
    segments: describeSegments(overview, end, repairs),
    openingsRead: new Set(replayed.needed.map(({ header }) => header.identity.epoch)).size,
    snapshots: snapshots.files
      .filter(({ name }) => !bad.has(name))
      .map(({ name, header: { windowStart, windowEnd, bytes, compression } }) => {
        return { name, windowStart, windowEnd, bytes, compression };
      }),
    report: reportOn(recovery),
  };
}

/** A segment with a torn end is not replaced: the file with the bytes that were cut off is named after it. */
function previousOfNext({ segment, summary: { end, fault } }: LogEnd): SegmentEnd {
  const { firstVersion, sequence, header } = segment;
  if (end.lastVersion >= firstVersion || fault !== undefined) return end;
  return { sequence: sequence - 1, ...header.previous };
}

function describeSegments({ segments }: Overview, end: LogEnd, repairs: Repairs): RecoveredSegment[] {
  return segments.map(({ name, sequence, firstVersion, bytes, header }, i): RecoveredSegment => {
    const next = segments[i + 1];
    const described = { name, sequence, epoch: header.identity.epoch, firstVersion };
    if (next !== undefined) return { ...described, lastVersion: next.header.previous.lastVersion, bytes };
    const { length, lastVersion } = end.summary.end;
    return { ...described, lastVersion, bytes: repairs === NO_REPAIRS ? bytes : length };
  });
}

function reportOn({ directory, overview, replayed, end: logEnd, repairs, durationMs }: Recovery): RecoveryReport {
  const { snapshot, badSnapshots, needed, summaries, transactions, operations } = replayed;
  const { segment, summary } = logEnd;
  const { evidence, renamed, removed } = repairs;
  const { fault, end } = summary;
  const first = (snapshot?.header.windowStart ?? 0) + 1;
  const read = new Set(needed);
  return {
    directory,
    snapshot:
      snapshot === undefined
        ? null
        : { file: snapshot.name, windowStart: snapshot.header.windowStart, windowEnd: snapshot.header.windowEnd },
    setAside: badSnapshots.map((bad, i) => ({ ...bad, renamedTo: renamed[i] ?? null })),
    segmentsRead: needed.map(({ name }) => name),
    segmentsSkipped: overview.segments.filter((one) => !read.has(one)).map(({ name }) => name),
    frames: summaries.reduce((sum, { frames }) => sum + frames, 0),
    transactions,
    operations,
    replayed: transactions === 0 ? null : { firstVersion: first, lastVersion: end.lastVersion },
    migration: null,
    version: end.lastVersion,
    dropped:
      fault === undefined
        ? null
        : {
            case: fault.case,
            reason: `the frame ${fault.reason}`,
            file: segment.name,
            offset: fault.offset,
            bytes: tailEnd(segment, fault) - fault.offset,
            evidence,
            firstVersion: fault.firstVersion,
            lastVersion: fault.lastVersion ?? null,
          },
    wasClosed: summary.isClosed && fault === undefined,
    removed,
    durationMs,
  };
}
