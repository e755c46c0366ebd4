/** Names of files in a database directory, and the files that have them; docs/format.md, "The directory". */

export const MANIFEST = 'MANIFEST';
/** A segment made ahead: complete, and while it is being written. */
export const SPARE = 'spare.tmp';
export const UNFINISHED_SPARE = 'spare-unfinished.tmp';

const TEMPORARY = '.tmp';
const SEQUENCE_DIGITS = 10;
const VERSION_DIGITS = 16;

/**
 * The highest numbers that a directory may have when it is opened. From there, numbers stay within what names and
 * headers can hold for longer than a process runs, so the log checks nothing while it writes. Sequences have ten digits
 * in names.
 */
export const SEQUENCE_MAX = 9_000_000_000;
/** Numbers are exact up to 2^53. */
export const VERSION_MAX: number = 2 ** 52;

export interface NamedSegment {
  readonly name: string;
  readonly sequence: number;
  readonly firstVersion: number;
}

export interface NamedSnapshot {
  readonly name: string;
  /** At the end of its window. */
  readonly version: number;
}

export function segmentName(sequence: number, firstVersion: number): string {
  return `wal-${digits(sequence, SEQUENCE_DIGITS)}-${digits(firstVersion, VERSION_DIGITS)}.log`;
}

/** The possible names of a segment, as a pattern for messages. */
export function segmentNames(sequence: number): string {
  return `wal-${digits(sequence, SEQUENCE_DIGITS)}-*.log`;
}

export function parseSegmentName(name: string): { sequence: number; firstVersion: number } | undefined {
  const [, sequence, firstVersion] = /^wal-(\d{10})-(\d{16})\.log$/.exec(name) ?? [];
  return sequence === undefined ? undefined : { sequence: Number(sequence), firstVersion: Number(firstVersion) };
}

export function snapshotName(version: number): string {
  return `snap-${digits(version, VERSION_DIGITS)}.snap`;
}

/** The version at the end of the window of the snapshot with this name; undefined for other names. */
export function parseSnapshotName(name: string): number | undefined {
  const [, version] = /^snap-(\d{16})\.snap$/.exec(name) ?? [];
  return version === undefined ? undefined : Number(version);
}

export function tornName(sequence: number, offset: number): string {
  return `torn-${digits(sequence, SEQUENCE_DIGITS)}-${offset}.bytes`;
}

/** The segment and the offset in a name that `tornName` has made. */
export function parseTornName(name: string): { sequence: number; offset: number } | undefined {
  const [, sequence, offset] = /^torn-(\d{10})-(\d+)\.bytes$/.exec(name) ?? [];
  return sequence === undefined ? undefined : { sequence: Number(sequence), offset: Number(offset) };
}

export function badName(name: string): string {
  return `bad-${name}`;
}

/** The version in the name of a snapshot that was set aside. */
export function parseBadSnapshotName(name: string): number | undefined {
  return name.startsWith('bad-') ? parseSnapshotName(name.slice('bad-'.length)) : undefined;
}

export function temporaryName(name: string): string {
  return name + TEMPORARY;
}

export function isTemporary(name: string): boolean {
  return name.endsWith(TEMPORARY);
}

/** In the order of their sequences. */
export function namedSegments(names: readonly string[]): NamedSegment[] {
  return names
    .flatMap((name) => {
      const parsed = parseSegmentName(name);
      return parsed === undefined ? [] : [{ name, ...parsed }];
    })
    .sort((a, b) => a.sequence - b.sequence || a.firstVersion - b.firstVersion);
}

/** The newest first. */
export function namedSnapshots(names: readonly string[]): NamedSnapshot[] {
  return names
    .flatMap((name) => {
      const version = parseSnapshotName(name);
      return version === undefined ? [] : [{ name, version }];
    })
    .sort((a, b) => b.version - a.version);
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}
