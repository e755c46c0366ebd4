/** What an opening has read, and what the log continues from. */

import type { SegmentEnd } from '../log/index.js';
import type { RecoveryReport } from '../recovery/index.js';
import type { Store } from '../table/index.js';
import type { OpeningStart } from './origin.js';

/** The state of the directory, or the initial state of a new one. */
export interface Contents {
  readonly store: Store;
  readonly databaseId: string;
  readonly createdMs: number;
  readonly epoch: number;
  readonly version: number;
  /** The end of the segment that the log's first segment follows. */
  readonly previous: SegmentEnd;
  /** Sequence of the newest segment: that of `previous`, or of the segment that the first segment replaces. */
  readonly newestSegment: number;
  /** Of the log that was read. */
  readonly logBytes: number;
  /** Number of openings that have written to the log that was read. */
  readonly openings: number;
  /** Of the segments, oldest first. */
  readonly starts: readonly OpeningStart[];
  readonly report: RecoveryReport | undefined;
}
