/**
 * A full device loses nothing that was written, and leaves nothing that could be taken for a frame. The log continues
 * when there is space again.
 */

import { LogWriter } from '@ecsdb/runtime/storage';
import { type Call, isNoSpace } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import {
  backToBack,
  DIRECTORY,
  group,
  type Log,
  newDatabase,
  newestOf,
  newLog,
  OPTIONS,
  segmentsOf,
  upTo,
  versionsIn,
} from './writing.js';

/** Whether a call needs space. */
function needsSpace({ kind }: Call): boolean {
  return kind === 'write' || kind === 'create' || kind === 'rename';
}

/** Refuses `count` calls that need space, from call `index` on. Returns a function that counts the refused calls. */
function fillAt({ fs }: Log, index: number, code = 'ENOSPC', count = Number.POSITIVE_INFINITY): () => number {
  let seen = 0;
  let refused = 0;
  fs.onCall((call) => {
    if (!needsSpace(call)) return undefined;
    const isFull = seen >= index && seen < index + count;
    seen++;
    if (!isFull) return undefined;
    refused++;
    return { error: code };
  });
  return () => refused;
}

/** Lets writes take `bytes` more bytes; after that the device is full until the hook is removed. */
function fillAfterBytes({ fs }: Log, bytes: number): void {
  let left = bytes;
  fs.onCall(({ kind, length = 0 }) => {
    if (kind !== 'write') return undefined;
    const taken = Math.min(left, length);
    left -= taken;
    return taken === 0 ? { error: 'ENOSPC' } : { shortWrite: taken };
  });
}

/** For each segment, how many bytes follow the last frame if they are not all zeros. */
function strayBytes({ fs }: Log): unknown {
  return segmentsOf(fs).map(({ rest }) => rest.length);
}

test.each(['ENOSPC', 'EDQUOT', 'EFBIG'])('after %s the same group can be written again', (code) => {
  const log = newLog();
  const { fs, writer } = log;
  writer.write(group(1), 1);
  fillAt(log, 0, code);
  expect(() => writer.write(group(2), 2)).toThrow(code);
  expect([writer.hasFailed, writer.consumed, writer.writtenVersion]).toEqual([false, 0, 1]);
  fs.onCall();
  writer.write(group(2), 2);
  writer.close();
  expect(versionsIn(fs)).toEqual([1, 2]);
});

test('a shorter group can replace a refused group, and no byte of the refused group is left', () => {
  for (let bytes = 0; bytes < group(2, 1500).length; bytes += 40) {
    const log = newLog({ segmentBytes: 2048 });
    const { fs, writer } = log;
    writer.write(group(1), 1);
    writer.sync();
    // The segment grows beyond its preallocated size.
    fillAfterBytes(log, bytes);
    expect(() => writer.write(group(2, 1500), 2)).toThrow('ENOSPC');
    fs.onCall();
    writer.write(group(2, 9), 2);
    expect([bytes, versionsIn(fs), strayBytes(log)]).toEqual([bytes, [1, 2], segmentsOf(fs).map(() => 0)]);
  }
});

test('a partly written frame is replaced by zeros as soon as there is space, before any other write', () => {
  const log = newLog();
  const { fs, writer } = log;
  fillAfterBytes(log, 500);
  expect(() => writer.write(group(1, 1000), 1)).toThrow('ENOSPC');
  expect(strayBytes(log)).not.toEqual([0]);
  fs.onCall();
  writer.checkpoint(0, 0);
  expect(strayBytes(log)).toEqual([0]);
  expect(segmentsOf(fs)[0]?.frames.map(({ type }) => type)).toEqual([2, 3]);
});

test('these zeros are synced before the next frame is written, so that a crash never mixes two frames', () => {
  const log = newLog();
  const { fs, writer } = log;
  fillAfterBytes(log, 900);
  expect(() => writer.write(group(1, 1000), 1)).toThrow('ENOSPC');
  const kinds: string[] = [];
  fs.onCall(({ kind }) => {
    kinds.push(kind);
    return undefined;
  });
  writer.write(group(1, 800), 1);
  expect(kinds).toEqual(['size', 'write', 'sync', 'write']);
});

test('of several groups, the groups that fit are written, and the rest can be written later', () => {
  const frames = () => backToBack(group(1, 500), group(2, 500), group(3, 500));
  const length = group(1, 500).length;
  for (let bytes = 0; bytes < 3 * length; bytes += 100) {
    const log = newLog();
    const { fs, writer } = log;
    // The device accepts writes up to this position of the segment, however often they are repeated.
    const limit = writer.position + bytes;
    fs.onCall(({ kind, position = 0, length: wanted = 0 }) => {
      if (kind !== 'write' || position + wanted <= limit) return undefined;
      return position < limit ? { shortWrite: limit - position } : { error: 'ENOSPC' };
    });
    const all = frames();
    expect(() => writer.write(all, 3)).toThrow('ENOSPC');
    const whole = Math.floor(bytes / length);
    expect([writer.consumed, writer.writtenVersion]).toEqual([whole * length, whole]);
    expect(versionsIn(fs)).toEqual(upTo(whole));
    fs.onCall();
    writer.write(all.subarray(writer.consumed), 3);
    writer.sync();
    expect([writer.durableVersion, versionsIn(fs), strayBytes(log)]).toEqual([3, [1, 2, 3], [0]]);
  }
});

test.each([
  ['no spare', false],
  ['a spare', true],
])('with %s, a device that becomes full at any call of a rotation loses no group', (_, hasSpare) => {
  let reached = true;
  for (let index = 0; reached; index++) {
    const log = newLog();
    const { fs, writer } = log;
    if (hasSpare) fs.writeRaw(`${DIRECTORY}/spare.tmp`, new Uint8Array(4096));
    writer.write(group(1, 2000), 1);
    const refused = fillAt(log, index);
    let error: unknown;
    try {
      writer.write(group(2, 2000), 2);
    } catch (thrown) {
      error = thrown;
    }
    reached = refused() > 0;
    if (reached) expect([index, isNoSpace(error), writer.hasFailed]).toEqual([index, true, false]);
    // Either the old segment is the last one, or the new segment is complete.
    const sequences = segmentsOf(fs).map(({ sequence }) => sequence);
    expect(sequences).toEqual(upTo(writer.sequence));
    expect(writer.sequence - newestOf(fs)).toBeLessThanOrEqual(1);
    fs.onCall();
    // A group that would still fit into the old segment goes to the current segment of the log.
    if (reached) writer.write(group(2, 50), 2);
    writer.write(group(3, 3000), 3);
    writer.close();
    expect([index, versionsIn(fs), newestOf(fs)]).toEqual([index, [1, 2, 3], writer.sequence]);
    expect(segmentsOf(fs).map(({ rest }) => rest.length)).toEqual(segmentsOf(fs).map(() => 0));
  }
});

test('the manifest names a segment before a group is in it, even if there was no space for that at first', () => {
  const log = newLog();
  const { fs, writer } = log;
  writer.write(group(1, 2000), 1);
  fs.onCall(({ kind, path }) => (kind === 'create' && path.includes('MANIFEST') ? { error: 'ENOSPC' } : undefined));
  for (let attempt = 0; attempt < 2; attempt++) {
    expect(() => writer.write(group(2, 2000), 2)).toThrow('ENOSPC');
    expect([writer.sequence, newestOf(fs), versionsIn(fs)]).toEqual([2, 1, [1]]);
  }
  for (const other of [() => writer.seal(), () => writer.checkpoint(0, 1), () => writer.close()]) {
    expect(other).toThrow('ENOSPC');
  }
  fs.onCall();
  writer.write(group(2, 2000), 2);
  expect([newestOf(fs), versionsIn(fs)]).toEqual([2, [1, 2]]);
});

test('a seal, a checkpoint and the close can also be retried', () => {
  const log = newLog();
  const { fs, writer } = log;
  writer.write(group(1), 1);
  for (const step of [() => writer.seal(), () => writer.checkpoint(1, 1), () => writer.close()]) {
    fillAt(log, 0);
    expect(step).toThrow('ENOSPC');
    fs.onCall();
    step();
  }
  expect(segmentsOf(fs)[0]?.frames.map(({ type }) => type)).toEqual([2, 1, 4, 3, 5]);
});

test('begin cannot be retried', () => {
  const fs = newDatabase();
  const writer = new LogWriter(fs, OPTIONS);
  fs.onCall(({ kind }) => (kind === 'write' ? { error: 'ENOSPC' } : undefined));
  expect(() => writer.begin()).toThrow('ENOSPC');
  fs.onCall();
  expect(writer.hasFailed).toBe(true);
  expect(() => writer.begin()).toThrow('begins once');
});
