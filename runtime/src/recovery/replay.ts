/** Brings a target to the state of a directory: the newest valid snapshot, then the log. */

import type { Directory } from '../directory/index.js';
import { assert } from '../errors.js';
import { ReplayError } from '../operation/index.js';
import { layoutDifferences, type SchemaDescriptor } from '../schema/index.js';
import type { ReplayTarget } from '../snapshot/index.js';
import type { OnFault } from './fault.js';
import type { LogRun } from './log-run.js';
import type { Overview } from './overview.js';
import type { SegmentSummary } from './read-segment.js';
import { neededSegments, type SegmentFile } from './segments.js';
import { type BadSnapshot, type SnapshotFile, tryLoad } from './snapshots.js';
import { checkSchema } from './stored-schema.js';

/**
 * Called with the stored schema before anything is replayed, and again after a snapshot turned out to be damaged: then
 * the earlier target must be discarded. May throw, for example `SCHEMA_MISMATCH`.
 */
export type PrepareReplay = (stored: SchemaDescriptor) => ReplayTarget;

export interface Replayed {
  readonly schema: SchemaDescriptor;
  readonly snapshot: SnapshotFile | undefined;
  readonly badSnapshots: readonly BadSnapshot[];
  /** The segments that were read, oldest first. */
  readonly needed: readonly SegmentFile[];
  /** What was found in each of them. */
  readonly summaries: readonly SegmentSummary[];
  readonly transactions: number;
  readonly operations: number;
}

export function replay(
  directory: Directory,
  overview: Overview,
  log: LogRun,
  prepare: PrepareReplay,
  onFault: OnFault,
): Replayed {
  const schema = log.readSchema(onFault)?.schema;
  assert(schema !== undefined, 'without a schema, there is a fault');
  const loaded = loadNewest(directory, overview, schema, prepare, onFault);
  const { target, snapshot, badSnapshots, needed } = loaded;
  const { windowStart, windowEnd } = snapshot?.header ?? { windowStart: 0, windowEnd: 0 };
  let transactions = 0;
  let operations = 0;
  const summaries = needed.map((segment) => {
    const summary = log.read(
      segment,
      (bytes, start, _end, count, version) => {
        if (version <= windowStart) return;
        target.transaction(bytes, start, count, version, version > windowEnd);
        transactions++;
        operations += count;
      },
      onFault,
    );
    checkSchema(segment, summary.schema, schema, onFault);
    return summary;
  });
  finish(target, snapshot, onFault);
  return { schema, snapshot, badSnapshots, needed, summaries, transactions, operations };
}

/** Compares rows and registry after all was applied (D11). A snapshot with a window cannot be checked earlier. */
function finish(target: ReplayTarget, snapshot: SnapshotFile | undefined, onFault: OnFault): void {
  try {
    target.finish();
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    const reason = `the stored data contradict each other: ${error.message}`;
    const file = snapshot === undefined ? {} : { file: snapshot.name };
    onFault({ case: 'D11', ...file, reason, facts: error.facts });
  }
}

interface Loaded {
  readonly target: ReplayTarget;
  readonly snapshot: SnapshotFile | undefined;
  readonly badSnapshots: readonly BadSnapshot[];
  readonly needed: readonly SegmentFile[];
}

/** Loads the newest valid snapshot, or none (P1, P3), and finds the segments that are needed with it (D7, D8). */
function loadNewest(
  directory: Directory,
  { snapshots, run, segments }: Overview,
  schema: SchemaDescriptor,
  prepare: PrepareReplay,
  onFault: OnFault,
): Loaded {
  const badSnapshots = [...snapshots.bad];
  let target = prepare(schema);
  for (const snapshot of snapshots.files) {
    const needed = neededSegments(run, segments, snapshot.header.windowStart, (fault) => {
      const [bad] = badSnapshots;
      // Without the newer snapshot, the log of this one ends too early, for example at a migration.
      onFault(bad === undefined ? fault : { ...fault, reason: `${bad.file}: ${bad.reason}, and ${fault.reason}` });
    });
    const bad = tryLoad(directory, snapshot.name, (older) => requireReadable(older, schema, target));
    if (bad === undefined) return { target, snapshot, badSnapshots, needed };
    badSnapshots.push(bad);
    target = prepare(schema);
  }
  const needed = neededSegments(run, segments, 0, (fault) => {
    const [bad] = badSnapshots;
    if (bad === undefined) return onFault(fault);
    const { file, reason } = bad;
    onFault({ ...fault, case: 'P3', file, reason: `${reason}, there is no older valid snapshot, and ${fault.reason}` });
  });
  return { target, snapshot: undefined, badSnapshots, needed };
}

/** Returns the target if the log's schema, which is as new or newer, can read the snapshot. */
function requireReadable(older: SchemaDescriptor, newest: SchemaDescriptor, target: ReplayTarget): ReplayTarget {
  const [difference] = layoutDifferences(older, newest);
  if (difference === undefined) return target;
  throw new ReplayError(`its schema differs from that of the log: ${difference}`);
}
