/** Starts and kills `server-process.mjs`, which uses the build. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { scriptWithPackages } from '../../built.js';
import { schemaOfToml } from '../../runtime/support/toml.js';

/** What the server has: one tick, and bodies that it moves. */
export const SCHEMA = schemaOfToml(`
[tables.tick]
fields = [{ name = "number", type = "u32" }]
[tables.body]
fields = [{ name = "x", type = "f32" }, { name = "y", type = "f32" }]
`);

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Resolves when it listens. Port 0 is any free one; without a directory, the database is in memory. */
  static async start(port: number, directory = '-'): Promise<ServerProcess> {
    const script = scriptWithPackages(new URL('server-process.mjs', import.meta.url));
    const args = [script, String(port), directory, JSON.stringify(SCHEMA.descriptor)];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout, 'data');
    return new ServerProcess(child, Number(String(line)));
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Commits that many transactions; each adds 1 to the number of the tick. */
  advance(count: number): void {
    this.#child.stdin?.write(`${count}\n`);
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null) throw new Error('the server has ended by itself');
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
