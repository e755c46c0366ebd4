/** The log writer alone: nothing claims that something is on the device before it is, and a failure is final. */

import type { LogWriter } from '@ecsdb/runtime/storage';
import type { Call, CallHook, CallKind, SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { CLOSE, FRAME_HEADER_BYTES, layoutOf, SEAL, TRANSACTIONS } from '../damage/layout.js';
import type { Context, Scenario } from '../framework/scenario.js';
import { require } from '../framework/violation.js';

const DIRECTORY = 'log';
const SEGMENT_BYTES = 8192;
/** Longer than a sector, so that frames are lost separately. */
const PAYLOAD_BYTES = 1016;
const END_MARK = 0xa5;

export const proofs: Scenario = {
  name: 'proofs',
  proves: 'a seal, a close and a new segment follow what they prove to be on the device; nothing follows a failure',
  run: async (context) => {
    checkProof(context, 'a seal', SEAL, (writer) => writer.seal());
    checkProof(context, 'a close', CLOSE, (writer) => writer.close());
    checkRotation(context);
    checkParts(context);
    checkScrap(context);
    checkFailure(context);
  },
};

/** Writes a proof that everything before it is on the device. */
function checkProof(context: Context, what: string, type: number, prove: (writer: LogWriter) => void): void {
  context.at(what);
  const { fs, writer } = begin(context);
  writer.write(frames(1, 2), 2);
  let pending = 0;
  fs.onCall(({ kind }) => {
    if (kind === 'write') pending = fs.pending().sectors;
    return undefined;
  });
  prove(writer);
  fs.onCall();
  require(pending === 0, `everything before ${what} is on the device when it is written`, () =>
    `${pending} sectors are not`);
  const { last } = layoutOf(fs.crash({ sectors: 'none', entries: 'none' }));
  require(last.frames.at(-1)?.type === type, `${what} is on the device itself`, () => last.frames);
  context.count('proofs');
}

function checkRotation(context: Context): void {
  context.at('a batch for two segments');
  const { fs, writer } = begin(context);
  let pending = 0;
  fs.onCall(({ kind, path }) => {
    if (kind === 'create' && path.includes('wal-')) pending += fs.pending().sectors;
    return undefined;
  });
  writer.write(frames(1, 10), 10);
  fs.onCall();
  require(writer.sequence === 2, 'the batch is for two segments', () => writer.sequence);
  require(pending === 0, 'a segment begins when the one before is on the device', () => `${pending} sectors are not`);
  context.count('rotations');
}

/** The system performs only a part of each write. */
function checkParts(context: Context): void {
  context.at('short writes');
  const { fs, writer } = begin(context, ({ kind }) => (kind === 'write' ? { shortWrite: 100 } : undefined));
  const given = frames(1, 2);
  writer.write(given, 2);
  writer.sync();
  const { last } = layoutOf(fs);
  const isWhole = last.size === SEGMENT_BYTES && last.frames.at(-1)?.lastVersion === 2;
  require(isWhole, 'short writes are completed', () => last);
  const written = fs.readRaw(last.path).slice(last.end - given.length, last.end);
  require(Buffer.compare(written, given) === 0, 'the bytes in the file are the bytes that were given');
  context.count('writes in parts');
}

/** The device becomes full within a frame. What is left of the frame must never be read as data. */
function checkScrap(context: Context): void {
  context.at('a frame that finds no space');
  const { fs, writer } = begin(context);
  let writes = 0;
  fs.onCall(({ kind }) => {
    if (kind !== 'write') return undefined;
    return [{ shortWrite: PAYLOAD_BYTES / 2 }, { error: 'ENOSPC' }][writes++];
  });
  require(errorOf(() => writer.write(frames(1, 1), 1)) !== undefined, 'a full device is reported');
  let pending = 0;
  let left = new Uint8Array(0);
  fs.onCall(({ kind }) => {
    if (kind !== 'write' || left.length > 0) return undefined;
    pending = fs.pending().sectors;
    const { path, end } = layoutOf(fs).last;
    left = fs.readRaw(path).slice(end);
    return undefined;
  });
  writer.write(frames(1, 1), 1);
  fs.onCall();
  require(left.length > 0 && left.every((byte) => byte === 0), 'what found no space is zero again');
  require(pending === 0, 'these zeros are on the device before anything is written', () =>
    `${pending} sectors are not`);
  context.count('frames that found no space');
}

/** Each call fails once. Then each call of the writer throws the same error and does not touch the files. */
function checkFailure(context: Context): void {
  for (const kind of ['write', 'sync', 'create', 'rename', 'syncDirectory'] satisfies CallKind[]) {
    context.at(`a failure of ${kind}`);
    const { fs, writer } = begin(context);
    fs.onCall((call) => (call.kind === kind ? { error: 'EIO' } : undefined));
    const first = errorOf(() => {
      writer.write(frames(1, 10), 10);
      writer.sync();
    });
    require(first !== undefined, 'a failure is reported');
    const calls: Call[] = [];
    fs.onCall((call) => {
      calls.push(call);
      return undefined;
    });
    const asked: readonly (() => void)[] = [
      () => writer.sync(),
      () => writer.write(frames(1, 1), 1),
      () => writer.seal(),
      () => writer.checkpoint(1, 1),
      () => writer.close(),
    ];
    for (const ask of asked) {
      const again = errorOf(ask);
      require(again === first, 'after a failure each call throws the same error', () => again);
    }
    require(calls.length === 0, 'after a failure the files are not touched', () => calls);
    context.count('failures');
  }
}

function begin(
  { runtime }: Context,
  onCall?: CallHook,
): { readonly fs: SimulatedFileSystem; readonly writer: LogWriter } {
  const fs = new runtime.SimulatedFileSystem();
  fs.makeDirectory(DIRECTORY);
  fs.onCall(onCall);
  const writer = new runtime.LogWriter(fs, {
    directory: DIRECTORY,
    databaseId: '0'.repeat(32),
    epoch: 1,
    createdMs: 0,
    schema: { hash: '0'.repeat(32), version: '1', json: new TextEncoder().encode('{}') },
    segmentBytes: SEGMENT_BYTES,
    previous: { sequence: 0, length: 0, lastVersion: 0, checksum: 0 },
    lastVersion: 0,
  });
  writer.begin();
  return { fs, writer };
}

/** Frames of one transaction each, as the log receives them. */
function frames(firstVersion: number, lastVersion: number): Uint8Array {
  const length = FRAME_HEADER_BYTES + PAYLOAD_BYTES + 8;
  const bytes = new Uint8Array(length * (lastVersion - firstVersion + 1));
  const view = new DataView(bytes.buffer);
  for (let version = firstVersion, at = 0; version <= lastVersion; version++, at += length) {
    view.setUint32(at + 8, PAYLOAD_BYTES, true);
    view.setUint8(at + 12, TRANSACTIONS);
    view.setUint16(at + 14, 1, true);
    view.setBigUint64(at + 16, BigInt(version), true);
    bytes.fill(1, at + FRAME_HEADER_BYTES, at + length - 8);
    bytes[at + length - 1] = END_MARK;
  }
  return bytes;
}

function errorOf(run: () => void): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
