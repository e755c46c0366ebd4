/** The parts of the files of a directory, by their meaning for recovery. */

import { FRAME_HEADER_BYTES, HEADER_BYTES, type Layout, type SegmentPlace, TRANSACTIONS } from './layout.js';

export interface Region {
  /** The same for similar parts of different files. */
  readonly name: string;
  readonly path: string;
  /** The part of the file, in bytes. */
  readonly from: number;
  readonly to: number;
}

/** All regions that are not empty. Together they cover the files without a gap. */
export function regionsOf(layout: Layout, files: ReadonlyMap<string, Uint8Array>): readonly Region[] {
  const { manifest, segments, snapshots, last } = layout;
  const needed = firstNeeded(layout, files);
  return [
    { name: 'manifest', path: manifest, from: 0, to: HEADER_BYTES },
    ...segments.flatMap((segment) => {
      if (segment === last) return regionsOfLast(layout);
      return regionsOfOlder(segment, segment.firstVersion < needed ? 'segment not needed' : 'older segment');
    }),
    ...snapshots.flatMap((path, i) => {
      const name = i === snapshots.length - 1 ? 'newest snapshot' : 'older snapshot';
      const size = files.get(path)?.length ?? 0;
      return [
        { name: `${name}, header`, path, from: 0, to: HEADER_BYTES },
        { name: `${name}, blocks`, path, from: HEADER_BYTES, to: size },
      ];
    }),
  ].filter(({ from, to }) => from < to);
}

/** The first version of the oldest segment that recovery reads together with the newest snapshot. */
export function firstNeeded({ segments, snapshots }: Layout, files: ReadonlyMap<string, Uint8Array>): number {
  const newest = files.get(snapshots.at(-1) ?? '');
  if (newest === undefined) return 1;
  const windowStart = Number(new DataView(newest.buffer, newest.byteOffset).getBigUint64(56, true));
  return segments.findLast(({ firstVersion }) => firstVersion <= windowStart + 1)?.firstVersion ?? 1;
}

function regionsOfOlder({ path, frames, end, size }: SegmentPlace, name: string): Region[] {
  const first = frames[0]?.end ?? HEADER_BYTES;
  return [
    { name: `${name}, header`, path, from: 0, to: HEADER_BYTES },
    { name: `${name}, schema`, path, from: HEADER_BYTES, to: first },
    { name: `${name}, frames`, path, from: first, to: end },
    { name: `${name}, zeros`, path, from: end, to: size },
  ];
}

function regionsOfLast({ last, firstUnproven }: Layout): Region[] {
  const { path, frames, end, size } = last;
  const first = frames[0]?.end ?? HEADER_BYTES;
  // Frames after the last transactions contain no data; they only prove that what precedes them is durable.
  const closing = frames.findLast(({ type }) => type === TRANSACTIONS)?.end ?? first;
  const unproven = firstUnproven?.offset ?? end;
  return [
    { name: 'last segment, header', path, from: 0, to: HEADER_BYTES },
    { name: 'last segment, schema', path, from: HEADER_BYTES, to: first },
    { name: 'last segment, proven frames', path, from: first, to: Math.min(closing, unproven) },
    { name: 'last segment, seal or close', path, from: closing, to: unproven },
    ...frames
      .filter(({ offset }) => offset >= unproven)
      .flatMap((frame) => [
        {
          name: 'last segment, unproven frame, header',
          path,
          from: frame.offset,
          to: frame.offset + FRAME_HEADER_BYTES,
        },
        { name: 'last segment, unproven frame, payload', path, from: frame.offset + FRAME_HEADER_BYTES, to: frame.end },
      ]),
    { name: 'last segment, zeros', path, from: end, to: size },
  ];
}
