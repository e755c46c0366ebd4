/**
 * Which build steps have nothing to do, because neither their inputs nor their outputs have changed since they last
 * ran.
 *
 * A file counts as unchanged while its size and its time of modification are the same.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './run.js';

const STATE_FILE = join(ROOT, 'node_modules/.cache/ecsdb-build.json');
/** Folders inside of inputs that contain no sources. */
const EXCLUDED = new Set(['dist', 'node_modules', 'bin']);

/** `inputs` and `outputs` are files and folders below the root; the outputs must all exist. */
export function isUpToDate({ name, inputs, outputs }, stateFile = STATE_FILE) {
  const recorded = readState(stateFile)[name];
  if (recorded === undefined) return false;
  return recorded.inputs === fingerprint(inputs) && recorded.outputs === fingerprint(outputs);
}

/** To be called when a step has run, with the fingerprint of its inputs from before: they may change while it runs. */
export function recordStep({ name, outputs }, inputFingerprint, stateFile = STATE_FILE) {
  const state = { ...readState(stateFile), [name]: { inputs: inputFingerprint, outputs: fingerprint(outputs) } };
  mkdirSync(dirname(stateFile), { recursive: true });
  writeFileSync(stateFile, JSON.stringify(state));
}

export function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths) addTo(hash, path);
  return hash.digest('hex');
}

function addTo(hash, path) {
  const stats = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    for (const name of readdirSync(join(ROOT, path)).sort()) if (!EXCLUDED.has(name)) addTo(hash, `${path}/${name}`);
  } else {
    hash.update(`${path} ${stats?.size} ${stats?.mtimeMs}\n`);
  }
}

function readState(stateFile) {
  try {
    return JSON.parse(readFileSync(stateFile, 'utf8'));
  } catch {
    return {};
  }
}
