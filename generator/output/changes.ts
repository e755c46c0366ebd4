/** A plan as the texts of its files before and after. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_NAME } from './manifest.js';
import type { OutputPlan } from './plan.js';
import { systemCode } from './system-error.js';

export interface OutputChange {
  readonly name: string;
  /** Undefined if the file does not exist. */
  readonly before: string | undefined;
  /** Undefined if the file is deleted. */
  readonly after: string | undefined;
}

export function outputChanges({ directory, writes, leftOver, manifest }: OutputPlan): OutputChange[] {
  const before = (name: string): string | undefined => textOf(join(directory, name));
  return [
    ...[...writes].map(([name, after]) => ({ name, before: before(name), after })),
    ...leftOver.map((name) => ({ name, before: before(name), after: undefined })),
    ...(manifest === undefined ? [] : [{ name: MANIFEST_NAME, before: before(MANIFEST_NAME), after: manifest }]),
  ];
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
