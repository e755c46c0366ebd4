/** Random calls on a file system, with the result of each. */

import { type FileSystem, joinPath, type OpenFile, type OpenMode, systemCodeOf } from '@ecsdb/runtime/storage';
import fc from 'fast-check';

export type Step =
  | { readonly do: 'open'; readonly name: string; readonly mode: OpenMode }
  | {
      readonly do: 'write';
      readonly file: number;
      readonly position: number;
      readonly length: number;
      readonly byte: number;
    }
  | { readonly do: 'read'; readonly file: number; readonly position: number; readonly length: number }
  | { readonly do: 'size' | 'sync' | 'close'; readonly file: number }
  | { readonly do: 'rename'; readonly name: string; readonly to: string }
  | { readonly do: 'unlink'; readonly name: string }
  | { readonly do: 'list' | 'syncDirectory' };

/** An open file, and the name with which it was opened. */
export interface Opened {
  readonly file: OpenFile;
  readonly name: string;
}

const name = fc.constantFrom('a', 'b', 'c', 'missing/d');
/** A file, counted from the one that was opened last, so that most steps concern new files. */
const file = fc.nat({ max: 3 });
const position = fc.oneof(fc.nat({ max: 2000 }), fc.constantFrom(0, 511, 512, 1024));
const length = fc.oneof(fc.nat({ max: 1500 }), fc.constantFrom(0, 1, 512));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('open'), name, mode: fc.constantFrom('create', 'update', 'read') }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('write'), file, position, length, byte: fc.integer({ min: 1, max: 255 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read'), file, position, length }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('size', 'sync', 'sync', 'close'), file }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename'), name, to: name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unlink'), name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('list', 'syncDirectory') }) },
) as fc.Arbitrary<Step>;

/** Starts with two files, so that later steps find some files. */
export const steps: fc.Arbitrary<Step[]> = fc
  .array(step, { minLength: 1, maxLength: 40 })
  .map((rest): Step[] => [
    { do: 'open', name: 'a', mode: 'create' },
    { do: 'open', name: 'b', mode: 'create' },
    ...rest,
  ]);

/** Performs a step in a directory. Returns its result, or the code of its error. */
export function perform(fs: FileSystem, directory: string, opened: Opened[], step: Step): unknown {
  try {
    return resultOf(fs, directory, opened, step);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === undefined) throw error;
    return code;
  }
}

/** The file that a step concerns. */
export function fileOf(opened: readonly Opened[], number: number): Opened {
  return opened[Math.max(0, opened.length - 1 - number)] as Opened;
}

function resultOf(fs: FileSystem, directory: string, opened: Opened[], step: Step): unknown {
  const path = (name: string) => joinPath(directory, name);
  switch (step.do) {
    case 'open':
      opened.push({ file: fs.open(path(step.name), step.mode), name: step.name });
      return 'opened';
    case 'write':
      return fileOf(opened, step.file).file.write(bytesOf(step), step.position);
    case 'read': {
      const target = new Uint8Array(step.length);
      const count = fileOf(opened, step.file).file.read(target, step.position);
      return [count, ...target];
    }
    case 'size':
    case 'sync':
    case 'close':
      return fileOf(opened, step.file).file[step.do]();
    case 'rename':
      return fs.rename(path(step.name), path(step.to));
    case 'unlink':
      return fs.unlink(path(step.name));
    case 'list':
      return fs.list(directory);
    case 'syncDirectory':
      return fs.syncDirectory(directory);
  }
}

/** Bytes that differ between positions and are never zero. */
export function bytesOf({ length, byte }: { readonly length: number; readonly byte: number }): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => ((byte + i) % 255) + 1);
}

/** Files as plain data that tests can compare: paths, and bytes in hexadecimal digits. */
export function shown(files: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  return Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('hex')]));
}
