/**
 * The places of everything in the files of a directory; docs/format.md. They are found from lengths and versions only,
 * so that they do not depend on the code under test.
 */

import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';

export const HEADER_BYTES = 512;
export const SECTOR_BYTES = 512;
export const FRAME_HEADER_BYTES = 40;

/** Types of frames. */
export const TRANSACTIONS = 1;
export const SEAL = 4;
export const CLOSE = 5;

export interface FramePlace {
  readonly offset: number;
  /** Its end, including header and padding. */
  readonly end: number;
  readonly type: number;
  readonly firstVersion: number;
  /** Below `firstVersion` in a frame without transactions. */
  readonly lastVersion: number;
  readonly durableVersion: number;
}

export interface SegmentPlace {
  readonly path: string;
  readonly size: number;
  readonly firstVersion: number;
  /** The first one contains the schema. */
  readonly frames: readonly FramePlace[];
  /** Where the last frame ends. */
  readonly end: number;
}

export interface Layout {
  readonly manifest: string;
  /** Oldest first. */
  readonly segments: readonly SegmentPlace[];
  /** Paths, oldest first. */
  readonly snapshots: readonly string[];
  /** The newest segment. */
  readonly last: SegmentPlace;
  /** The first frame whose transactions are not proven to have been on the device; undefined if all are. */
  readonly firstUnproven: FramePlace | undefined;
}

export function layoutOf(fs: SimulatedFileSystem): Layout {
  const files = [...fs.files()];
  const pathsOf = (pattern: RegExp): string[] => files.map(([path]) => path).filter((path) => pattern.test(path));
  const segments = files.filter(([path]) => /\/wal-.*\.log$/.test(path)).map(([path, bytes]) => segmentOf(path, bytes));
  const last = segments.at(-1);
  if (last === undefined) throw new Error('a sample has segments');
  return {
    manifest: pathsOf(/\/MANIFEST$/)[0] ?? '',
    segments,
    snapshots: pathsOf(/\/snap-.*\.snap$/),
    last,
    firstUnproven: firstUnproven(last),
  };
}

function segmentOf(path: string, bytes: Uint8Array): SegmentPlace {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: FramePlace[] = [];
  let offset = HEADER_BYTES;
  // A salt of 0 means that no frame follows.
  while (offset + FRAME_HEADER_BYTES <= bytes.length && view.getUint32(offset, true) !== 0) {
    const end = offset + FRAME_HEADER_BYTES + (Math.floor(view.getUint32(offset + 8, true) / 8) + 1) * 8;
    const firstVersion = Number(view.getBigUint64(offset + 16, true));
    frames.push({
      offset,
      end,
      type: view.getUint8(offset + 12),
      firstVersion,
      lastVersion: firstVersion + view.getUint16(offset + 14, true) - 1,
      durableVersion: Number(view.getBigUint64(offset + 24, true)),
    });
    offset = end;
  }
  const firstVersion = Number(view.getBigUint64(64, true));
  return { path, size: bytes.length, firstVersion, frames, end: offset };
}

function firstUnproven({ frames, firstVersion }: SegmentPlace): FramePlace | undefined {
  if (frames.at(-1)?.type === CLOSE) return undefined;
  const proven = Math.max(firstVersion - 1, ...frames.map(({ durableVersion }) => durableVersion));
  return frames.find(({ type, lastVersion }) => type === TRANSACTIONS && lastVersion > proven);
}
