/** Compares the contents of a database or a transaction with the model. It is fast, because tests call it often. */

import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import type { Contents } from '../support/contents.js';
import type { Model } from './model.js';
import { TABLE_NAMES } from './tables.js';

export function expectSame(actual: Contents, model: Model): void {
  expectEqual(actual, expectedContents(model));
}

/** Like `toEqual`, but calls it only to explain a difference, because it is slow. */
export function expectEqual(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

export function isSame(actual: Contents, model: Model): boolean {
  return isDeepStrictEqual(actual, expectedContents(model));
}

function expectedContents(model: Model): Contents {
  const tables: { [name: string]: Contents['tables'][string] } = {};
  for (const name of TABLE_NAMES) {
    const rows = [...model.of(name)].sort(([a], [b]) => a - b);
    tables[name] = { count: rows.length, rows: rows.map(([entity, row]) => [entity, row, row]) };
  }
  return { alive: [...model.alive].sort((a, b) => a - b), count: model.alive.size, tables };
}
