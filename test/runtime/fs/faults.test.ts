/** Faults of the simulated file system affect the call that the hook selects, and behave like real faults. */

import { FileSystemError, systemCodeOf } from '@ecsdb/runtime/storage';
import { type Call, type Fault, SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { errorOf, thrownBy } from '../support/errors.js';

const NOTHING = { sectors: 'none', entries: 'none' } as const;

let fs: SimulatedFileSystem;
beforeEach(() => {
  fs = new SimulatedFileSystem();
  fs.writeRaw('/a', Uint8Array.of(1, 1, 1, 1));
});

/** From now on, calls of this kind have the fault. */
function failCalls(kind: Call['kind'], fault: Fault): void {
  fs.onCall((call) => (call.kind === kind ? fault : undefined));
}

test('the hook sees each call once and in order, including calls that fail', () => {
  const calls: string[] = [];
  fs.onCall(({ kind, path, index, to, position, length }) => {
    calls.push([index, kind, path, to, position, length].filter((part) => part !== undefined).join(' '));
    return kind === 'unlink' ? { error: 'EIO' } : undefined;
  });
  fs.makeDirectory('/db/');
  const file = fs.open('/db/x', 'create');
  file.write(new Uint8Array(3), 10);
  file.read(new Uint8Array(2), 1);
  file.size();
  file.sync();
  file.close();
  fs.open('/db/x', 'read');
  fs.rename('/db/x', '/db/y');
  expect(systemCodeOf(thrownBy(() => fs.unlink('/db/y')))).toBe('EIO');
  fs.list('/db');
  fs.syncDirectory('/db');
  fs.lock('/db').release();
  expect(calls).toEqual([
    '0 makeDirectory /db',
    '1 create /db/x',
    '2 write /db/x 10 3',
    '3 read /db/x 1 2',
    '4 size /db/x',
    '5 sync /db/x',
    '6 close /db/x',
    '7 open /db/x',
    '8 rename /db/x /db/y',
    '9 unlink /db/y',
    '10 list /db',
    '11 syncDirectory /db',
    '12 lock /db',
    '13 release /db',
  ]);
  expect(fs.callCount).toBe(14);
});

test('a call that fails has no effect', () => {
  const file = fs.open('/a', 'update');
  const before = fs.files();
  fs.onCall(() => ({ error: 'ENOSPC' }));
  for (const call of [
    () => file.write(Uint8Array.of(2), 0),
    () => fs.open('/b', 'create'),
    () => fs.rename('/a', '/b'),
    () => fs.unlink('/a'),
  ]) {
    const error = thrownBy(call);
    expect(error).toBeInstanceOf(FileSystemError);
    expect(systemCodeOf(error)).toBe('ENOSPC');
  }
  expect(fs.files()).toEqual(before);
  expect(fs.pending()).toEqual({ sectors: 0, entries: 0 });
});

test('short reads and writes transfer a part of the bytes, and return its length', () => {
  const file = fs.open('/a', 'update');
  failCalls('write', { shortWrite: 2 });
  expect(file.write(Uint8Array.of(7, 8, 9), 0)).toBe(2);
  failCalls('read', { shortRead: 3 });
  const target = new Uint8Array(4);
  expect(file.read(target, 0)).toBe(3);
  expect(target).toEqual(Uint8Array.of(7, 8, 1, 0));
});

describe('after a crash', () => {
  test('every call throws, and nothing changes', () => {
    const file = fs.open('/a', 'update');
    const lock = fs.lock('/');
    failCalls('write', 'crash');
    expect(() => file.write(Uint8Array.of(2), 0)).toThrow('the machine is off');
    fs.onCall();
    for (const call of [() => file.sync(), () => file.close(), () => fs.list('/'), () => lock.release()]) {
      expect(call).toThrow('the machine is off');
    }
    expect(fs.isOff).toBe(true);
    expect(fs.crash(NOTHING).readRaw('/a')).toEqual(Uint8Array.of(1, 1, 1, 1));
  });

  test('the hook itself may crash the machine', () => {
    fs.onCall(() => {
      fs.crash(NOTHING);
      return undefined;
    });
    expect(() => fs.list('/')).toThrow('the machine is off');
  });

  test('the lock is free', () => {
    fs.lock('/');
    expect(errorOf(() => fs.lock('/'))).toMatchObject({ code: 'LOCKED', path: '/', pid: process.pid });
    fs.crash(NOTHING).lock('/').release();
  });
});

describe('a sync that drops the pending changes', () => {
  test('fails once; the bytes can be read and later syncs succeed, but a crash loses the bytes', () => {
    const file = fs.open('/a', 'update');
    file.write(Uint8Array.of(2, 2, 2, 2, 2, 2), 0);
    failCalls('sync', { dropSync: true });
    expect(systemCodeOf(thrownBy(() => file.sync()))).toBe('EIO');
    fs.onCall();
    expect(fs.readRaw('/a')).toEqual(Uint8Array.of(2, 2, 2, 2, 2, 2));
    file.sync();
    expect(fs.pending().sectors).toBe(0);
    for (const sectors of ['none', 'all'] as const) {
      expect(fs.clone().crash({ sectors, entries: 'all' }).readRaw('/a')).toEqual(Uint8Array.of(1, 1, 1, 1));
    }
  });

  test('leaves zeros in place of the dropped bytes if later bytes of the file are written', () => {
    const file = fs.open('/b', 'create');
    fs.syncDirectory('/');
    file.write(new Uint8Array(512).fill(2), 0);
    failCalls('sync', { dropSync: true });
    thrownBy(() => file.sync());
    fs.onCall();
    file.write(new Uint8Array(512).fill(3), 512);
    file.sync();
    const expected = new Uint8Array(1024).fill(3, 512);
    expect(fs.crash(NOTHING).readRaw('/b')).toEqual(expected);
  });

  test('of a directory loses its new names, and later names are durable', () => {
    fs.open('/b', 'create');
    failCalls('syncDirectory', { dropSync: true });
    expect(systemCodeOf(thrownBy(() => fs.syncDirectory('/')))).toBe('EIO');
    fs.onCall();
    fs.open('/c', 'create');
    fs.syncDirectory('/');
    expect(fs.list('/')).toEqual(['a', 'b', 'c']);
    expect([...fs.crash(NOTHING).files().keys()]).toEqual(['/a', '/c']);
  });
});

test('files that a test creates, replaces and removes directly are durable at once', () => {
  fs.writeRaw('/a', Uint8Array.of(5));
  fs.writeRaw('/b', Uint8Array.of(6));
  fs.writeRaw('/c', Uint8Array.of(7));
  fs.remove('/b');
  expect(fs.callCount).toBe(0);
  expect(fs.crash(NOTHING).files()).toEqual(
    new Map([
      ['/a', Uint8Array.of(5)],
      ['/c', Uint8Array.of(7)],
    ]),
  );
});
