/** Renames every use in the files of an application, in memory. */

import type { ts } from 'ts-morph';
import { camelCase, pascalCase } from '../schema/index.js';
import { type AppProject, readSource, type TypeFault } from './app-project.js';
import { keyEdits } from './data-keys.js';
import { DeclaredNames } from './declared-names.js';
import { applyEdits, type Edit } from './edits.js';
import { type GeneratedNames, pairNames } from './generated-names.js';
import { nameEdits } from './name-uses.js';
import type { Target } from './target.js';
import { type Words, wordEdits } from './typed-words.js';
import { type OldNames, type UntypedUse, untypedUses } from './untyped-uses.js';
import { hasVariableKey } from './variable-keys.js';

/** Generated files by their names, relative to their directory. */
type Files = ReadonlyMap<string, string>;

export interface GeneratedChange {
  /** As the compiler names it, with slashes. */
  readonly directory: string;
  readonly before: Files;
  readonly after: Files;
  readonly target: Target;
  /** The new name of the target. */
  readonly to: string;
}

interface ChangedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface RenameFault extends TypeFault {
  /** Whether it is at a property whose name is in a variable. */
  readonly hasVariableKey: boolean;
}

export interface ProjectRename {
  readonly changes: readonly ChangedFile[];
  /** Errors of the compiler that the rename causes, in the changed texts. */
  readonly faults: readonly RenameFault[];
  /** By paths of files, in the changed texts. */
  readonly untyped: ReadonlyMap<string, readonly UntypedUse[]>;
  /** Files that need changes and are not UTF-8. */
  readonly unreadable: readonly string[];
}

/**
 * What a name leads to may only be known when another one was changed: each round changes one level, and one of the
 * object literals that share a type.
 */
const ROUNDS_MAX = 1_000;

export function renameInProject(
  project: AppProject,
  generated: GeneratedChange,
  known: readonly TypeFault[],
): ProjectRename {
  const isGenerated = ({ fileName }: ts.SourceFile): boolean => fileName.startsWith(`${generated.directory}/`);
  const app = (): readonly ts.SourceFile[] => project.sources().filter((file) => !isGenerated(file));
  const names: GeneratedNames = { declarations: new Map(), words: new Map() };
  const modules = new Map<string, { readonly from: string; readonly to: string }>();
  const renamed = { from: generated.target.name, to: generated.to };
  for (const [from, to] of pairs(generated)) {
    const path = `${generated.directory}/${from}`;
    const file = project.program.getSourceFile(path);
    if (file !== undefined) pairNames(file, generated.after.get(to) ?? '', renamed, names);
    if (from !== to) modules.set(path, { from: stemOf(from), to: stemOf(to) });
  }
  const declared = new DeclaredNames(names, project.program.getTypeChecker());
  declared.addFrom(app());
  const texts = new Map<string, string>();
  change((file) => nameEdits(file, declared, modules));
  for (const [name, text] of generated.after) {
    if (name.endsWith('.ts')) project.setText(`${generated.directory}/${name}`, text);
  }
  for (const path of modules.keys()) project.remove(path);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const checker = project.program.getTypeChecker();
    const keys = keyEdits(app(), names.words, checker);
    if (!change((file) => [...wordEdits(file, names.words, checker), ...(keys.get(file) ?? [])])) break;
  }
  return {
    ...changesOf(texts, project),
    faults: newFaults(project.faults(), known).map((fault) => ({
      ...fault,
      hasVariableKey: hasVariableKey(project.program, fault),
    })),
    untyped: findUntyped(app(), project.program.getTypeChecker(), oldNames(generated, names.words, modules)),
  };

  /** Applies edits to all files of the application; returns whether there were any. */
  function change(editsOf: (file: ts.SourceFile) => readonly Edit[]): boolean {
    // All edits are found before a file changes, because that ends the program.
    const found = app().map((file) => ({ path: file.fileName, text: file.text, edits: editsOf(file) }));
    const changed = found.filter(({ edits }) => edits.length > 0);
    for (const { path, text, edits } of changed) {
      if (!texts.has(path)) texts.set(path, text);
      project.setText(path, applyEdits(text, edits));
    }
    return changed.length > 0;
  }
}

/** Both schemas make the same files in the same order. */
function pairs({ before, after }: GeneratedChange): (readonly [from: string, to: string])[] {
  const names = [...after.keys()];
  return [...before.keys()].flatMap((from, index) => {
    const to = names[index];
    return to === undefined || !from.endsWith('.ts') ? [] : [[from, to] as const];
  });
}

function stemOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/\.ts$/, '');
}

/** The changed files with their texts on the disk, which have byte order marks. */
function changesOf(
  texts: ReadonlyMap<string, string>,
  project: AppProject,
): Pick<ProjectRename, 'changes' | 'unreadable'> {
  const unreadable: string[] = [];
  const changes = [...texts].flatMap(([path, before]): ChangedFile[] => {
    const after = project.program.getSourceFile(path)?.text ?? before;
    const source = readSource(path);
    if (source === undefined || source.text !== before) {
      unreadable.push(path);
      return [];
    }
    return [{ path, before: source.mark + before, after: source.mark + after }];
  });
  return { changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)), unreadable };
}

/** The same error counts as often as it was there before. */
function newFaults(faults: readonly TypeFault[], known: readonly TypeFault[]): TypeFault[] {
  const keyOf = ({ file, message }: TypeFault): string => `${file}\n${message}`;
  const before = new Map<string, number>();
  for (const fault of known) before.set(keyOf(fault), (before.get(keyOf(fault)) ?? 0) + 1);
  return faults.filter((fault) => {
    const count = before.get(keyOf(fault)) ?? 0;
    before.set(keyOf(fault), count - 1);
    return count <= 0;
  });
}

function oldNames(
  { target, directory }: GeneratedChange,
  words: Words,
  modules: ReadonlyMap<string, { readonly from: string }>,
): OldNames {
  return {
    names: new Set(namesOf(target)),
    words,
    directory,
    modules: new Set([...modules.values()].map(({ from }) => from)),
  };
}

function findUntyped(
  files: readonly ts.SourceFile[],
  checker: ts.TypeChecker,
  old: OldNames,
): Map<string, readonly UntypedUse[]> {
  const found = files
    .filter((file) => !file.isDeclarationFile)
    .map((file) => [file.fileName, untypedUses(file, old, checker)] as const);
  return new Map(found.filter(([, uses]) => uses.length > 0));
}

/** The names of the definition in the schema and in generated code. */
function namesOf({ kind, name }: Target): string[] {
  switch (kind) {
    case 'table':
    case 'custom type':
    case 'enum':
      return [name, pascalCase(name)];
    case 'variant':
      return [name];
    default:
      return [name, camelCase(name)];
  }
}
