/** Promise: if the device was full and the machine crashes afterwards, recovery finds everything acknowledged. */

import { Directory, encodeFrame, LogWriter, type ReplayTarget, recover, schemaToJson } from '@ecsdb/runtime/storage';
import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import { describeSchema } from '../support/schema.js';
import { DIRECTORY, newDatabase, OPTIONS } from './writing.js';

const SCHEMA = describeSchema({ tables: { t: { value: 'u64' } } });
const schema = { ...OPTIONS.schema, hash: SCHEMA.hash, json: new TextEncoder().encode(schemaToJson(SCHEMA)) };

/** A group of one transaction with one insert. The record has `bytes` bytes of the value `fill`, which is not zero. */
function group(version: number, bytes: number, fill: number): Uint8Array {
  const payload = new Uint8Array(8 + 16 + bytes).fill(fill, 8 + 16);
  // Length and operation count of the transaction; kind, table, index, generation and length of the operation.
  payload.set(new Uint8Array(Uint32Array.of(16 + bytes, 1, 1, 1, 0, bytes).buffer));
  const frame = encodeFrame(1, payload, version);
  new DataView(frame.buffer).setUint16(14, 1, true);
  return frame;
}

/** The transactions in the directory, each as its version and the fill byte of its record. */
function recoveredTransactions(fs: SimulatedFileSystem): [number, number | undefined][] {
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
 * Writes a group, a second group that has space for `space` bytes only, and a third group in its place. Crashes before
 * call `crashAt`, counted from the third group.
 */
function runLog(space: number, crashAt: number): { fs: SimulatedFileSystem; acknowledged: number; isOver: boolean } {
  const fs = newDatabase();
  const writer = new LogWriter(fs, { ...OPTIONS, schema });
  writer.begin();
  writer.write(group(1, 400, 1), 1);
  writer.sync();
  let left = space;
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

test('after a full device, no crash makes a frame that was never acknowledged look like damage', () => {
  for (const space of [30, 700, 2040]) {
    let isOver = false;
    for (let crashAt = 0; !isOver; crashAt++) {
      const log = runLog(space, crashAt);
      ({ isOver } = log);
      for (let seed = 0; seed < 20; seed++) {
        const transactions = recoveredTransactions(log.fs.crash({ sectors: { seed }, entries: 'all' }));
        const where = [space, crashAt, seed];
        expect([where, transactions[0]]).toEqual([where, [1, 1]]);
        if (transactions.length > 1) expect([where, transactions[1]]).toEqual([where, [2, 3]]);
        expect([where, transactions.length >= log.acknowledged]).toEqual([where, true]);
      }
    }
  }
});
