/** The segments that recovery reads, as one log: each against what stands around it. */

import { type FileSystem, joinPath } from '../fs/index.js';
import { type BadFrameCase, VERDICT } from '../log/cases.js';
import { FILE_HEADER_BYTES } from '../log/format.js';
import type { SegmentContext, SegmentFault } from '../log/segment-reader.js';
import { readTail } from '../log/segment-tail.js';
import { SegmentWindow } from '../log/segment-window.js';
import type { DirectoryFault, OnFault } from './fault.js';
import { type OnTransaction, SegmentScan, type SegmentSummary } from './read-segment.js';
import { checkEnd, type SegmentFile } from './segments.js';

export interface LogRunOptions {
  /** Without gaps, up to the newest one. */
  readonly segments: readonly SegmentFile[];
  /** The highest version that a snapshot proves to have been on the device. */
  readonly provenVersion: number;
  /** Sequence of the newest segment that the manifest names. */
  readonly newestSegment: number;
}

export class LogRun {
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #options: LogRunOptions;
  readonly #window: SegmentWindow = new SegmentWindow();
  readonly #scan: SegmentScan;

  constructor(fs: FileSystem, directory: string, options: LogRunOptions) {
    this.#fs = fs;
    this.#directory = directory;
    this.#options = options;
    this.#scan = new SegmentScan(fs, directory, this.#window);
  }

  /** What the first frame of the newest segment says; it is there even before the manifest names the segment. */
  readSchema(onFault: OnFault): SegmentSummary | undefined {
    const { segments } = this.#options;
    const newest = segments.at(-1);
    if (newest === undefined) return undefined;
    const summary = this.#scan.readSchema(newest, this.#contextOf(newest));
    if (summary.fault !== undefined) onFault(this.segmentFault(newest, summary.fault));
    return summary;
  }

  /**
   * Reads one of the segments. Its faults are told to `onFault`, but for a torn or suspect end of the log, which the caller judges
   * by the summary.
   */
  read(segment: SegmentFile, onTransaction: OnTransaction, onFault: OnFault): SegmentSummary {
    const summary = this.#scan.read(segment, this.#contextOf(segment), onTransaction);
    const { fault, end, frames } = summary;
    const next = this.#next(segment);
    if (fault !== undefined && verdictOn(fault) === 'corrupt') onFault(this.segmentFault(segment, fault));
    else if (next !== undefined) checkEnd(segment, end, next, onFault);
    else if (segment.sequence > this.#options.newestSegment && (frames > 1 || fault !== undefined)) {
      const reason = 'the manifest does not name the segment yet, so that nothing can have been committed to it';
      onFault({ case: 'D7', file: segment.name, reason, firstVersion: segment.firstVersion });
    }
    return summary;
  }

  /** A segment's fault as one of the directory, with the last version that is known from all segments. */
  segmentFault({ name: file }: SegmentFile, fault: SegmentFault): DirectoryFault {
    const { case: label, offset, reason, firstVersion } = fault;
    const lastVersion = Math.max(fault.lastVersion ?? 0, this.#lastKnownVersion());
    return {
      case: label,
      ...(label === 'F5' ? ({ code: 'FORMAT_UNSUPPORTED' } as const) : {}),
      file,
      offset,
      reason: `the frame ${reason}`,
      firstVersion,
      ...(lastVersion >= firstVersion ? { lastVersion } : {}),
      ...(verdictOn(fault) === 'suspect' ? ({ isSuspect: true } as const) : {}),
    };
  }

  #contextOf(segment: SegmentFile): SegmentContext {
    const { provenVersion } = this.#options;
    const next = this.#next(segment);
    if (next === undefined) return { isLast: true, provenVersion };
    return { isLast: false, provenVersion: Math.max(provenVersion, next.firstVersion - 1) };
  }

  #next(segment: SegmentFile): SegmentFile | undefined {
    const { segments } = this.#options;
    return segments[segments.indexOf(segment) + 1];
  }

  /** The highest version that any frame of the newest segment tells of, sound or not. */
  #lastKnownVersion(): number {
    const newest = this.#options.segments.at(-1);
    if (newest === undefined) return 0;
    const file = this.#fs.open(joinPath(this.#directory, newest.name), 'read');
    try {
      this.#window.open(file);
      const { salt } = newest.header.identity;
      const { lastVersion } = readTail(this.#window, salt, FILE_HEADER_BYTES, FILE_HEADER_BYTES);
      return Math.max(lastVersion, newest.firstVersion - 1);
    } finally {
      file.close();
    }
  }
}

export function verdictOn({ case: label }: SegmentFault): 'corrupt' | 'suspect' | 'torn' {
  return label === 'F4' || label === 'F5' ? 'corrupt' : VERDICT[label satisfies BadFrameCase];
}
