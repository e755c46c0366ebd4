/** Small applications that are renamed in this process, from the sources of the compiler. */

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppProject } from '../../../generator/rename/app-project.js';
import { renameInProject } from '../../../generator/rename/rename-in-project.js';
import { NODE_MODULES } from '../../built.js';
import { Project } from '../lock/support.js';
import { writeFiles } from '../support/generated.js';
import { renameText } from './schema-support.js';

const CONFIGURATION = {
  compilerOptions: {
    target: 'ES2022',
    lib: ['ES2022'],
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    types: [],
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
  },
  include: ['src'],
};

export interface RenamedApp {
  /** Errors of the compiler after the rename. */
  readonly faults: readonly string[];
  /** `file: text` of each place that may be the old name. */
  readonly listed: readonly string[];
  /** The new text of a file of the application. */
  text(name: string): string;
}

/**
 * Compiles the versions of a schema in order, and renames in the last. `files` are those of the application, by their
 * names; they import `./generated/index.js`, and must be free of errors before.
 */
export function renameApp(
  directory: string,
  versions: readonly string[],
  files: { readonly [name: string]: string },
  [from, to]: readonly [from: string, to: string],
): RenamedApp {
  const history = new Project();
  for (const text of versions) history.accept(text);
  const { before, after, target } = renameText(versions.at(-1) ?? '', from, to, history.lock);
  const source = join(directory, 'src');
  mkdirSync(source, { recursive: true });
  symlinkSync(NODE_MODULES, join(directory, 'node_modules'));
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(CONFIGURATION));
  writeFiles(join(source, 'generated'), before);
  writeFiles(source, new Map(Object.entries(files)));
  const project = new AppProject(directory);
  const known = project.faults();
  if (known.length > 0) throw new Error(known.map(({ file, message }) => `${file}: ${message}`).join('\n'));
  const generated = { directory: join(source, 'generated'), before, after, target, to };
  const { faults, untyped } = renameInProject(project, generated, known);
  const short = (path: string | undefined): string => path?.slice(source.length + 1) ?? '';
  return {
    faults: faults.map(({ file, message }) => `${short(file)}: ${message}`),
    listed: [...untyped].flatMap(([path, uses]) => uses.map(({ text }) => `${short(path)}: ${text}`)),
    text: (name) => project.textOf(join(source, name)),
  };
}
