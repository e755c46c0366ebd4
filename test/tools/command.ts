/** The command as users run it. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { TOOLS_COMMAND } from '../built.js';

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function ecsdb(...args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOLS_COMMAND, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
}

/** The same without blocking this process. */
export async function ecsdbMeanwhile(...args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [TOOLS_COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => {
    output.stdout += data;
  });
  child.stderr.on('data', (data) => {
    output.stderr += data;
  });
  const [status] = await once(child, 'close');
  return { status, ...output };
}

/** The document that a command prints with `--json`. */
export function json(run: Run): Record<string, unknown> {
  if (run.stdout === '') throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}
