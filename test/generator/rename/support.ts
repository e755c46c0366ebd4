/** An application in a directory of its own, renamed by the command. */

import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppProject } from '../../../generator/rename/app-project.js';
import { COMPILER_COMMAND, NODE_MODULES } from '../../built.js';

const APP = fileURLToPath(new URL('./app/', import.meta.url));

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class App {
  readonly directory: string;

  /** A copy of the application of twenty files, compiled. */
  constructor(directory: string) {
    this.directory = directory;
    cpSync(APP, directory, { recursive: true });
    symlinkSync(NODE_MODULES, join(directory, 'node_modules'));
    this.run('generate', 'schema.toml', '-o', 'src/generated', '-q');
  }

  run(...args: readonly string[]): Run {
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMPILER_COMMAND, ...args], {
      cwd: this.directory,
      encoding: 'utf8',
      env: { ...process.env, CI: '' },
    });
    return { status, stdout, stderr };
  }

  rename(...args: readonly string[]): Run {
    return this.run('rename', ...args);
  }

  text(name: string): string {
    return readFileSync(join(this.directory, name), 'utf8');
  }

  /** All files but installed packages, with their bytes. */
  files(): Map<string, string> {
    const namesIn = (folder: string): string[] =>
      readdirSync(join(this.directory, folder), { withFileTypes: true }).flatMap((entry) => {
        const name = join(folder, entry.name);
        if (entry.isDirectory()) return namesIn(name);
        return entry.isFile() ? name : [];
      });
    return new Map(namesIn('').map((name) => [name, readFileSync(join(this.directory, name), 'latin1')]));
  }

  /** What the TypeScript compiler reports. */
  typeErrors(): string[] {
    return new AppProject(this.directory).faults().map(({ file, message }) => `${file}: ${message}`);
  }
}
