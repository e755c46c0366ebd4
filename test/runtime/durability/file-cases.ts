/** Changes to the files of a database, and what opening it must do after each change. */

import type { ErrorCode } from '@ecsdb/runtime';
import { type SimulatedFileSystem, segmentName, snapshotName } from '@ecsdb/runtime/testing';
import { bring, copy, cut, edit, editHeader, swap } from '../../../torture/damage/files.js';
import { HEADER_BYTES, layoutOf } from '../../../torture/damage/layout.js';
import { DIRECTORY, type SampleName } from '../../../torture/damage/sample.js';

export function at(name: string): string {
  return `${DIRECTORY}/${name}`;
}

/** Of the samples with snapshots. Segments begin at versions 14, 27 and 39; snapshots are of versions 16 and 30. */
const MANIFEST = at('MANIFEST');
const SEGMENT_2 = at(segmentName(2, 14));
const SEGMENT_3 = at(segmentName(3, 27));
const SEGMENT_4 = at(segmentName(4, 39));
const OLDER = at(snapshotName(16));
const NEWEST = at(snapshotName(30));
/** Files of the sample `young`, which has no snapshot. */
const YOUNG_1 = at(segmentName(1, 1));
const YOUNG_2 = at(segmentName(2, 14));
const YOUNG_3 = at(segmentName(3, 24));

/** `other` contains another database, built like the sample `closed`. */
type Change = (fs: SimulatedFileSystem, other: SimulatedFileSystem) => void;

interface Case {
  readonly what: string;
  /** Default: `closed`. */
  readonly sample?: SampleName;
  readonly change: Change;
}

export interface Refused extends Case {
  readonly label: string;
  /** Default: `CORRUPT`. */
  readonly code?: ErrorCode;
  /** Default: the directory. */
  readonly path?: string;
  readonly offset?: number;
  /** Versions at risk. The last one is missing if recovery cannot know it. */
  readonly versions?: readonly [first: number, last?: number];
}

export interface Opened extends Case {
  /** Default: the last version of the sample. */
  readonly version?: number;
  /** Path of the snapshot that recovery sets aside. */
  readonly setAside?: string;
  /** How many segments recovery reads. */
  readonly read: number;
}

const remove =
  (...paths: readonly string[]): Change =>
  (fs) => {
    for (const path of paths) fs.remove(path);
  };
const cutTo =
  (path: string, length: number): Change =>
  (fs) =>
    cut(fs, path, length);
const zerosFrom =
  (path: string, from: number): Change =>
  (fs) =>
    edit(fs, path, (bytes) => bytes.fill(0, from));
const major =
  (path: string, version: number): Change =>
  (fs) =>
    editHeader(fs, path, (header) => header.setUint16(8, version, true));
const minor =
  (path: string, version: number): Change =>
  (fs) =>
    editHeader(fs, path, (header) => header.setUint16(10, version, true));
const algorithm =
  (path: string): Change =>
  (fs) =>
    editHeader(fs, path, (header) => header.setUint8(12, 2));
/** Sets bits of the word of required features. */
const features =
  (path: string, bits: number): Change =>
  (fs) =>
    editHeader(fs, path, (header) => header.setUint32(184, bits, true));
/** Makes the manifest name another segment as the newest. */
const namedNewest =
  (sequence: number): Change =>
  (fs) =>
    editHeader(fs, MANIFEST, (header) => header.setBigUint64(56, BigInt(sequence), true));
const garbage =
  (path: string, from: number, to: number): Change =>
  (fs) =>
    edit(fs, path, (bytes) => bytes.fill(0x5a, from, to));
const all =
  (...changes: readonly Change[]): Change =>
  (fs, other) => {
    for (const change of changes) change(fs, other);
  };
const fromOther =
  (path: string): Change =>
  (fs, other) =>
    bring(fs, path, other);

/** Offset of the frame that contains a version, or where that frame would begin. */
function frameOf(fs: SimulatedFileSystem, path: string, version: number): number {
  const segment = layoutOf(fs).segments.find((one) => one.path === path);
  return (
    segment?.frames.find(({ type, lastVersion }) => type === 1 && lastVersion >= version)?.offset ?? segment?.end ?? 0
  );
}

const D6 = { label: 'D6', code: 'FORMAT_UNSUPPORTED' } as const;

export const REFUSED: readonly Refused[] = [
  // Deleted.
  { what: 'a needed segment deleted', label: 'D7', versions: [31, 38], change: remove(SEGMENT_3) },
  { what: 'the newest segment deleted', label: 'D7', versions: [27], change: remove(SEGMENT_4) },
  {
    what: 'all segments before the newest deleted',
    label: 'D8',
    path: SEGMENT_4,
    versions: [31, 38],
    change: remove(SEGMENT_2, SEGMENT_3),
  },
  { what: 'all segments deleted', label: 'D7', versions: [1], change: remove(SEGMENT_2, SEGMENT_3, SEGMENT_4) },
  {
    what: 'the first segment deleted',
    label: 'D8',
    sample: 'young',
    path: YOUNG_2,
    versions: [1, 13],
    change: remove(YOUNG_1),
  },
  { what: 'a middle segment deleted', label: 'D7', sample: 'young', versions: [1, 23], change: remove(YOUNG_2) },
  { what: 'the last segment deleted', label: 'D7', sample: 'young', versions: [14], change: remove(YOUNG_3) },
  {
    what: 'both snapshots deleted',
    label: 'D8',
    path: SEGMENT_2,
    versions: [1, 13],
    change: remove(OLDER, NEWEST),
  },
  { what: 'the manifest deleted', label: 'D3', versions: [1], change: remove(MANIFEST) },
  {
    what: 'everything but the snapshots deleted',
    label: 'D3',
    versions: [1],
    change: remove(MANIFEST, SEGMENT_2, SEGMENT_3, SEGMENT_4),
  },
  {
    what: 'everything but the last segment deleted',
    label: 'D3',
    sample: 'young',
    versions: [1],
    change: remove(MANIFEST, YOUNG_1, YOUNG_2),
  },
  // Emptied, cut.
  { what: 'a segment emptied', label: 'D4', path: SEGMENT_3, offset: 0, versions: [27], change: cutTo(SEGMENT_3, 0) },
  {
    what: 'a segment that is not needed emptied',
    label: 'D4',
    path: SEGMENT_2,
    offset: 0,
    versions: [14],
    change: cutTo(SEGMENT_2, 0),
  },
  {
    what: 'the newest segment emptied',
    label: 'D4',
    path: SEGMENT_4,
    offset: 0,
    versions: [39],
    change: cutTo(SEGMENT_4, 0),
  },
  {
    what: 'a segment cut within its header',
    label: 'D4',
    path: SEGMENT_3,
    offset: 0,
    versions: [27],
    change: cutTo(SEGMENT_3, HEADER_BYTES - 1),
  },
  {
    what: 'a segment cut to its header',
    label: 'D9',
    path: SEGMENT_3,
    versions: [27, 38],
    change: cutTo(SEGMENT_3, HEADER_BYTES),
  },
  {
    what: 'the newest segment cut to its header',
    label: 'B1',
    path: SEGMENT_4,
    offset: HEADER_BYTES,
    versions: [39],
    change: cutTo(SEGMENT_4, HEADER_BYTES),
  },
  {
    what: 'the newest segment with zeros after its header',
    label: 'B1',
    path: SEGMENT_4,
    offset: HEADER_BYTES,
    versions: [39],
    change: zerosFrom(SEGMENT_4, HEADER_BYTES),
  },
  {
    what: 'a segment cut between two commits',
    label: 'D9',
    path: SEGMENT_3,
    versions: [27, 38],
    change: (fs) => cut(fs, SEGMENT_3, frameOf(fs, SEGMENT_3, 33)),
  },
  {
    what: 'a segment with zeros from a commit on',
    label: 'D9',
    path: SEGMENT_3,
    versions: [33, 38],
    change: (fs) => edit(fs, SEGMENT_3, (bytes) => bytes.fill(0, frameOf(fs, SEGMENT_3, 33))),
  },
  {
    what: 'a segment with zeros in place of its close',
    label: 'D9',
    path: SEGMENT_3,
    versions: [27, 38],
    change: (fs) => edit(fs, SEGMENT_3, (bytes) => bytes.fill(0, frameOf(fs, SEGMENT_3, 39) - 48)),
  },
  { what: 'the manifest emptied', label: 'D4', path: MANIFEST, offset: 0, change: cutTo(MANIFEST, 0) },
  { what: 'the manifest cut', label: 'D4', path: MANIFEST, offset: 0, change: cutTo(MANIFEST, HEADER_BYTES - 1) },
  {
    what: 'the manifest with a byte appended',
    label: 'D4',
    path: MANIFEST,
    offset: HEADER_BYTES,
    change: (fs) => edit(fs, MANIFEST, (bytes) => new Uint8Array([...bytes, 0])),
  },
  { what: 'garbage in the manifest', label: 'D4', path: MANIFEST, offset: 0, change: garbage(MANIFEST, 0, 512) },
  // Swapped, under another name.
  {
    what: 'two segments swapped',
    label: 'D4',
    path: SEGMENT_3,
    offset: 0,
    versions: [27],
    change: (fs) => swap(fs, SEGMENT_3, SEGMENT_4),
  },
  {
    what: 'segment and snapshot swapped',
    label: 'D4',
    path: SEGMENT_3,
    offset: 0,
    change: (fs) => swap(fs, SEGMENT_3, NEWEST),
  },
  {
    what: 'a copy of the newest segment as the next segment',
    label: 'D4',
    path: at(segmentName(5, 42)),
    offset: 0,
    versions: [42],
    change: (fs) => copy(fs, SEGMENT_4, at(segmentName(5, 42))),
  },
  {
    what: 'a copy of a segment with another first version',
    label: 'D4',
    path: at(segmentName(3, 28)),
    offset: 0,
    change: (fs) => copy(fs, SEGMENT_3, at(segmentName(3, 28))),
  },
  {
    what: 'a segment in place of the manifest',
    label: 'D4',
    path: MANIFEST,
    change: (fs) => fs.writeRaw(MANIFEST, fs.readRaw(SEGMENT_3).slice(0, HEADER_BYTES)),
  },
  // Of another database.
  {
    what: 'a segment of another database',
    label: 'D5',
    path: SEGMENT_3,
    offset: 0,
    versions: [27],
    change: fromOther(SEGMENT_3),
  },
  { what: 'the newest segment of another database', label: 'D5', path: SEGMENT_4, change: fromOther(SEGMENT_4) },
  { what: 'a snapshot of another database', label: 'D5', path: NEWEST, offset: 0, change: fromOther(NEWEST) },
  { what: 'the manifest of another database', label: 'D5', path: SEGMENT_2, offset: 0, change: fromOther(MANIFEST) },
  {
    what: 'a snapshot of another database, with the whole log',
    label: 'D5',
    sample: 'young',
    path: NEWEST,
    change: fromOther(NEWEST),
  },
  // Of another format.
  { what: 'a segment of a newer format', ...D6, path: SEGMENT_3, offset: 0, change: major(SEGMENT_3, 2) },
  { what: 'a segment of a much newer format', ...D6, path: SEGMENT_4, offset: 0, change: major(SEGMENT_4, 77) },
  { what: 'a segment that is not needed, of a newer format', ...D6, path: SEGMENT_2, change: major(SEGMENT_2, 2) },
  { what: 'a snapshot of a newer format', ...D6, path: NEWEST, offset: 0, change: major(NEWEST, 2) },
  { what: 'the older snapshot of a newer format', ...D6, path: OLDER, offset: 0, change: major(OLDER, 2) },
  { what: 'a manifest of a newer format', ...D6, path: MANIFEST, offset: 0, change: major(MANIFEST, 2) },
  {
    what: 'a manifest of the next format, which may have moved its checksum',
    ...D6,
    path: MANIFEST,
    change: all(major(MANIFEST, 2), garbage(MANIFEST, 16, 512)),
  },
  { what: 'another checksum algorithm', ...D6, path: SEGMENT_4, offset: 0, change: algorithm(SEGMENT_4) },
  { what: 'a manifest with another checksum algorithm', ...D6, path: MANIFEST, offset: 0, change: algorithm(MANIFEST) },
  { what: 'a manifest with an unknown feature', ...D6, path: MANIFEST, offset: 0, change: features(MANIFEST, 1) },
  {
    what: 'a segment with an unknown feature',
    ...D6,
    path: SEGMENT_3,
    offset: 0,
    change: features(SEGMENT_3, 2 ** 31),
  },
  { what: 'the newest segment with an unknown feature', ...D6, path: SEGMENT_4, change: features(SEGMENT_4, 6) },
  {
    what: 'a segment that is not needed, with an unknown feature',
    ...D6,
    path: SEGMENT_2,
    change: features(SEGMENT_2, 1),
  },
  { what: 'a snapshot with an unknown feature', ...D6, path: NEWEST, offset: 0, change: features(NEWEST, 2) },
  { what: 'the older snapshot with an unknown feature', ...D6, path: OLDER, offset: 0, change: features(OLDER, 2) },
  {
    what: 'a snapshot with an unknown feature and most other bytes changed',
    ...D6,
    path: NEWEST,
    change: all(garbage(NEWEST, 12, 120), garbage(NEWEST, 512, 900), features(NEWEST, 2)),
  },
  { what: 'format version 0', ...D6, path: SEGMENT_4, offset: 0, change: major(SEGMENT_4, 0) },
  // Older or newer than the rest.
  { what: 'a manifest two segments old', label: 'D7', path: SEGMENT_4, versions: [39], change: namedNewest(2) },
  { what: 'a manifest one segment old', label: 'D7', path: SEGMENT_4, versions: [39], change: namedNewest(3) },
  { what: 'a manifest that names no segment', label: 'D7', path: SEGMENT_4, versions: [39], change: namedNewest(0) },
  { what: 'a manifest that is newer than the log', label: 'D7', versions: [39], change: namedNewest(5) },
  {
    what: 'a log that is older than the newest snapshot',
    label: 'P2',
    path: SEGMENT_3,
    versions: [28, 30],
    change: all(remove(SEGMENT_4), namedNewest(3), (fs) => {
      const offset = frameOf(fs, SEGMENT_3, 28);
      edit(fs, SEGMENT_3, (bytes) => bytes.fill(0, offset));
    }),
  },
  // No usable snapshot.
  {
    what: 'both snapshots emptied',
    label: 'P3',
    path: NEWEST,
    versions: [1, 13],
    change: all(cutTo(NEWEST, 0), cutTo(OLDER, 0)),
  },
  {
    what: 'garbage in both snapshots',
    label: 'P3',
    path: NEWEST,
    versions: [1, 13],
    change: all(garbage(NEWEST, 700, 710), garbage(OLDER, 700, 710)),
  },
  {
    what: 'the snapshots swapped',
    label: 'P3',
    path: NEWEST,
    versions: [1, 13],
    change: (fs) => swap(fs, NEWEST, OLDER),
  },
  {
    what: 'the older snapshot damaged, the newer one deleted',
    label: 'P3',
    path: OLDER,
    versions: [1, 13],
    change: all(cutTo(OLDER, HEADER_BYTES), remove(NEWEST)),
  },
  {
    what: 'the newest snapshot damaged, and a segment deleted that the older one needs',
    label: 'D8',
    path: SEGMENT_3,
    versions: [17, 26],
    change: all(garbage(NEWEST, 700, 710), remove(SEGMENT_2)),
  },
];

export const OPENED: readonly Opened[] = [
  { what: 'no change', read: 2, change: () => {} },
  { what: 'a segment deleted that only the older snapshot needs', read: 2, change: remove(SEGMENT_2) },
  { what: 'garbage in a segment that only the older snapshot needs', read: 2, change: garbage(SEGMENT_2, 1400, 1500) },
  { what: 'the newest snapshot deleted', read: 3, change: remove(NEWEST) },
  { what: 'the older snapshot deleted', read: 2, change: remove(OLDER) },
  { what: 'the older snapshot and its segment deleted', read: 2, change: remove(OLDER, SEGMENT_2) },
  { what: 'the newest snapshot emptied', read: 3, setAside: NEWEST, change: cutTo(NEWEST, 0) },
  { what: 'the newest snapshot cut to its header', read: 3, setAside: NEWEST, change: cutTo(NEWEST, HEADER_BYTES) },
  { what: 'garbage in the newest snapshot', read: 3, setAside: NEWEST, change: garbage(NEWEST, 700, 710) },
  { what: 'the older snapshot emptied', read: 2, setAside: OLDER, change: cutTo(OLDER, 0) },
  { what: 'a segment in place of a snapshot', read: 3, setAside: NEWEST, change: (fs) => copy(fs, SEGMENT_3, NEWEST) },
  {
    what: 'the older snapshot in place of the newest',
    read: 3,
    setAside: NEWEST,
    change: (fs) => copy(fs, OLDER, NEWEST),
  },
  {
    what: 'a copy of a snapshot under a later version',
    read: 2,
    setAside: at(snapshotName(99)),
    change: (fs) => copy(fs, NEWEST, at(snapshotName(99))),
  },
  {
    what: 'an unreadable snapshot next to the complete log',
    sample: 'young',
    read: 3,
    setAside: at(snapshotName(20)),
    change: (fs) => copy(fs, YOUNG_1, at(snapshotName(20))),
  },
  { what: 'a manifest of a newer minor version', read: 2, change: minor(MANIFEST, 7) },
  { what: 'a snapshot of a newer minor version', read: 2, change: minor(NEWEST, 7) },
  {
    what: 'foreign files',
    read: 2,
    change: all(
      (fs) => copy(fs, SEGMENT_3, at(`Copy of ${segmentName(3, 27)}`)),
      (fs) => copy(fs, MANIFEST, at('MANIFEST.bak')),
      (fs) => fs.writeRaw(at('notes.tmp'), new Uint8Array(7)),
    ),
  },
  {
    what: 'unfinished files of ecsdb',
    read: 2,
    change: all(
      (fs) => fs.writeRaw(at('MANIFEST.tmp'), new Uint8Array(100)),
      (fs) => copy(fs, SEGMENT_4, at(`${segmentName(5, 42)}.tmp`)),
      (fs) => fs.writeRaw(at('snap.tmp'), new Uint8Array(100)),
      (fs) => fs.writeRaw(at('spare.tmp'), new Uint8Array(100)),
    ),
  },
  // Recovery cannot tell these from a log that ends there: docs/format.md, "What cannot be decided".
  {
    what: 'the newest segment cut after one of its commits',
    version: 39,
    read: 2,
    change: (fs) => cut(fs, SEGMENT_4, frameOf(fs, SEGMENT_4, 40)),
  },
  {
    what: 'zeros after one of the newest commits',
    sample: 'crashed',
    version: 41,
    read: 2,
    change: (fs) => edit(fs, SEGMENT_4, (bytes) => bytes.fill(0, frameOf(fs, SEGMENT_4, 42))),
  },
];
