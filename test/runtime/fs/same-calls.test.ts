/** The simulated file system behaves like the real one, so tests with it are valid for real files. */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeFileSystem } from '@ecsdb/runtime/storage';
import { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Opened, perform, type Step, shown, steps } from './steps.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ecsdb-fs-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

// On other systems, errors of directories and of renames between them have other codes.
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('the same calls give the same results, errors and files', () => {
  const real = new NodeFileSystem();
  let run = 0;
  fc.assert(
    fc.property(steps, (sequence) => {
      const directory = join(root, String(run++));
      const simulated = new SimulatedFileSystem();
      simulated.makeDirectory('/db');
      mkdirSync(directory);
      const [openedReal, openedSimulated]: [Opened[], Opened[]] = [[], []];
      // Real syncs are slow and return nothing.
      for (const step of sequence.filter(isNotSync)) {
        expect(perform(simulated, '/db', openedSimulated, step)).toEqual(perform(real, directory, openedReal, step));
      }
      expect(shown(simulated.files())).toEqual(shown(filesIn(directory)));
      for (const { file } of openedReal) perform(real, directory, [{ file, name: '' }], { do: 'close', file: 0 });
    }),
    { numRuns: 150 },
  );
});

test('syncs succeed on both, and change nothing that can be read', () => {
  for (const [fs, directory] of [
    [new NodeFileSystem(), root],
    [new SimulatedFileSystem(), '/db'],
  ] as const) {
    fs.makeDirectory(directory);
    const file = fs.open(`${directory}/a`, 'create');
    file.write(Uint8Array.of(1, 2, 3), 1);
    file.sync();
    fs.syncDirectory(directory);
    expect(fs.list(directory)).toEqual(['a']);
    expect(file.size()).toBe(4);
    file.close();
  }
});

function isNotSync(step: Step): boolean {
  return step.do !== 'sync' && step.do !== 'syncDirectory';
}

function filesIn(directory: string): Map<string, Uint8Array> {
  const names = readdirSync(directory).sort();
  return new Map(names.map((name) => [`/db/${name}`, new Uint8Array(readFileSync(join(directory, name)))]));
}
