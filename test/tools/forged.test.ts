/**
 * Files with right checksums that contradict themselves: each command ends with a result, or with an error that has a
 * code.
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EcsDbError } from '@ecsdb/runtime';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backUp } from '../../tools/src/backup/index.js';
import { checkDirectory } from '../../tools/src/check/index.js';
import { recoverState } from '../../tools/src/directory/index.js';
import { dumpLog, dumpState } from '../../tools/src/dump/index.js';
import { examine, save } from '../../tools/src/repair/index.js';
import { Failure, Output } from '../../tools/src/terminal/index.js';
import { type Files, forge, forgery } from '../runtime/forgery/forge.js';
import { viewOf } from '../runtime/forgery/segment.js';
import { parseSnapshot, type SnapshotFile, writeSnapshot } from '../runtime/forgery/snapshot-file.js';
import { makeFiles } from '../runtime/forgery/world.js';
import { filesOf, temporaryDirectory } from './support.js';

const REGISTRY = 2;
const ROWS = 3;
const PERSON = 0;

const base = temporaryDirectory();
const work = join(base, 'work');
const out = join(base, 'out');

let files: Files;
beforeAll(async () => {
  files = await makeFiles();
});
beforeEach(() => put(files));

class Silent extends Output {
  override write(): void {}
}

function put(given: Files): void {
  for (const directory of [work, out]) rmSync(directory, { recursive: true, force: true });
  mkdirSync(work);
  for (const [name, bytes] of given) writeFileSync(join(work, name), bytes);
}

/** What a command returns; undefined if it refuses. */
function outcome<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof EcsDbError || error instanceof Failure) return undefined;
    throw error;
  }
}

function useAll(): void {
  const check = outcome(() => checkDirectory(work));
  const state = outcome(() => recoverState(work));
  expect(check?.version ?? undefined).toBe(state?.recovered.version);
  if (state !== undefined) {
    const { schema, version } = state.recovered;
    dumpState({ schema, version, store: state.store }, undefined, new Silent());
    outcome(() => dumpLog(work, schema, undefined, new Silent()));
  }
  const copied = outcome(() => backUp(work, out));
  if (check?.verdict === 'sound') expect(copied?.version).toBe(check.version);
  if (copied !== undefined) {
    expect(recoverState(out).recovered).toMatchObject({ version: copied.version, report: { setAside: [] } });
    if (check?.verdict === 'sound') expect(checkDirectory(out).verdict).toBe('sound');
  }
  rmSync(out, { recursive: true, force: true });
  const saved = outcome(() => examine(work));
  if (saved === undefined) return;
  save(saved, out);
  expect(checkDirectory(out)).toMatchObject({ verdict: 'sound', version: saved.plan.version });
}

test('the files as they are', () => {
  useAll();
  expect(checkDirectory(work)).toMatchObject({ verdict: 'sound', version: 60 });
});

test('any changes', () => {
  fc.assert(
    fc.property(fc.array(forgery, { minLength: 1, maxLength: 2 }), (changes) => {
      const copy = new Map(files);
      for (const change of changes) forge(copy, change);
      put(copy);
      useAll();
    }),
    { numRuns: 30 },
  );
}, 600_000);

const contradictions: readonly [string, (snapshot: SnapshotFile) => void][] = [
  [
    'a row of an entity that is not alive',
    (snapshot) => viewOf(payloadOf(snapshot, ROWS, PERSON)).setUint32(4, 77, true),
  ],
  ['two rows of one entity', (snapshot) => payloadOf(snapshot, ROWS, PERSON).copyWithin(8, 0, 8)],
  ['a string that is too long', (snapshot) => endWith(payloadOf(snapshot, ROWS, 2), 4)],
  ['an impossible index', (snapshot) => viewOf(payloadOf(snapshot, REGISTRY)).setUint32(4, 2 ** 29, true)],
];

/** Changes the length of the string in the last row of a table of `string<3>`. */
function endWith(rows: Uint8Array, length: number): void {
  viewOf(rows).setUint16(rows.length - 6, length, true);
}

function payloadOf({ blocks }: SnapshotFile, type: number, tableId = 0): Uint8Array {
  const block = blocks.find((one) => one.type === type && one.tableId === tableId);
  if (block === undefined) throw new Error(`the snapshot has no block of type ${type} and table ${tableId}`);
  return block.payload;
}

describe('a snapshot with', () => {
  test.each(contradictions)(
    '%s is named by check, and left out of a backup, whether or not it is the newest',
    (_, change) => {
      const names = filesOf(work, /^snap-/);
      expect(names).toHaveLength(2);
      for (const name of names) {
        const snapshot = parseSnapshot(files.get(name) ?? new Uint8Array(0));
        change(snapshot);
        put(new Map(files).set(name, writeSnapshot(snapshot)));
        const { verdict, version, faults } = checkDirectory(work);
        expect({ verdict, version }).toEqual({ verdict: 'damaged', version: 60 });
        expect(faults).toEqual([expect.objectContaining({ case: 'P1', file: name })]);
        expect(backUp(work, out)).toMatchObject({ version: 60, leftOut: [name] });
        expect(filesOf(out, /^snap-/)).toEqual(names.filter((one) => one !== name));
      }
    },
  );
});
