/** Checks of the arguments of `createMany`. */

import { wrongArgument } from '../arguments.js';
import type { AnyComponent } from '../component/index.js';
import { SLOTS_MAX } from '../entity/index.js';
import { EcsDbError } from '../errors.js';

/** Before anything is allocated for so many entities. */
export function requireCount(count: unknown): void {
  if (!Number.isSafeInteger(count) || (count as number) < 0) {
    throw wrongArgument('createMany', 'a whole number of entities as the first argument', count);
  }
  // No entity has index 0.
  const most = SLOTS_MAX - 1;
  if ((count as number) <= most) return;
  const expected = `at most ${most} entities`;
  throw new EcsDbError(
    'CAPACITY_EXCEEDED',
    `createMany() got a count of ${count}. A database can have ${expected}. Create fewer.`,
    { expected, got: `${count} entities` },
  );
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
