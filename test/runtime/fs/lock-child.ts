/** Other processes that take locks; see lock-child.mjs. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { scriptWithPackages } from '../../built.js';

const SCRIPT = scriptWithPackages(new URL('lock-child.mjs', import.meta.url));

/** The reply of a process. Which properties it has depends on the order. */
export interface Reply {
  readonly taken?: boolean | number;
  readonly clashes?: number;
  readonly code?: string;
  readonly pid?: number;
  readonly message?: string;
}

export class LockChild {
  readonly #process: ChildProcess;
  readonly #replies: AsyncIterator<string>;
  /** The id of the process that takes locks. */
  pid = 0;

  private constructor(process: ChildProcess) {
    this.#process = process;
    const lines: Interface = createInterface({ input: process.stdout as NodeJS.ReadableStream });
    this.#replies = lines[Symbol.asyncIterator]();
  }

  static async start(directory: string): Promise<LockChild> {
    return LockChild.#ready(spawn(process.execPath, [SCRIPT, directory], { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  /** Starts a process whose parent never reads its exit status, so that it stays a zombie after it is killed. */
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
    child.pid = (await child.#reply()).pid as number;
    return child;
  }

  async order(order: string): Promise<Reply> {
    this.#process.stdin?.write(`${order}\n`);
    return this.#reply();
  }

  /** Lets the process end without releasing its lock. */
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

  async #reply(): Promise<Reply> {
    const { value, done } = await this.#replies.next();
    if (done) throw new Error('the process has ended without a reply');
    return JSON.parse(value) as Reply;
  }
}
