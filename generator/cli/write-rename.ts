/** Writes what a rename changes, after all of it is known; or shows it as changes of files. */

import type { OutputPlan } from '../output/index.js';
import { outputChanges, systemCode, writeLockFile, writeOutput, writeWhole } from '../output/index.js';
import type { FileChange } from '../rename/index.js';
import { Failure } from './environment.js';
import { reasonOf } from './read-schema.js';

interface TextChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface RenamePlan {
  readonly schema: TextChange;
  /** `before` is undefined if there is no lock file; `after` if there will be none. */
  readonly lock: { readonly path: string; readonly before: string | undefined; readonly after: string | undefined };
  /** Files of the application. */
  readonly app: readonly TextChange[];
  readonly output: OutputPlan;
  /** Of the generated files, as messages show it. */
  readonly directory: string;
}

/** Each file is written as a whole. If one cannot be written, throws a `Failure` that lists those that were. */
export function writeRename({ schema, lock, app, output, directory }: RenamePlan): void {
  const steps: { readonly path: string; readonly write: () => void }[] = [
    { path: schema.path, write: () => writeWhole(schema.path, schema.after) },
    { path: directory, write: () => writeOutput(output) },
    ...app.map(({ path, after }) => ({ path, write: () => writeWhole(path, after) })),
  ];
  const { after } = lock;
  if (after !== undefined && after !== lock.before) {
    steps.splice(1, 0, { path: lock.path, write: () => writeLockFile(lock.path, after) });
  }
  steps.forEach(({ path, write }, index) => {
    try {
      write();
    } catch (error) {
      if (systemCode(error) === undefined) throw error;
      throw new Failure(
        `cannot write "${path}": ${reasonOf(error)}. ${progress(
          steps.map((step) => step.path),
          index,
        )}`,
      );
    }
  });
}

function progress(paths: readonly string[], failed: number): string {
  if (failed === 0) return 'Nothing was written';
  return `Written before: ${paths.slice(0, failed).join(', ')}. Not written: ${paths.slice(failed).join(', ')}`;
}

/** The same changes, for a diff. */
export function changesOf({ schema, lock, app, output, directory }: RenamePlan): FileChange[] {
  const generated = outputChanges(output).map(({ name, ...texts }) => ({ path: `${directory}/${name}`, ...texts }));
  return [schema, lock, ...app, ...generated];
}
