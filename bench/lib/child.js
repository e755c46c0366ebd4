/** Runs measurements in processes of their own. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MEASURE = fileURLToPath(new URL('measure.js', import.meta.url));
const PROGRAM = fileURLToPath(new URL('program.js', import.meta.url));

/** Returns what lib/measure.js prints: seconds per operation for each sample, and facts; or why it is `unavailable`. */
export function measureInProcess(node, { path, contestant, quick }) {
  return JSON.parse(outputOf(node, [MEASURE, path, contestant, quick ? '0.2' : '1']));
}

/** Returns what lib/program.js prints: the samples of each case of this contestant, or why it is `unavailable`. */
export function runProgram(node, { contestant, rounds, paths }) {
  return JSON.parse(outputOf(node, [PROGRAM, contestant, String(rounds), ...paths]));
}

export function nodeVersion(node) {
  return outputOf(node, ['--print', 'process.versions.node']).trim();
}

function outputOf(command, args) {
  const { status, signal, error, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${signal ?? status}`);
  return stdout;
}
