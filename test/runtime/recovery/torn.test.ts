/**
 * Promise (T3): whatever a crash leaves of the frames that were not synced, the database opens at the version before
 * them, reports what it dropped, and keeps the bytes.
 */

import { segmentName, tornName } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { buildLog, diskWith, edit, open, type Place, path, type SegmentBuilder, upTo } from './directories.js';

const NAME = segmentName(1, 1);
/** The last frame spans several sectors; the frames before it are intact. */
const [SEGMENT] = buildLog((one) => one.commit(2).commit(1, 40).commit(2, 500)) as [SegmentBuilder];
const LAST = SEGMENT.frames.at(-1) as Place;
const BYTES = SEGMENT.bytes;

/** Expects that recovery drops the last frame of a segment whose bytes are `left`, and keeps its bytes as evidence. */
function expectTorn(left: Uint8Array, what: string): void {
  const fs = diskWith([SEGMENT]);
  fs.writeRaw(path(NAME), left);
  const { recovered, target } = open(fs);
  try {
    expect(target.versions).toEqual(upTo(3));
    expect(recovered).toMatchObject({ version: 3, end: { length: LAST.offset, lastVersion: 3 } });
    expect(isSame(fs.readRaw(path(NAME)), BYTES.subarray(0, LAST.offset))).toBe(true);
    const { dropped } = recovered.report;
    if (left.subarray(LAST.offset).every((byte) => byte === 0)) {
      expect(dropped).toBeNull();
    } else {
      expect(dropped).toMatchObject({
        file: NAME,
        offset: LAST.offset,
        evidence: tornName(1, LAST.offset),
        firstVersion: 4,
      });
      const evidence = fs.readRaw(path(tornName(1, LAST.offset)));
      expect(evidence.length).toBe(dropped?.bytes);
      expect(isSame(evidence, left.subarray(LAST.offset, LAST.offset + evidence.length))).toBe(true);
      expect(left.subarray(LAST.offset + evidence.length).every((byte) => byte === 0)).toBe(true);
    }
    // A second recovery drops nothing.
    expect(open(fs).recovered).toMatchObject({ version: 3, report: { dropped: null } });
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function part(bytes: Uint8Array, { offset, length }: Place): Uint8Array {
  return bytes.subarray(offset, offset + length);
}

function zeroed(bytes: Uint8Array, from: number, to: number = bytes.length): Uint8Array {
  const copy = bytes.slice();
  copy.fill(0, from, to);
  return copy;
}

describe('the last frame', () => {
  test('is torn if the file ends at any of its bytes', () => {
    for (let at = LAST.offset; at < BYTES.length; at++) expectTorn(BYTES.slice(0, at), `cut at ${at}`);
  });

  test('is torn if zeros begin at any of its bytes, in a preallocated segment', () => {
    const padded = new Uint8Array(BYTES.length + 5000);
    padded.set(BYTES);
    for (let at = LAST.offset; at < BYTES.length; at++) expectTorn(zeroed(padded, at), `zeros from ${at}`);
  });

  test('is torn if any combination of its sectors is lost', () => {
    const first = Math.floor(LAST.offset / 512);
    const last = Math.floor((BYTES.length - 1) / 512);
    const count = last - first + 1;
    expect(count).toBeGreaterThan(2);
    for (let lost = 1; lost < 2 ** count; lost++) {
      let left = BYTES;
      for (let i = 0; i < count; i++) {
        // A sector that was never written contains the earlier bytes: the frames before this frame, and zeros.
        const start = Math.max(LAST.offset, (first + i) * 512);
        if ((lost & (2 ** i)) !== 0) left = zeroed(left, start, Math.min(BYTES.length, (first + i + 1) * 512));
      }
      expectTorn(left, `sectors ${lost.toString(2)} lost`);
      expectTorn(
        new Uint8Array(Buffer.concat([left, new Uint8Array(3000)])),
        `sectors ${lost.toString(2)} lost, with zeros`,
      );
    }
  });

  test('is not torn if it is complete', () => {
    const { recovered } = open(diskWith([SEGMENT]));
    expect(recovered).toMatchObject({ version: 5, report: { dropped: null } });
  });
});

describe('several frames that were not synced', () => {
  /** Versions from 3 on were written while 2 was the last durable one. */
  const [segment] = buildLog((one) => {
    one.commit(2);
    for (let i = 0; i < 4; i++) one.commit(1, 300, 2);
  }) as [SegmentBuilder];
  const unsynced = segment.frames.slice(-4);

  test('lose any combination of sectors: a complete prefix opens, and the rest is kept as evidence', () => {
    const { bytes } = segment;
    const start = unsynced[0]?.offset ?? 0;
    const first = Math.floor(start / 512);
    const count = Math.floor((bytes.length - 1) / 512) - first + 1;
    for (let lost = 0; lost < 2 ** count; lost++) {
      let left = bytes;
      for (let i = 0; i < count; i++) {
        const from = Math.max(start, (first + i) * 512);
        if ((lost & (2 ** i)) !== 0) left = zeroed(left, from, Math.min(bytes.length, (first + i + 1) * 512));
      }
      const isWhole = (frame: Place): boolean => isSame(part(left, frame), part(bytes, frame));
      const broken = unsynced.findIndex((frame) => !isWhole(frame));
      const expected = broken < 0 ? 6 : 2 + broken;
      const fs = diskWith([segment]);
      fs.writeRaw(path(NAME), left);
      const { recovered, target } = open(fs);
      expect([lost, target.versions]).toEqual([lost, upTo(expected)]);
      if (recovered.report.dropped === null) {
        expect(left.subarray(recovered.end.length).every((byte) => byte === 0)).toBe(true);
      } else {
        const evidence = fs.readRaw(path(recovered.report.dropped.evidence ?? ''));
        expect(evidence.length).toBeGreaterThanOrEqual(
          left.findLastIndex((byte) => byte !== 0) + 1 - recovered.end.length,
        );
      }
    }
  });
});

describe('bytes after the last frame of an open log', () => {
  test.each([
    ['a flipped bit among the zeros', 100, 'B8'],
    ['a flipped bit right after the frame', 3, 'B7'],
  ])('%s does not prevent opening the intact frames', (_, distance, label) => {
    const fs = diskWith([SEGMENT]);
    edit(fs, NAME, (bytes) => {
      const padded = new Uint8Array(bytes.length + 4096);
      padded.set(bytes);
      padded[bytes.length + distance] = 4;
      return padded;
    });
    expect(open(fs).recovered).toMatchObject({ version: 5, report: { dropped: { case: label, lastVersion: null } } });
  });
});
