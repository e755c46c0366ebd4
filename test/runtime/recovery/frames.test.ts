/**
 * Promise: recovery classifies the bytes where it expects a frame, case by case (docs/format.md). It never takes damage
 * to durable data for a torn tail. If the bytes could be either, it refuses them except in point-in-time mode.
 */

import { encodeFrame } from '@ecsdb/runtime/storage';
import { segmentName } from '@ecsdb/runtime/testing';
import { describe, expect, test } from '@jest/globals';
import { errorOf } from '../support/errors.js';
import {
  addSnapshot,
  buildLog,
  diskWith,
  edit,
  encodeTransaction,
  filesOf,
  join,
  open,
  POINT_IN_TIME,
  path,
  type SegmentBuilder,
  upTo,
} from './directories.js';

const NAME = segmentName(1, 1);

/** Flips a bit of a frame. Frame 0 is the schema. */
function flip(segment: SegmentBuilder, frame: number, byte: number, bit = 0): Uint8Array {
  const { bytes } = segment;
  const at = (segment.frames[frame]?.offset ?? 0) + byte;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  return bytes;
}

interface Given {
  readonly what: string;
  readonly log: readonly SegmentBuilder[];
  /** Returns the damaged bytes of the first segment. */
  readonly damage?: (segment: SegmentBuilder) => Uint8Array;
  readonly label: string;
  readonly code?: string;
  readonly frame?: number;
  readonly firstVersion?: number;
  readonly lastVersion?: number | undefined;
}

const three = (): SegmentBuilder[] => buildLog((one) => one.commit().commit().commit());

const REFUSED: readonly Given[] = [
  {
    what: 'a damaged payload in a segment that is not the last',
    log: buildLog(
      (one) => one.commit().commit(2),
      (two) => two.commit(2),
    ),
    damage: (segment) => flip(segment, 2, 50),
    label: 'B1',
    frame: 2,
    firstVersion: 2,
    lastVersion: 5,
  },
  {
    what: 'a damaged header in a segment that is not the last',
    log: buildLog(
      (one) => one.commit().commit(),
      () => {},
    ),
    damage: (segment) => flip(segment, 1, 8),
    label: 'B1',
    frame: 1,
    firstVersion: 1,
    lastVersion: 2,
  },
  {
    what: 'zeros over a frame in a segment that is not the last',
    log: buildLog(
      (one) => one.commit().commit(),
      () => {},
    ),
    damage: (segment) => segment.bytes.fill(0, segment.frames[2]?.offset),
    label: 'D9',
    frame: 2,
    firstVersion: 2,
    lastVersion: 2,
  },
  {
    what: 'a schema that looks torn by a crash, but was synced before the segment had a name',
    log: buildLog((one) => one.commit()),
    damage: (segment) => segment.bytes.slice(0, 600),
    label: 'B1',
    frame: 0,
    firstVersion: 1,
    lastVersion: undefined,
  },
  {
    what: 'no frame at all',
    log: buildLog((one) => one.commit()),
    damage: (segment) => segment.bytes.slice(0, 512),
    label: 'B1',
    frame: 0,
    firstVersion: 1,
  },
  {
    what: 'other bytes after the close',
    log: buildLog((one) => one.commit().close()),
    damage: (segment) => join(segment.bytes, Uint8Array.of(0, 1)),
    label: 'B2',
    frame: 3,
    firstVersion: 2,
    lastVersion: undefined,
  },
  {
    what: 'a frame that a later frame proves, replaced by zeros like a lost sector',
    log: buildLog((one) => one.commit().commit().seal()),
    damage: ({ bytes, frames }) => bytes.fill(0, frames[2]?.offset, frames[3]?.offset),
    label: 'B3',
    frame: 2,
    firstVersion: 2,
    lastVersion: 2,
  },
  {
    what: 'a frame that a much later frame proves, with damaged frames in between',
    log: buildLog((one) => one.commit().commit(1, 5000).commit(1, 700_000).commit(2)),
    damage: (segment) => {
      const bytes = flip(segment, 2, 1000);
      return bytes.fill(0, segment.frames[3]?.offset, (segment.frames[3]?.offset ?? 0) + 4096);
    },
    label: 'B3',
    frame: 2,
    firstVersion: 2,
    lastVersion: 5,
  },
  {
    what: 'a damaged header that a later frame proves',
    log: three(),
    damage: (segment) => flip(segment, 2, 16),
    label: 'B3',
    frame: 2,
    firstVersion: 2,
    lastVersion: 3,
  },
  {
    what: 'a damaged frame that the close after it proves',
    log: buildLog((one) => one.commit().commit().close()),
    damage: (segment) => flip(segment, 2, 45),
    label: 'B3',
    frame: 2,
    firstVersion: 2,
    lastVersion: 2,
  },
  {
    what: 'a frame whose payload is damaged, at the end',
    log: three(),
    damage: (segment) => flip(segment, 3, 60),
    label: 'B9',
    frame: 3,
    firstVersion: 3,
    lastVersion: 3,
  },
  {
    what: 'a frame whose header is damaged, at the end',
    log: three(),
    damage: (segment) => flip(segment, 3, 8),
    label: 'B9',
    frame: 3,
    firstVersion: 3,
    lastVersion: undefined,
  },
  {
    what: 'a frame that does not follow the frame before it',
    log: buildLog((one) => one.commit().forge(encodeFrame(4, new Uint8Array(0), 2), () => {}, 12345)),
    label: 'F4',
    frame: 2,
    firstVersion: 2,
  },
  {
    what: 'a frame that skips a version',
    log: buildLog((one) => one.commit().plain(4, new Uint8Array(0), 3)),
    label: 'F4',
    frame: 2,
    firstVersion: 2,
  },
  {
    what: 'a frame whose durable version was not written before it',
    log: buildLog((one) => one.commit().commit(1, 0, 2)),
    label: 'F4',
    frame: 2,
    firstVersion: 2,
    lastVersion: 2,
  },
  {
    what: 'a frame whose durable version is lower than that of the frame before it',
    log: buildLog((one) => one.commit().commit().commit(1, 0, 0)),
    label: 'F4',
    frame: 3,
    firstVersion: 3,
  },
  {
    what: 'a frame after the close',
    log: buildLog((one) => one.commit().close().commit()),
    label: 'F4',
    frame: 3,
    firstVersion: 2,
    lastVersion: 2,
  },
  {
    what: 'a second schema',
    log: buildLog((one) => one.commit().plain(2, new Uint8Array(3))),
    label: 'F4',
    frame: 2,
    firstVersion: 2,
  },
  {
    what: 'a seal with a payload',
    log: buildLog((one) => one.commit().plain(4, Uint8Array.of(1))),
    label: 'F4',
    frame: 2,
  },
  {
    what: 'a frame without an end mark whose checksums are right',
    log: buildLog((one) => {
      const frame = encodeFrame(4, new Uint8Array(0), 1);
      frame[frame.length - 1] = 0;
      return one.forge(frame, () => {});
    }),
    label: 'F4',
    frame: 1,
  },
  {
    what: 'a frame of transactions that counts no transaction',
    log: buildLog((one) => one.plain(1, encodeTransaction(1))),
    label: 'F4',
    frame: 1,
  },
  {
    what: 'fewer transactions than the header says',
    log: buildLog((one) => one.forge(encodeFrame(1, encodeTransaction(1), 1), (view) => view.setUint16(14, 2, true))),
    label: 'F4',
    frame: 1,
    firstVersion: 1,
    lastVersion: 2,
  },
  {
    what: 'more transactions than the header says',
    log: buildLog((one) =>
      one.forge(encodeFrame(1, join(encodeTransaction(1), encodeTransaction(2)), 1), (view) =>
        view.setUint16(14, 1, true),
      ),
    ),
    label: 'F4',
    frame: 1,
  },
  {
    what: 'a transaction longer than its frame',
    log: buildLog((one) =>
      one.forge(encodeFrame(1, encodeTransaction(1), 1), (view) => {
        view.setUint16(14, 1, true);
        view.setUint32(40, 2 ** 31, true);
      }),
    ),
    label: 'F4',
    frame: 1,
  },
  {
    what: 'a frame type of a newer format',
    log: buildLog((one) => one.commit().plain(9)),
    label: 'F5',
    code: 'FORMAT_UNSUPPORTED',
    frame: 2,
    firstVersion: 2,
  },
];

describe('refused', () => {
  test.each(REFUSED)('$label: $what', ({ log, damage, label, code = 'CORRUPT', frame, firstVersion, ...rest }) => {
    const fs = diskWith(log);
    const [segment] = log as readonly [SegmentBuilder];
    if (damage !== undefined) fs.writeRaw(path(NAME), damage(segment));
    const before = filesOf(fs);
    const error = errorOf(() => open(fs));
    expect(error).toMatchObject({ code, case: label, path: path(NAME) });
    if (frame !== undefined) expect(error.offset).toBe(segment.frames[frame]?.offset ?? segment.bytes.length);
    if (firstVersion !== undefined) expect(error.firstVersion).toBe(firstVersion);
    if ('lastVersion' in rest) expect(error.lastVersion).toBe(rest.lastVersion);
    if (code === 'CORRUPT') expect(error.command).toBe('ecsdb repair db --out <new dir>');
    expect(error.message.includes('point-in-time')).toBe(label === 'B9');
    expect(filesOf(fs)).toEqual(before);
    if (label === 'B9') return;
    expect(errorOf(() => open(fs, POINT_IN_TIME)).case).toBe(label);
  });

  test('B3: a cut frame that a snapshot proves', () => {
    const fs = diskWith(buildLog((one) => one.commit().commit()));
    addSnapshot(fs, 1, 2);
    edit(fs, NAME, (bytes) => bytes.slice(0, -1));
    expect(errorOf(() => open(fs))).toMatchObject({ code: 'CORRUPT', case: 'B3', firstVersion: 2, lastVersion: 2 });
  });
});

describe('a suspect frame', () => {
  test('is dropped and kept as evidence in point-in-time mode, and the database opens', () => {
    const log = three();
    const fs = diskWith(log);
    fs.writeRaw(path(NAME), flip(log[0] as SegmentBuilder, 3, 60));
    const { recovered, target } = open(fs, POINT_IN_TIME);
    expect(target.versions).toEqual(upTo(2));
    expect(recovered.report.dropped).toMatchObject({
      case: 'B9',
      firstVersion: 3,
      lastVersion: 3,
      evidence: expect.any(String),
    });
    expect(open(fs).recovered.version).toBe(2);
  });
});

describe('skipped', () => {
  test('F5: a frame type that older readers may skip', () => {
    const log = buildLog((one) => one.commit().plain(0x89, new Uint8Array(100)).commit());
    expect(open(diskWith(log)).target.versions).toEqual([1, 2]);
  });

  test('F3: zeros, also after the close', () => {
    const log = buildLog((one) => one.commit().close());
    const fs = diskWith(log);
    edit(fs, NAME, (bytes) => join(bytes, new Uint8Array(1_500_000)));
    expect(open(fs).recovered).toMatchObject({ version: 1, report: { wasClosed: true, dropped: null } });
  });

  test('a copy of a frame of the same segment in the record of a torn frame: it proves nothing', () => {
    const [segment] = buildLog((one) => one.commit().commit()) as [SegmentBuilder];
    const copied = segment.bytes.slice(segment.frames[2]?.offset);
    const log = buildLog((one) =>
      one
        .commit()
        .commit()
        .forge(encodeFrame(1, withRecord(copied), 3), (view) => view.setUint16(14, 1, true)),
    );
    const fs = diskWith(log);
    edit(fs, NAME, (bytes) => bytes.slice(0, -1));
    expect(open(fs).recovered).toMatchObject({ version: 2, report: { dropped: { case: 'B4' } } });
  });
});

/** A transaction with the given record, which is at a multiple of 8 in the file. */
function withRecord(record: Uint8Array): Uint8Array {
  const bytes = join(encodeTransaction(3).slice(0, 24), record);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length - 8, true);
  view.setUint32(20, record.length, true);
  return bytes;
}

test('a flipped bit in any byte of the log is refused with the path of the segment', () => {
  const log = buildLog(
    (one) => one.commit().commit(2, 30),
    (two) => two.commit().seal().commit(1, 20),
  );
  const intact = diskWith(log);
  for (const segment of log) {
    const { bytes, name } = segment;
    for (let at = 0; at < bytes.length; at++) {
      // Skips most of the schema's text, because its bits are all alike.
      if (at > 600 && at < (segment.frames[1]?.offset ?? 0) - 24) continue;
      // One bit of the byte, because all bits take too long.
      for (const bit of [(at * 5) % 8]) {
        const fs = intact.clone();
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        fs.writeRaw(path(name), damaged);
        const error = errorOf(() => open(fs));
        expect([at, bit, error.code === 'CORRUPT' || (at < 512 && error.code === 'FORMAT_UNSUPPORTED')]).toEqual([
          at,
          bit,
          true,
        ]);
        expect(error.path).toBe(path(name));
      }
    }
  }
});
