/** Random damage to the files of a directory, with what usual tools and mistakes do to files. */

import type { SimulatedFileSystem } from '@ecsdb/runtime/testing';
import type { Random } from '../framework/random.js';
import { bring, copy, cut, edit, swap } from './files.js';
import { HEADER_BYTES, SECTOR_BYTES } from './layout.js';
import type { Sample } from './sample.js';

/** Damages the files of `fs` and returns what it did; `others` are other databases. */
export function damageFiles(
  fs: SimulatedFileSystem,
  { past }: Sample,
  others: readonly SimulatedFileSystem[],
  random: Random,
): string {
  const paths = ownFiles(fs);
  if (paths.length === 0) return 'nothing, because no file is left';
  const path = random.pick(paths);
  const { length } = fs.readRaw(path);
  const at = random.below(Math.max(1, length));
  switch (random.below(10)) {
    case 0:
      fs.remove(path);
      return `${path} deleted`;
    case 1: {
      const left = random.pick([0, HEADER_BYTES, at, at - (at % 8)]);
      cut(fs, path, left);
      return `${path} cut to ${left} bytes`;
    }
    case 2: {
      const other = random.pick(paths);
      swap(fs, path, other);
      return `${path} and ${other} swapped`;
    }
    case 3: {
      const to = neighbour(random.pick(paths), random);
      copy(fs, path, to);
      return `${path} copied to ${to}`;
    }
    case 4:
    case 5:
      return replacedFrom(fs, random.pick([...past, fs]), random, 'earlier');
    case 6:
      return replacedFrom(fs, random.pick(others), random, 'from another database');
    case 7:
      edit(fs, path, (bytes) => flipped(bytes, at, random.below(8)));
      return `a bit of byte ${at} of ${path} flipped`;
    case 8: {
      const start = at - (at % SECTOR_BYTES);
      const end = start + SECTOR_BYTES * (1 + random.below(3));
      edit(fs, path, (bytes) => bytes.fill(0, start, end));
      return `${path} zeroed from ${start} to ${end}`;
    }
    default: {
      const from = random.below(Math.max(1, length)) & ~7;
      edit(fs, path, (bytes) => bytes.copyWithin(at & ~7, from, from + 8 * random.below(100)));
      return `bytes of ${path} copied from ${from} to ${at & ~7}`;
    }
  }
}

function replacedFrom(fs: SimulatedFileSystem, from: SimulatedFileSystem, random: Random, which: string): string {
  const path = random.pick(ownFiles(from));
  bring(fs, path, from);
  return `${path} as it was ${which}`;
}

function ownFiles(fs: SimulatedFileSystem): string[] {
  return [...fs.files().keys()].filter((path) => /\/(MANIFEST|wal-.*\.log|snap-.*\.snap)$/.test(path));
}

/** The name of a file with slightly larger numbers. */
function neighbour(path: string, random: Random): string {
  return path.replace(/\d+(?=\.\w+$)/, (digits) =>
    String(Number(digits) + 1 + random.below(3)).padStart(digits.length, '0'),
  );
}

function flipped(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  return bytes;
}
