/** Opens what a directory holds: surveys it, replays it, and repairs what a crash has left. docs/format.md. */

import type { SchemaDescriptor } from '../component/descriptor.js';
import { assert } from '../errors.js';
import { type FileSystem, storageError, systemCodeOf } from '../fs/index.js';
import { SECTOR_BYTES } from '../log/format.js';
import type { Manifest } from '../log/manifest.js';
import type { SegmentEnd } from '../log/segment-header.js';
import type { SegmentFault } from '../log/segment-reader.js';
import { faultError, type OnFault } from './fault.js';
import { LogRun, verdictOn } from './log-run.js';
import type { SegmentSummary } from './read-segment.js';
import { keepEvidence, nameNewestSegment, removeAll, rewriteSegment, setAside } from './repair.js';
import { type PrepareReplay, type Replayed, replay } from './replay.js';
import type { RecoveryReport } from './report.js';
import type { SegmentFile } from './segments.js';
import { checkWindows } from './snapshots.js';
import { type Survey, surveyDirectory } from './survey.js';

export interface RecoverOptions {
  /** With `point-in-time`, a suspect end of the log is cut off as a torn one is. */
  readonly mode: 'strict' | 'point-in-time';
  /** For tools: repairs, renames and deletes nothing. */
  readonly readOnly: boolean;
}

export interface Recovered {
  /** 32 hexadecimal digits. */
  readonly databaseId: string;
  /** When the database was created, milliseconds since 1970. */
  readonly createdMs: number;
  /** The highest one that any file bears. */
  readonly epoch: number;
  /** As the newest segment has it. */
  readonly schema: SchemaDescriptor;
  readonly version: number;
  /** Of the newest segment: what the header of the next one must say. */
  readonly end: SegmentEnd;
  /** Oldest first; those that the snapshot makes unnecessary are among them. */
  readonly segments: readonly RecoveredSegment[];
  /** Newest first; those that were set aside are not among them. */
  readonly snapshots: readonly RecoveredSnapshot[];
  readonly report: RecoveryReport;
}

export interface RecoveredSegment {
  readonly name: string;
  readonly sequence: number;
  readonly firstVersion: number;
  /** Below `firstVersion` in a segment without transactions. */
  readonly lastVersion: number;
  /** Of the file. */
  readonly bytes: number;
}

export interface RecoveredSnapshot {
  readonly name: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  /** Of the file. */
  readonly bytes: number;
}

/**
 * Recovers a directory, which must be locked unless `readOnly`. Answers `undefined` where a new database is to be made.
 *
 * Throws `NOT_A_DATABASE`, `FORMAT_UNSUPPORTED` or `CORRUPT` with the case of docs/format.md, and then has changed nothing; what
 * `prepare` and the target throw, but for a `ReplayError`, which is `CORRUPT`; and errors of the file system as `storageError` has them.
 */
export function recover(
  fs: FileSystem,
  directory: string,
  options: RecoverOptions,
  prepare: PrepareReplay,
): Recovered | undefined {
  const startedMs = performance.now();
  const onFault: OnFault = (fault) => {
    throw faultError(directory, fault);
  };
  try {
    const survey = surveyDirectory(fs, directory, onFault);
    const { manifest, run, provenVersion } = survey;
    if (survey.isNew) {
      if (!options.readOnly) removeAll(fs, directory, survey.listing.temporary);
      return undefined;
    }
    assert(manifest !== undefined, 'without a manifest, there is a fault');
    const log = new LogRun(fs, directory, { segments: run, provenVersion, newestSegment: manifest.newestSegment });
    const replayed = replay(fs, directory, survey, log, prepare, onFault);
    const end = judgeEnd(survey, replayed, log, options, onFault);
    const repairs = options.readOnly ? NO_REPAIRS : repair(fs, directory, survey, manifest, replayed, end);
    return describe(directory, survey, manifest, replayed, end, repairs, performance.now() - startedMs);
  } catch (error) {
    throw systemCodeOf(error) === undefined ? error : storageError(error, 'recovering the database', directory);
  }
}

/** The end of the log: of its newest segment. */
interface LogEnd {
  readonly segment: SegmentFile;
  readonly summary: SegmentSummary;
}

/** Refuses an end that is suspect (B9), and one before what a snapshot has seen (P2). */
function judgeEnd(
  { snapshots }: Survey,
  { needed, summaries }: Replayed,
  log: LogRun,
  { mode }: RecoverOptions,
  onFault: OnFault,
): LogEnd {
  const segment = needed.at(-1);
  const summary = summaries.at(-1);
  assert(segment !== undefined && summary !== undefined, 'without a segment, there is a fault');
  const { fault, end } = summary;
  if (fault !== undefined && verdictOn(fault) === 'suspect' && mode === 'strict')
    onFault(log.segmentFault(segment, fault));
  checkWindows(snapshots.files, segment.name, end, onFault);
  return { segment, summary };
}

interface Repairs {
  /** Name of the file with what was cut off; null when nothing was, or nothing may be changed. */
  readonly evidence: string | null;
  /** New names of the bad snapshots. */
  readonly renamed: readonly string[];
  readonly removed: readonly string[];
}

const NO_REPAIRS: Repairs = { evidence: null, renamed: [], removed: [] };

function repair(
  fs: FileSystem,
  directory: string,
  { listing }: Survey,
  manifest: Manifest,
  { badSnapshots }: Replayed,
  { segment, summary }: LogEnd,
): Repairs {
  const { end, fault } = summary;
  removeAll(fs, directory, listing.temporary);
  const evidence = fault === undefined ? null : keepEvidence(fs, directory, segment.name, end, tailEnd(segment, fault));
  rewriteSegment(fs, directory, segment.name, end);
  if (manifest.newestSegment < segment.sequence) nameNewestSegment(fs, directory, manifest, segment.sequence);
  const renamed = badSnapshots.map(({ file }) => setAside(fs, directory, file));
  if (renamed.length > 0) fs.syncDirectory(directory);
  return { evidence, renamed, removed: listing.temporary };
}

/** Where a tail ends, in the file: behind the last sector that is not all zero. */
function tailEnd({ bytes }: SegmentFile, { nonZeroEnd }: SegmentFault): number {
  return Math.min(bytes, Math.ceil(nonZeroEnd / SECTOR_BYTES) * SECTOR_BYTES);
}

function describe(
  directory: string,
  survey: Survey,
  manifest: Manifest,
  replayed: Replayed,
  end: LogEnd,
  repairs: Repairs,
  durationMs: number,
): Recovered {
  const { snapshots, epoch } = survey;
  const bad = new Set(replayed.badSnapshots.map(({ file }) => file));
  return {
    databaseId: manifest.identity.databaseId,
    createdMs: manifest.createdMs,
    epoch,
    schema: replayed.schema,
    version: end.summary.end.lastVersion,
    end: end.summary.end,
    segments: describeSegments(survey, end, repairs),
    snapshots: snapshots.files
      .filter(({ name }) => !bad.has(name))
      .map(({ name, header: { windowStart, windowEnd, bytes } }) => ({ name, windowStart, windowEnd, bytes })),
    report: describeRecovery(directory, survey, replayed, end, repairs, durationMs),
  };
}

function describeSegments({ segments }: Survey, end: LogEnd, repairs: Repairs): RecoveredSegment[] {
  return segments.map(({ name, sequence, firstVersion, bytes }, i): RecoveredSegment => {
    const next = segments[i + 1];
    const described = { name, sequence, firstVersion };
    if (next !== undefined) return { ...described, lastVersion: next.header.previous.lastVersion, bytes };
    const { length, lastVersion } = end.summary.end;
    return { ...described, lastVersion, bytes: repairs === NO_REPAIRS ? bytes : length };
  });
}

function describeRecovery(
  directory: string,
  { segments }: Survey,
  { snapshot, badSnapshots, needed, summaries, transactions, operations }: Replayed,
  { segment, summary }: LogEnd,
  { evidence, renamed, removed }: Repairs,
  durationMs: number,
): RecoveryReport {
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
    segmentsSkipped: segments.filter((one) => !read.has(one)).map(({ name }) => name),
    frames: summaries.reduce((sum, { frames }) => sum + frames, 0),
    transactions,
    operations,
    replayed: transactions === 0 ? null : { firstVersion: first, lastVersion: end.lastVersion },
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
