/** The errors for data that contradict each other while a store is rebuilt. */

import type { Table } from '../table/index.js';
import { SPAWN } from './format.js';
import { ReplayError } from './replay-error.js';

export function wrongRow({ name }: Table, entity: number, isThere: boolean): ReplayError {
  const got = isThere ? 'a row that exists already' : 'a row that does not exist';
  return new ReplayError(
    `it changes the row of entity ${entity} in table "${name}", which ${isThere ? 'exists already' : 'does not exist'}`,
    { table: name, entity, expected: isThere ? 'no row' : 'a row of the entity', got },
  );
}

export function notAlive({ name }: Table, entity: number): ReplayError {
  return new ReplayError(`it has a row of entity ${entity} in table "${name}", and the entity is not alive`, {
    table: name,
    entity,
    expected: 'a living entity',
    got: 'an entity that is not alive',
  });
}

export function wrongGeneration(kind: number, index: number, entity: number, slot: number): ReplayError {
  const what = kind === SPAWN ? 'brings to life' : 'ends';
  const got = Number.isNaN(slot)
    ? `index ${index}, which is never used again`
    : slot > 0
      ? `index ${index}, of which entity ${slot} is alive`
      : `index ${index}, whose next entity is ${-slot}`;
  const expected = kind === SPAWN ? 'a free index and a generation that is to come' : 'a generation that is not over';
  return new ReplayError(`it ${what} entity ${entity} of ${got}`, { entity, expected, got });
}

export function rowsLeft(entity: number, rows: number): ReplayError {
  return new ReplayError(`it changes whether entity ${entity} is alive, whose index has rows in ${rows} tables`, {
    entity,
    expected: 'an entity without rows',
    got: `rows in ${rows} tables`,
  });
}

export function tooManyIndexes(index: number, max: number): ReplayError {
  return new ReplayError(`it names the entity index ${index}, and ${max} is the highest that can come now`, {
    expected: `an index of at most ${max}`,
    got: `index ${index}`,
  });
}

export function unknownTable(id: number): ReplayError {
  return new ReplayError(`it names table ${id}, which the stored schema does not have`, {
    expected: 'a table of the stored schema',
    got: `table ${id}`,
  });
}
