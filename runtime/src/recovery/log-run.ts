/**
 * The segments that recovery reads, as one log: checks each segment against its neighbours and against the manifest.
 */

import { type Directory, FILE_HEADER_BYTES } from '../directory/index.js';
import {
  type BadFrameCase,
  readAfterBadFrame,
  type SegmentContext,
  type SegmentFault,
  SegmentWindow,
  VERDICT,
} from '../log/index.js';
import type { SchemaDescriptor } from '../schema/index.js';
import type { DirectoryFault, OnFault } from './fault.js';
import { type OnTransaction, SegmentScan, type SegmentSummary } from './read-segment.js';
import { checkEnd, type SegmentFile } from './segments.js';

export interface LogRunOptions {
  /** Oldest first. Without gaps, except for `inspect`. */
  readonly segments: readonly SegmentFile[];
  /** The highest version that a snapshot proves to have been on the device. */
  readonly provenVersion: number;
  /** Sequence of the newest segment that the manifest names. */
  readonly newestSegment: number;
}

export class LogRun {
  readonly #directory: Directory;
  readonly #options: LogRunOptions;
  readonly #scan: SegmentScan;
  /** The last version in the newest segment; searched when there is a fault. */
  #lastVersion: number | undefined;

  constructor(directory: Directory, options: LogRunOptions) {
    this.#directory = directory;
    this.#options = options;
    this.#scan = new SegmentScan(directory, new SegmentWindow());
  }

  /** Reads the schema frame of the newest segment. A segment has it even before the manifest names the segment. */
  readSchema(onFault: OnFault): SegmentSummary | undefined {
    const { segments } = this.#options;
    const newest = segments.at(-1);
    if (newest === undefined) return undefined;
    const summary = this.#scan.readSchema(newest, this.contextOf(newest));
    if (summary.fault !== undefined) onFault(this.segmentFault(newest, summary.fault));
    return summary;
  }

  /** For tools: the schema of a segment, if it can be read. */
  readSchemaOf(segment: SegmentFile): SchemaDescriptor | undefined {
    return this.#scan.readSchema(segment, this.contextOf(segment)).schema;
  }

  /**
   * Reads a segment and passes its faults to `onFault`, except for a torn or suspect end of the log: the caller finds
   * that in the summary.
   */
  read(segment: SegmentFile, onTransaction: OnTransaction, onFault: OnFault): SegmentSummary {
    const summary = this.#scan.read(segment, this.contextOf(segment), onTransaction);
    const { fault, end, frames } = summary;
    const next = this.#next(segment);
    if (fault !== undefined && verdictOn(fault) === 'corrupt') onFault(this.segmentFault(segment, fault));
    else if (next !== undefined) checkEnd(segment, end, next, onFault);
    else this.#checkUnnamed(segment, frames, fault, onFault);
    return summary;
  }

  /**
   * For tools: reads a segment and passes all its faults to `onFault`, also a torn end. Continues after each fault if
   * another frame follows.
   */
  inspect(segment: SegmentFile, onTransaction: OnTransaction, onFault: OnFault): SegmentSummary {
    let firstFault: SegmentFault | undefined;
    const summary = this.#scan.read(segment, this.contextOf(segment), onTransaction, (fault) => {
      firstFault ??= fault;
      onFault(this.segmentFault(segment, fault));
      // Frames after a torn frame were never synced either.
      return verdictOn(fault) === 'corrupt';
    });
    const next = this.#next(segment);
    if (next === undefined) this.#checkUnnamed(segment, summary.frames, firstFault, onFault);
    else if (firstFault === undefined) checkEnd(segment, summary.end, next, onFault);
    return summary;
  }

  /** The fault of a segment as a fault of the directory, with the last version that is known from all segments. */
  segmentFault(segment: SegmentFile, fault: SegmentFault): DirectoryFault {
    this.#lastVersion ??= this.#findLastVersion();
    return segmentFault(segment, fault, this.#lastVersion);
  }

  /** Nothing is written to a segment before the manifest names it (D7). */
  #checkUnnamed(segment: SegmentFile, frames: number, fault: SegmentFault | undefined, onFault: OnFault): void {
    // mutant: case-d7-unnamed
    if (segment.sequence <= this.#options.newestSegment || (frames <= 1 && fault === undefined)) return;
    const reason = 'the manifest does not name the segment yet, so that nothing can have been committed to it';
    onFault({ case: 'D7', file: segment.name, reason, firstVersion: segment.firstVersion });
  }

  /** What is known from other files about a segment. */
  contextOf(segment: SegmentFile): SegmentContext {
    const { provenVersion } = this.#options;
    const { segments } = this.#options;
    const next = segments[segments.indexOf(segment) + 1];
    if (next === undefined) return { isLast: true, provenVersion };
    return { isLast: false, provenVersion: Math.max(provenVersion, next.firstVersion - 1) };
  }

  #next(segment: SegmentFile): SegmentFile | undefined {
    const { segments } = this.#options;
    const next = segments[segments.indexOf(segment) + 1];
    return next?.sequence === segment.sequence + 1 ? next : undefined;
  }

  /** The highest version in the frames of the newest segment, intact or not. */
  #findLastVersion(): number {
    const newest = this.#options.segments.at(-1);
    if (newest === undefined) return 0;
    const file = this.#directory.open(newest.name, 'read');
    try {
      // A reader may be using the other window.
      const window = new SegmentWindow();
      window.open(file, this.#directory.pathOf(newest.name));
      const { salt } = newest.header.identity;
      const { lastVersion } = readAfterBadFrame(window, salt, FILE_HEADER_BYTES, FILE_HEADER_BYTES);
      return Math.max(lastVersion, newest.firstVersion - 1);
    } finally {
      file.close();
    }
  }
}

export function verdictOn({ case: label }: SegmentFault): 'corrupt' | 'suspect' | 'torn' {
  return label === 'F4' || label === 'F5' ? 'corrupt' : VERDICT[label satisfies BadFrameCase];
}

/** The fault of a segment as a fault of the directory, whose log is known to have contained `knownVersion`. */
export function segmentFault({ name: file }: SegmentFile, fault: SegmentFault, knownVersion: number): DirectoryFault {
  const { case: label, offset, reason, firstVersion, facts } = fault;
  const lastVersion = Math.max(fault.lastVersion ?? 0, knownVersion);
  return {
    case: label,
    ...(label === 'F5' ? ({ code: 'FORMAT_UNSUPPORTED' } as const) : {}),
    file,
    offset,
    reason: `the frame ${reason}`,
    firstVersion,
    ...(lastVersion >= firstVersion ? { lastVersion } : {}),
    ...(facts === undefined ? {} : { facts }),
    ...(verdictOn(fault) === 'suspect' ? ({ isSuspect: true } as const) : {}),
  };
}
