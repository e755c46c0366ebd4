/** What an opening found and did: plain data that can be written as JSON. */

import type { RecoveryCase } from '../log/index.js';

export interface RecoveryReport {
  readonly directory: string;
  /** The snapshot that was loaded; null without one. */
  readonly snapshot: { readonly file: string; readonly windowStart: number; readonly windowEnd: number } | null;
  /** Snapshots that do not verify, and the names that they were given. */
  readonly setAside: readonly SetAside[];
  /** Segments whose frames were read, oldest first. */
  readonly segmentsRead: readonly string[];
  /** Segments that the snapshot makes unnecessary: only their headers were looked at. */
  readonly segmentsSkipped: readonly string[];
  /** Counts of what was read from the log; transactions and operations that the snapshot contains already are not among them. */
  readonly frames: number;
  readonly transactions: number;
  readonly operations: number;
  /** The first and last version that were taken from the log; null when there was none to take. */
  readonly replayed: { readonly firstVersion: number; readonly lastVersion: number } | null;
  /** The version that the database has now. */
  readonly version: number;
  /** What was cut off the end of the log; null when nothing was. */
  readonly dropped: Dropped | null;
  /** True when the database had been closed properly. */
  readonly wasClosed: boolean;
  /** Temporary files that were deleted. */
  readonly removed: readonly string[];
  readonly durationMs: number;
}

interface SetAside {
  readonly file: string;
  /** Null when nothing may be changed. */
  readonly renamedTo: string | null;
  readonly case: RecoveryCase;
  readonly reason: string;
}

interface Dropped {
  readonly case: RecoveryCase;
  readonly reason: string;
  readonly file: string;
  /** Where in the file. */
  readonly offset: number;
  readonly bytes: number;
  /** Name of the file that the bytes were copied to; null when nothing may be changed. */
  readonly evidence: string | null;
  /** The versions that may have been in there; the last one is null where nobody can know it. */
  readonly firstVersion: number;
  readonly lastVersion: number | null;
}
