/** The log: segments of frames, and how they are written and read. */

export { findNonZero, readAfterBadFrame } from './after-bad-frame.js';
export { type BadFrameCase, type RecoveryCase, type SnapshotCase, VERDICT } from './cases.js';
export {
  END_MARK,
  FRAME_CLOSE,
  FRAME_FIRST_VERSION,
  FRAME_HEADER_BYTES,
  FRAME_PAYLOAD_LENGTH,
  FRAME_SCHEMA,
  FRAME_TRANSACTION_COUNT,
  FRAME_TRANSACTIONS,
  FRAME_TYPE,
  frameBytes,
  SECTOR_BYTES,
  SEGMENT_BYTES_MAX,
  SPARE_BYTES_MAX,
} from './format.js';
export { completeFrame, encodeFrame } from './frame.js';
export { LogTail } from './log-tail.js';
export { LogWriter, type LogWriterOptions } from './log-writer.js';
export { writeTemporarySegment } from './make-segment.js';
export { readSegmentHeader } from './read-segment-header.js';
export { FrameFields } from './segment-frame.js';
export {
  decodeSegmentHeader,
  encodeSegmentHeader,
  type SegmentEnd,
  type SegmentFields,
  type SegmentHeader,
} from './segment-header.js';
export { type SegmentContext, type SegmentFault, type SegmentPlace, SegmentReader } from './segment-reader.js';
export { SegmentWindow } from './segment-window.js';
export { prepareSpare } from './spare.js';
export { TailWriter } from './tail-writer.js';
