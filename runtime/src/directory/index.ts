/** The files of a directory: names, headers, the manifest, checksums, and atomic creation of files. */

export { checksum, checksumOf, checksumOfWords, tableChecksum } from './checksum.js';
export { Directory } from './directory.js';
export {
  decodeFileHeader,
  EPOCH_MAX,
  encodeFileHeader,
  FEATURE_COMPRESSION,
  FILE_HEADER_BYTES,
  type FileIdentity,
  fault,
  type HeaderFault,
  randomDatabaseId,
  randomSalt,
} from './file-header.js';
export { getU16At, getU32At, getU64, getU64At, isTime, setU32At, setU64, setU64At } from './integers.js';
export { decodeManifest, encodeManifest, type Manifest, writeManifest } from './manifest.js';
export {
  badName,
  isTemporary,
  MANIFEST,
  type NamedSegment,
  type NamedSnapshot,
  namedSegments,
  namedSnapshots,
  parseBadSnapshotName,
  parseSegmentName,
  parseSnapshotName,
  parseTornName,
  SEQUENCE_MAX,
  SPARE,
  segmentName,
  segmentNames,
  snapshotName,
  temporaryName,
  tornName,
  UNFINISHED_SPARE,
  VERSION_MAX,
} from './names.js';
export { syncDirectory, syncFile } from './sync.js';
export { createOrReplace, writeNewFile } from './write-new-file.js';
