/** Another process that commits to a database; see committing-child.mjs. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { schemaToJson } from '@ecsdb/runtime/storage';
import { scriptWithPackages } from '../built.js';
import { SCHEMA } from './support.js';

const SCRIPT = scriptWithPackages(new URL('committing-child.mjs', import.meta.url));

export class Committing {
  /** The last item whose commit was acknowledged and reported. */
  acknowledged = 0;
  readonly #process: ChildProcess;
  #onProgress: () => void = () => {};

  private constructor(process: ChildProcess) {
    this.#process = process;
    createInterface({ input: process.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      this.acknowledged = Number(line);
      this.#onProgress();
    });
  }

  static start(directory: string): Committing {
    const args = [SCRIPT, directory, schemaToJson(SCHEMA.descriptor)];
    return new Committing(spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  /** Resolves when `items` commits have been acknowledged. */
  until(items: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onProgress = () => {
        if (this.acknowledged >= items) resolve();
      };
      this.#onProgress();
    });
  }

  async end(): Promise<void> {
    this.#process.stdin?.end();
    const [status] = await once(this.#process, 'close');
    if (status !== 0) throw new Error(`the committing process ended with ${status}`);
  }
}
