/**
 * After a failed sync, or any failure except a full device, the content of the device is unknown. The log does not
 * continue, and syncs nothing.
 */

import { LogWriter } from '@ecsdb/runtime/storage';
import type { Call, Fault } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { DIRECTORY, group, newDatabase, newLog, OPTIONS, versionsIn } from './writing.js';

/** Everything that a log does: groups, a rotation with a spare and one without, a seal, a checkpoint, the close. */
function runLog(writer: LogWriter, acknowledged: (version: number) => void): void {
  writer.begin();
  for (let version = 1; version <= 6; version++) {
    writer.write(group(version, 1500), version);
    writer.sync();
    acknowledged(writer.durableVersion);
    if (version === 2) writer.seal();
    if (version === 4) writer.checkpoint(1, 3);
  }
  writer.close();
}

/** Runs a log with a fault at call `index`. `isOver` is true if the log makes no such call. */
function runLogWithFault(index: number, fault: Fault | ((call: Call) => Fault | undefined)) {
  const fs = newDatabase();
  fs.writeRaw(`${DIRECTORY}/spare.tmp`, new Uint8Array(4096));
  const writer = new LogWriter(fs, OPTIONS);
  let seen = 0;
  let failed: Call | undefined;
  fs.onCall((call) => {
    if (seen++ !== index) return undefined;
    const given = typeof fault === 'function' ? fault(call) : fault;
    if (given !== undefined) failed = call;
    return given;
  });
  let acknowledged = 0;
  let error: unknown;
  try {
    runLog(writer, (version) => {
      acknowledged = version;
    });
  } catch (thrown) {
    error = thrown;
  }
  return { fs, writer, failed, acknowledged, error, isOver: seen <= index };
}

const CALLS = (() => {
  const fs = newDatabase();
  fs.writeRaw(`${DIRECTORY}/spare.tmp`, new Uint8Array(4096));
  const before = fs.callCount;
  runLog(new LogWriter(fs, OPTIONS), () => {});
  return fs.callCount - before;
})();

test('after any failed call, the log makes no other call and always throws the same error', () => {
  for (let index = 0; index < CALLS; index++) {
    const { fs, writer, failed, error } = runLogWithFault(index, { error: 'EIO' });
    // Synced data is safe, even if closing a file fails.
    if (failed?.kind === 'close' && !failed.path.includes('MANIFEST')) {
      expect([index, error]).toEqual([index, undefined]);
      continue;
    }
    expect([index, error]).toMatchObject([index, { code: 'EIO' }]);
    expect([index, writer.hasFailed]).toEqual([index, true]);
    const { callCount } = fs;
    const next = writer.writtenVersion + 1;
    for (const action of [
      () => writer.write(group(next), next),
      () => writer.sync(),
      () => writer.seal(),
      () => writer.checkpoint(0, 1),
      () => writer.close(),
    ]) {
      expect(action).toThrow(error as Error);
    }
    expect([index, fs.callCount]).toEqual([index, callCount]);
    writer.abandon();
    writer.abandon();
  }
});

test('a sync that fails because the device is full is a failed sync', () => {
  let syncs = 0;
  for (let index = 0; index < CALLS; index++) {
    const isSync = ({ kind }: Call) => kind === 'sync' || kind === 'syncDirectory';
    const { writer, failed, error } = runLogWithFault(index, (call) =>
      isSync(call) ? { error: 'ENOSPC' } : undefined,
    );
    if (failed === undefined) continue;
    syncs++;
    expect([index, error, writer.hasFailed]).toMatchObject([index, { code: 'EIO', cause: { code: 'ENOSPC' } }, true]);
  }
  expect(syncs).toBeGreaterThan(15);
});

test('a failed sync that drops data loses nothing acknowledged', () => {
  for (let index = 0; index < CALLS; index++) {
    const isSync = ({ kind }: Call) => kind === 'sync' || kind === 'syncDirectory';
    const { fs, acknowledged } = runLogWithFault(index, (call) => (isSync(call) ? { dropSync: true } : undefined));
    const after = versionsIn(fs.crash({ sectors: 'none', entries: 'none' }));
    expect([index, after.length]).toEqual([index, expect.any(Number)]);
    expect(after.length).toBeGreaterThanOrEqual(acknowledged);
  }
});

test('writes of one byte at a time produce the same log', () => {
  const { fs, writer } = newLog();
  fs.onCall(({ kind }) => (kind === 'write' ? { shortWrite: 1 } : undefined));
  writer.write(group(1, 10), 1);
  writer.close();
  expect(versionsIn(fs)).toEqual([1]);
});

test('a write that writes no byte is an error', () => {
  const { fs, writer } = newLog();
  fs.onCall(({ kind }) => (kind === 'write' ? { shortWrite: 0 } : undefined));
  expect(() => writer.write(group(1), 1)).toThrow('EIO');
  expect(writer.hasFailed).toBe(true);
});
