/** The log: segments of frames, how they are written and read. */

export { CHECKSUM_CRC32, checksum, checksumOf, tableChecksum } from './checksum.js';
export {
  decodeFileHeader,
  encodeFileHeader,
  type FileHeader,
  type FileIdentity,
  type FileKind,
  type HeaderFault,
  randomDatabaseId,
  randomSalt,
} from './file-header.js';
export { encodeFrame, sealFrame } from './frame.js';
export { getU64, setU64 } from './integers.js';
export { LogWriter, type LogWriterOptions } from './log-writer.js';
export { decodeManifest, encodeManifest, type Manifest, writeManifest } from './manifest.js';
export {
  badName,
  isTemporary,
  MANIFEST,
  parseSegmentName,
  parseSnapshotName,
  segmentName,
  snapshotName,
  temporaryName,
  tornName,
} from './names.js';
export {
  decodeSegmentHeader,
  encodeSegmentHeader,
  type SegmentEnd,
  type SegmentFields,
  type SegmentHeader,
} from './segment-header.js';
export { prepareSpare } from './spare.js';
