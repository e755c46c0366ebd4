/** The header of a segment; docs/format.md, "Segments of the log". */

import {
  decodeFileHeader,
  encodeFileHeader,
  type FileIdentity,
  fault,
  getU64,
  type HeaderFault,
  isTime,
  setU64,
} from '../directory/index.js';

/** The end of a segment, which the header of the next segment repeats. */
export interface SegmentEnd {
  readonly sequence: number;
  /** In bytes, up to the end of the last frame. */
  readonly length: number;
  readonly lastVersion: number;
  /** Of the header of the last frame or, without a frame, of the file. */
  readonly checksum: number;
}

export interface SegmentHeader {
  readonly ok: true;
  readonly identity: FileIdentity;
  readonly sequence: number;
  /** Version of the first transaction in the segment, or of the first one that will be written to it. */
  readonly firstVersion: number;
  /** The end of the previous segment, without its sequence. */
  readonly previous: Omit<SegmentEnd, 'sequence'>;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  readonly checksum: number;
}

/** The fields from which the header of a segment is made. */
export type SegmentFields = Omit<SegmentHeader, 'ok' | 'checksum'>;

const SEQUENCE_AT = 56;
const FIRST_VERSION_AT = 64;
const PREVIOUS_LENGTH_AT = 72;
const PREVIOUS_VERSION_AT = 80;
const PREVIOUS_CHECKSUM_AT = 88;
const CREATED_AT = 96;

export function encodeSegmentHeader(header: SegmentFields): Uint8Array {
  return encodeFileHeader('segment', header.identity, (view) => {
    setU64(view, SEQUENCE_AT, header.sequence);
    setU64(view, FIRST_VERSION_AT, header.firstVersion);
    setU64(view, PREVIOUS_LENGTH_AT, header.previous.length);
    setU64(view, PREVIOUS_VERSION_AT, header.previous.lastVersion);
    view.setUint32(PREVIOUS_CHECKSUM_AT, header.previous.checksum, true);
    setU64(view, CREATED_AT, header.createdMs);
  });
}

export function decodeSegmentHeader(bytes: Uint8Array): SegmentHeader | HeaderFault {
  const header = decodeFileHeader(bytes, 'segment');
  if (!header.ok) return header;
  const { view, identity, checksum } = header;
  const sequence = getU64(view, SEQUENCE_AT);
  const firstVersion = getU64(view, FIRST_VERSION_AT);
  const previous = {
    length: getU64(view, PREVIOUS_LENGTH_AT),
    lastVersion: getU64(view, PREVIOUS_VERSION_AT),
    checksum: view.getUint32(PREVIOUS_CHECKSUM_AT, true),
  };
  const createdMs = getU64(view, CREATED_AT);
  if (
    !(
      sequence >= 1 &&
      firstVersion >= 1 &&
      previous.length >= 0 &&
      previous.lastVersion < firstVersion &&
      isTime(createdMs)
    )
  ) {
    return fault('value', 'has a header with impossible values');
  }
  return { ok: true, identity, sequence, firstVersion, previous, createdMs, checksum };
}
