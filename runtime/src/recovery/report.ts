/** The report of a recovery: plain data that can be written as JSON. */

import type { RecoveryCase } from '../log/index.js';

export interface RecoveryReport {
  readonly directory: string;
  /** The snapshot that was loaded; null without one. */
  readonly snapshot: { readonly file: string; readonly windowStart: number; readonly windowEnd: number } | null;
  /** Snapshots that are not valid, and the names that they were given. */
  readonly setAside: readonly SetAside[];
  /** Segments whose frames were read, oldest first. */
  readonly segmentsRead: readonly string[];
  /** Segments that are not needed beside the snapshot: only their headers were read. */
  readonly segmentsSkipped: readonly string[];
  /** Counts of what was read from the log, without transactions and operations that the snapshot contains already. */
  readonly frames: number;
  readonly transactions: number;
  readonly operations: number;
  /** The first and the last version that were applied from the log; null if none was. */
  readonly replayed: { readonly firstVersion: number; readonly lastVersion: number } | null;
  /** The schemas between which rows were migrated, and how many; null if none were. The migration has a version. */
  readonly migration: { readonly from: string; readonly to: string; readonly rows: number } | null;
  /** The version that the database has now. */
  readonly version: number;
  /** What was cut off the end of the log; null if nothing was. */
  readonly dropped: Dropped | null;
  /** True when the database had been closed properly. */
  readonly wasClosed: boolean;
  /** Temporary files that were deleted. */
  readonly removed: readonly string[];
  readonly durationMs: number;
}

interface SetAside {
  readonly file: string;
  /** Null if nothing may be changed. */
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
  /** Name of the file to which the bytes were copied; null if nothing may be changed. */
  readonly evidence: string | null;
  /** The versions that these bytes may have contained; the last one is null if it is unknown. */
  readonly firstVersion: number;
  readonly lastVersion: number | null;
}
