/** Other processes that take locks; see lock-child.mjs. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { scriptWithPackages } from '../../built.js';

const SCRIPT = scriptWithPackages(new URL('lock-child.mjs', import.meta.url));

/** What a process answers; which properties there are depends on the order. */
export interface Answer {
  readonly taken?: boolean | number;
  readonly clashes?: number;
  readonly code?: string;
  readonly pid?: number;
  readonly message?: string;
}

export class LockChild {
  readonly #process: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  /** Of the process that takes locks. */
  pid = 0;

  private constructor(process: ChildProcess) {
    this.#process = process;
    const lines: Interface = createInterface({ input: process.stdout as NodeJS.ReadableStream });
    this.#answers = lines[Symbol.asyncIterator]();
  }

  static async start(directory: string): Promise<LockChild> {
    return LockChild.#ready(spawn(process.execPath, [SCRIPT, directory], { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  /** One whose parent never asks how it ended, so that it stays a zombie when killed. */
  static async startUnderForgetfulParent(directory: string): Promise<LockChild> {
    const command = `"$0" "$1" "$2" <&3 & exec sleep 1000`;
    return LockChild.#ready(
      spawn('sh', ['-c', `exec 3<&0; ${command}`, process.execPath, SCRIPT, directory], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
  }

  static async #ready(process: ChildProcess): Promise<LockChild> {
    const child = new LockChild(process);
    child.pid = (await child.#answer()).pid as number;
    return child;
  }

  async order(order: string): Promise<Answer> {
    this.#process.stdin?.write(`${order}\n`);
    return this.#answer();
  }

  /** Lets the process end by itself, without releasing anything. */
  async exit(): Promise<void> {
    this.#process.stdin?.end();
    await this.#end();
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#end();
  }

  async #end(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit');
  }

  async #answer(): Promise<Answer> {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('the process has ended without an answer');
    return JSON.parse(value) as Answer;
  }
}
