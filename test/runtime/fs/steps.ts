/** Random calls on a file system, with what each of them answered. */

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

/** An open file, and the name that it was opened by. */
export interface Opened {
  readonly file: OpenFile;
  readonly name: string;
}

const name = fc.constantFrom('a', 'b', 'c', 'missing/d');
/** Which of the files opened so far; counted from the end, so that most steps are about files that are new. */
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

/** Begins with a few files, so that not everything is missing. */
export const steps: fc.Arbitrary<Step[]> = fc
  .array(step, { minLength: 1, maxLength: 40 })
  .map((rest): Step[] => [
    { do: 'open', name: 'a', mode: 'create' },
    { do: 'open', name: 'b', mode: 'create' },
    ...rest,
  ]);

/** Does a step in a directory; answers what it answered, or the code of what it threw. */
export function perform(fs: FileSystem, directory: string, opened: Opened[], step: Step): unknown {
  try {
    return answerOf(fs, directory, opened, step);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === undefined) throw error;
    return code;
  }
}

/** The file that a step is about. */
export function fileOf(opened: readonly Opened[], number: number): Opened {
  return opened[Math.max(0, opened.length - 1 - number)] as Opened;
}

function answerOf(fs: FileSystem, directory: string, opened: Opened[], step: Step): unknown {
  const path = (name: string) => joinPath(directory, name);
  switch (step.do) {
    case 'open':
      opened.push({ file: fs.open(path(step.name), step.mode), name: step.name });
      return 'opened';
    case 'write':
      return fileOf(opened, step.file).file.write(bytesOf(step), step.position);
    case 'read': {
      const target = new Uint8Array(step.length);
      const came = fileOf(opened, step.file).file.read(target, step.position);
      return [came, ...target];
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

/** Bytes that differ from place to place and are never zero. */
export function bytesOf({ length, byte }: { readonly length: number; readonly byte: number }): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => ((byte + i) % 255) + 1);
}

/** Files in a form that is compared at once: path and bytes in hexadecimal digits. */
export function shown(files: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  return Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('hex')]));
}
