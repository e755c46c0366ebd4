/** The TypeScript project of an application, in memory: its files can be changed and checked without writing them. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Project, ts } from 'ts-morph';
import { quote } from '../diagnostics/index.js';

/** A project that cannot be loaded. */
export class ProjectFault extends Error {
  override readonly name = 'ProjectFault';
}

export interface TypeFault {
  /** Absent for faults of the settings. */
  readonly file: string | undefined;
  readonly start: number;
  readonly length: number;
  readonly message: string;
}

/** Where the compiler finds its own declarations, which ts-morph contains as texts. */
const LIB = '/node_modules/typescript/lib';

export class AppProject {
  readonly #service: ts.LanguageService;
  /** Files that differ from the disk; undefined for those that are deleted. */
  readonly #overlay = new Map<string, { readonly text: string | undefined; readonly version: number }>();
  readonly #roots: Set<string>;
  #version = 0;

  /** `path` is that of a configuration file, or of the directory that contains `tsconfig.json`. */
  constructor(path: string) {
    const configPath = ts.sys.directoryExists(path) ? join(path, 'tsconfig.json') : path;
    if (!ts.sys.fileExists(configPath)) throw new ProjectFault(`there is no file ${quote(configPath)}`);
    const { options, fileNames } = readConfiguration(configPath);
    this.#roots = new Set(fileNames);
    this.#service = ts.createLanguageService(this.#createHost(options, dirname(configPath)));
  }

  /** Another one after each change of a file; it shares what has not changed. */
  get program(): ts.Program {
    const program = this.#service.getProgram();
    if (program === undefined) throw new Error('the language service of TypeScript has no program');
    return program;
  }

  /** The files that are neither of a package nor of TypeScript. */
  sources(): readonly ts.SourceFile[] {
    const { program } = this;
    return program
      .getSourceFiles()
      .filter(
        (file) =>
          !program.isSourceFileFromExternalLibrary(file) &&
          !program.isSourceFileDefaultLibrary(file) &&
          !file.fileName.includes('/node_modules/'),
      );
  }

  /** The text of a file, without a byte order mark; empty if the project lacks the file. */
  textOf(path: string): string {
    return this.program.getSourceFile(path)?.text ?? '';
  }

  /** Changes a file, or adds one to the project. */
  setText(path: string, text: string): void {
    // A project with `composite` has to list all of its files.
    if (!ts.sys.fileExists(path)) this.#roots.add(path);
    this.#overlay.set(path, { text, version: ++this.#version });
  }

  remove(path: string): void {
    this.#overlay.set(path, { text: undefined, version: ++this.#version });
    this.#roots.delete(path);
  }

  /** All errors that the compiler reports. */
  faults(): readonly TypeFault[] {
    const found = ts.getPreEmitDiagnostics(this.program);
    return found
      .filter(({ category }) => category === ts.DiagnosticCategory.Error)
      .map(({ file, start = 0, length = 0, messageText, code }) => ({
        file: file?.fileName,
        start,
        length,
        message: `${textOf(messageText)} (TS${code})`,
      }));
  }

  #createHost(options: ts.CompilerOptions, directory: string): ts.LanguageServiceHost {
    const library = new Project({ useInMemoryFileSystem: true }).getModuleResolutionHost();
    const read = (path: string): string | undefined => {
      const changed = this.#overlay.get(path);
      if (changed !== undefined) return changed.text;
      return path.startsWith(`${LIB}/`) ? library.readFile(path) : ts.sys.readFile(path);
    };
    return {
      getCompilationSettings: () => options,
      getScriptFileNames: () => [...this.#roots],
      getScriptVersion: (path) => String(this.#overlay.get(path)?.version ?? 0),
      getScriptSnapshot: (path) => {
        const text = read(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => directory,
      getDefaultLibFileName: () => `${LIB}/${ts.getDefaultLibFileName(options)}`,
      readFile: read,
      fileExists: (path) => {
        const changed = this.#overlay.get(path);
        if (changed !== undefined) return changed.text !== undefined;
        return path.startsWith(`${LIB}/`) ? library.fileExists(path) : ts.sys.fileExists(path);
      },
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
      readDirectory: (...search) => ts.sys.readDirectory(...search),
      ...(ts.sys.realpath === undefined ? {} : { realpath: ts.sys.realpath }),
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    };
  }
}

function readConfiguration(path: string): Pick<ts.ParsedCommandLine, 'options' | 'fileNames'> {
  const faults: ts.Diagnostic[] = [];
  const report = (fault: ts.Diagnostic): void => {
    faults.push(fault);
  };
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: report };
  const parsed = ts.getParsedCommandLineOfConfigFile(path, {}, host);
  const [fault] = [...faults, ...(parsed?.errors ?? [])];
  if (parsed !== undefined && fault === undefined) return parsed;
  const reason = fault === undefined ? 'it cannot be read' : textOf(fault.messageText);
  throw new ProjectFault(`${quote(path)} cannot be used: ${reason}`);
}

/** The text of a file as the compiler sees it; undefined if the file is not UTF-8. `mark` is its byte order mark. */
export function readSource(path: string): { readonly mark: string; readonly text: string } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    return { mark, text: text.slice(mark.length) };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function textOf(message: string | ts.DiagnosticMessageChain): string {
  return ts.flattenDiagnosticMessageText(message, ' ').replace(/\s+/g, ' ');
}
