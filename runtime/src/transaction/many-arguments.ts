/** Checks of the arguments of `createMany`. */

import { wrongArgument } from '../arguments.js';
import type { AnyComponent } from '../component/index.js';

export function requireCount(count: unknown): void {
  if (Number.isSafeInteger(count) && (count as number) >= 0) return;
  throw wrongArgument('createMany', 'a whole number of entities as the first argument', count);
}

export function requireComponents(components: unknown): asserts components is readonly AnyComponent[] {
  const expected = 'an array of different components as the second argument';
  if (!Array.isArray(components)) throw wrongArgument('createMany', expected, components);
  const ids = new Set(components.map((component) => (component as Partial<AnyComponent> | undefined)?.TABLE_ID));
  if (ids.size !== components.length) throw wrongArgument('createMany', expected, components);
}

/** Returns the data of each component. */
export function requireRowsOf(components: readonly AnyComponent[], rows: unknown): readonly unknown[] {
  if (Array.isArray(rows) && rows.length === components.length) return rows;
  const expected = `a function, or an array with the data of ${components.length} components, as the third argument`;
  throw wrongArgument('createMany', expected, rows);
}
