/** The bytes of segments and frames; docs/format.md, "Segments of the log" and "Frames". */

/** Of a segment that is made ahead. */
export const SPARE_BYTES_MAX: number = 2 ** 30;
/** Of a segment: twice what a writer can fill, which is one group of 2 GiB in a segment of its own. */
export const SEGMENT_BYTES_MAX: number = 2 ** 32;
export const SECTOR_BYTES = 512;

export const FRAME_HEADER_BYTES = 40;
/** The last byte of each frame. It is not zero, so that recovery recognises a frame that was cut off. */
export const END_MARK = 0xa5;

export const FRAME_TRANSACTIONS = 1;
export const FRAME_SCHEMA = 2;
export const FRAME_CHECKPOINT = 3;
export const FRAME_SEAL = 4;
export const FRAME_CLOSE = 5;
/** A bit of the types that an older reader may skip. */
export const FRAME_SKIPPABLE = 0x80;

/** The payload of a checkpoint: start and end of a window. */
export const CHECKPOINT_BYTES = 16;

/** Offsets in a frame's header. `completeFrame` fills in all fields but length, type, count and first version. */
export const FRAME_SALT = 0;
export const FRAME_PAYLOAD_CHECKSUM = 4;
export const FRAME_PAYLOAD_LENGTH = 8;
export const FRAME_TYPE = 12;
export const FRAME_TRANSACTION_COUNT = 14;
export const FRAME_FIRST_VERSION = 16;
export const FRAME_DURABLE_VERSION = 24;
export const FRAME_PREVIOUS_CHECKSUM = 32;
export const FRAME_HEADER_CHECKSUM = 36;

/** Length of a frame with this payload: header, payload, and at least one byte of padding for the end mark. */
export function frameBytes(payloadLength: number): number {
  return FRAME_HEADER_BYTES + Math.floor(payloadLength / 8 + 1) * 8;
}
