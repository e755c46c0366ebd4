/** After a crash, the simulated file system contains all synced changes, and the others that `CrashChoice` selects. */

import { type CrashChoice, SimulatedFileSystem, type Survivors } from '@ecsdb/runtime/testing';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bytesOf, shown, steps } from './steps.js';
import { Witness } from './witness.js';

const survivors: fc.Arbitrary<Survivors> = fc.oneof(
  fc.constantFrom<Survivors>('none', 'all'),
  fc.record({ prefix: fc.nat({ max: 30 }) }),
  fc.record({ seed: fc.integer() }),
);
const choices: fc.Arbitrary<CrashChoice> = fc.record({ sectors: survivors, entries: survivors });

const NOTHING: CrashChoice = { sectors: 'none', entries: 'none' };
const EVERYTHING: CrashChoice = { sectors: 'all', entries: 'all' };

test('if only synced changes survive, files and names are as at their last syncs', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const witness = new Witness(sequence);
      expect(shown(witness.fs.crash(NOTHING).files())).toEqual(shown(witness.durableFiles()));
    }),
  );
});

test('if all changes survive, the files are as before the crash', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const { fs } = new Witness(sequence);
      const before = shown(fs.files());
      expect(shown(fs.crash(EVERYTHING).files())).toEqual(before);
    }),
  );
});

test('each sector has content that it had since the last sync; the size is between the synced and the last one', () => {
  fc.assert(
    fc.property(steps, choices, (sequence, choice) => {
      const witness = new Witness(sequence);
      for (const [path, bytes] of witness.fs.crash(choice).files()) witness.requirePlausible(path, bytes);
    }),
    { numRuns: 300 },
  );
});

test('whatever survives, a file that was synced and then only renamed has exactly one name', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 }), choices, (names, choice) => {
      const fs = new SimulatedFileSystem();
      fs.writeRaw('/start', Uint8Array.of(7));
      let name = 'start';
      for (const next of names) {
        fs.rename(`/${name}`, `/${next}`);
        name = next;
      }
      expect([...fs.crash(choice).files().values()]).toEqual([Uint8Array.of(7)]);
    }),
  );
});

test('a file that a rename replaces is the complete old file or the complete new file', () => {
  for (const entries of ['none', 'all', { prefix: 1 }, { seed: 1 }, { seed: 2 }, { seed: 3 }] as const) {
    const fs = new SimulatedFileSystem();
    fs.writeRaw('/file', Uint8Array.of(1));
    fs.writeRaw('/file.tmp', Uint8Array.of(2));
    fs.rename('/file.tmp', '/file');
    const files = Object.fromEntries(fs.crash({ sectors: 'none', entries }).files());
    expect([
      { '/file': Uint8Array.of(1), '/file.tmp': Uint8Array.of(2) },
      { '/file': Uint8Array.of(2) },
    ]).toContainEqual(files);
  }
});

test('an empty prefix keeps no change, and the longest prefix keeps all changes', () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const { fs } = new Witness(sequence);
      const { sectors, entries } = fs.pending();
      const left = (prefix: number) =>
        shown(fs.crash({ sectors: { prefix }, entries: { prefix: Math.max(0, prefix - sectors) } }).files());
      expect(left(0)).toEqual(shown(fs.crash(NOTHING).files()));
      expect(left(sectors + entries)).toEqual(shown(fs.crash(EVERYTHING).files()));
    }),
  );
});

test('after a crash nothing is unsynced, and the same choice gives the same files', () => {
  fc.assert(
    fc.property(steps, choices, (sequence, choice) => {
      const { fs } = new Witness(sequence);
      const after = fs.crash(choice);
      const files = shown(after.files());
      expect(after.pending()).toEqual({ sectors: 0, entries: 0 });
      expect(shown(fs.crash(choice).files())).toEqual(files);
      expect(shown(after.crash(NOTHING).files())).toEqual(files);
    }),
  );
});

test('changes to a clone do not affect the original', () => {
  fc.assert(
    fc.property(steps, choices, (sequence, choice) => {
      const { fs } = new Witness(sequence);
      const clone = fs.clone();
      expect(clone.pending()).toEqual(fs.pending());
      const before = shown(fs.files());
      for (const path of clone.files().keys()) {
        clone.open(path, 'update').write(bytesOf({ length: 700, byte: 9 }), 100);
        clone.unlink(path);
      }
      expect(shown(fs.files())).toEqual(before);
      expect(shown(fs.clone().crash(choice).files())).toEqual(shown(fs.crash(choice).files()));
    }),
  );
});

test('syncing a file does not make its name durable, and syncing a directory makes no content durable', () => {
  const fs = new SimulatedFileSystem();
  const file = fs.open('/a', 'create');
  file.write(Uint8Array.of(1, 2, 3), 0);
  expect(fs.clone().crash({ sectors: 'none', entries: 'all' }).files()).toEqual(new Map([['/a', new Uint8Array(0)]]));
  file.sync();
  expect(fs.clone().crash({ sectors: 'all', entries: 'none' }).files()).toEqual(new Map());
  fs.syncDirectory('/');
  expect(fs.crash(NOTHING).files()).toEqual(new Map([['/a', Uint8Array.of(1, 2, 3)]]));
});

test('a file may have grown without the bytes that were written there', () => {
  const fs = new SimulatedFileSystem();
  fs.writeRaw('/a', Uint8Array.of(1));
  fs.open('/a', 'update').write(Uint8Array.of(2), 1);
  expect(fs.crash({ sectors: { prefix: 1 }, entries: 'all' }).readRaw('/a')).toEqual(Uint8Array.of(1, 0));
});

test('if a crash shortens a file, the bytes after its new end are zeros when it grows again', () => {
  const fs = new SimulatedFileSystem();
  fs.writeRaw('/a', Uint8Array.of(1));
  const file = fs.open('/a', 'update');
  file.write(Uint8Array.of(2, 2, 2), 1);
  // The sector survives, and the new size does not.
  const seed = [...Array(100).keys()].find((seed) => {
    const after = fs.clone().crash({ sectors: { seed }, entries: 'all' });
    return after.readRaw('/a').length === 1;
  });
  const after = fs.crash({ sectors: { seed: seed as number }, entries: 'all' });
  after.open('/a', 'update').write(Uint8Array.of(3), 5);
  expect(after.readRaw('/a')).toEqual(Uint8Array.of(1, 0, 0, 0, 0, 3));
});
