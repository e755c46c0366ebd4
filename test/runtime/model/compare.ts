/**
 * Holds what a database or a transaction shows against what it should, cheaply, because this is done many thousand
 * times.
 */

import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import type { Snapshot } from '../support/snapshot.js';
import type { Model } from './model.js';
import { TABLE_NAMES } from './tables.js';

export function expectSame(actual: Snapshot, model: Model): void {
  expectEqual(actual, expectedSnapshot(model));
}

/** As `toEqual`, which explains, and costs far more than a comparison that does not. */
export function expectEqual(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

export function isSame(actual: Snapshot, model: Model): boolean {
  return isDeepStrictEqual(actual, expectedSnapshot(model));
}

function expectedSnapshot(model: Model): Snapshot {
  const tables: { [name: string]: Snapshot['tables'][string] } = {};
  for (const name of TABLE_NAMES) {
    const rows = [...model.of(name)].sort(([a], [b]) => a - b);
    tables[name] = { count: rows.length, rows: rows.map(([entity, row]) => [entity, row, row]) };
  }
  return { alive: [...model.alive].sort((a, b) => a - b), count: model.alive.size, tables };
}
