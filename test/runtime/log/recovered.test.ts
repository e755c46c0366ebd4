/**
 * What the log leaves when a device was full and then the machine goes off is opened again, with everything that was
 * acknowledged.
 */

import { Directory, encodeFrame, LogWriter, type ReplayTarget, recover, schemaToJson } from '@ecsdb/runtime/storage';
import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { describeSchema } from '../support/schema.js';
import { DIRECTORY, newDatabase, OPTIONS } from './writing.js';

const SCHEMA = describeSchema({ tables: { t: { value: 'u64' } } });
const schema = { ...OPTIONS.schema, hash: SCHEMA.hash, json: new TextEncoder().encode(schemaToJson(SCHEMA)) };

/** A group of one transaction: one insert, of a record of so many bytes, none of which is zero. */
function group(version: number, bytes: number, fill: number): Uint8Array {
  const payload = new Uint8Array(8 + 16 + bytes).fill(fill, 8 + 16);
  // The transaction's length and count; kind and table, index, generation and length of the operation.
  payload.set(new Uint8Array(Uint32Array.of(16 + bytes, 1, 1, 1, 0, bytes).buffer));
  const frame = encodeFrame(1, payload, version);
  new DataView(frame.buffer).setUint16(14, 1, true);
  return frame;
}

/** The transactions in the directory: of each, its version and what its record is filled with. */
function opened(fs: SimulatedFileSystem): [number, number | undefined][] {
  const transactions: [number, number | undefined][] = [];
  const target: ReplayTarget = {
    registry: () => {},
    expectRows: () => {},
    rows: () => {},
    transaction: (bytes, start, _count, version) => transactions.push([version, bytes[start + 16]]),
    finish: () => {},
  };
  recover(new Directory(fs, DIRECTORY), { mode: 'strict', readOnly: false }, () => target);
  return transactions;
}

/**
 * Writes a group, another that finds room for `room` bytes only, and a third in its place; crashes before the
 * `crashAt`-th call after.
 */
function live(room: number, crashAt: number): { fs: SimulatedFileSystem; acknowledged: number; isOver: boolean } {
  const fs = newDatabase();
  const writer = new LogWriter(fs, { ...OPTIONS, schema });
  writer.begin();
  writer.write(group(1, 400, 1), 1);
  writer.sync();
  let left = room;
  fs.onCall(({ kind, length = 0 }) => {
    if (kind !== 'write') return undefined;
    const taken = Math.min(left, length);
    left -= taken;
    return taken === 0 ? { error: 'ENOSPC' } : { shortWrite: taken };
  });
  let acknowledged = 1;
  expect(() => writer.write(group(2, 2000, 2), 2)).toThrow('ENOSPC');
  let calls = 0;
  fs.onCall(() => (calls++ === crashAt ? 'crash' : undefined));
  try {
    writer.write(group(2, 1600, 3), 2);
    writer.sync();
    acknowledged = 2;
    return { fs, acknowledged, isOver: true };
  } catch {
    return { fs, acknowledged, isOver: false };
  }
}

test('no crash after it makes a frame that was never acknowledged look like damage', () => {
  for (const room of [30, 700, 2040]) {
    let isOver = false;
    for (let crashAt = 0; !isOver; crashAt++) {
      const log = live(room, crashAt);
      ({ isOver } = log);
      for (let seed = 0; seed < 20; seed++) {
        const transactions = opened(log.fs.crash({ sectors: { seed }, entries: 'all' }));
        const where = [room, crashAt, seed];
        expect([where, transactions[0]]).toEqual([where, [1, 1]]);
        if (transactions.length > 1) expect([where, transactions[1]]).toEqual([where, [2, 3]]);
        expect([where, transactions.length >= log.acknowledged]).toEqual([where, true]);
      }
    }
  }
});
