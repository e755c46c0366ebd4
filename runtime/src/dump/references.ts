/** Ids of entities inside of records: checked, and replaced if entities get new ids. */

import { readEntity } from '../component/index.js';
import { INDEX_LIMIT } from '../entity/index.js';
import type { ElementArrays } from '../memory/index.js';
import { type Column, columnsOf } from './csv-columns.js';
import type { StagedTable } from './staged-table.js';
import type { Staging } from './staging.js';

/** The columns of a table that contain ids. The bytes of a field that is null are zeros, as those of "no entity". */
export function referencesOf({ schema }: Staging, { component }: StagedTable): readonly Column[] {
  return columnsOf(schema.descriptor, component.descriptor).filter(
    ({ type }) => type.kind === 'scalar' && type.scalar === 'entity',
  );
}

/** Reports each row that refers to an entity which the input does not contain. */
export function checkReferences(staging: Staging, table: StagedTable): void {
  const references = referencesOf(staging, table);
  if (references.length === 0) return;
  const { entities, bad } = staging;
  for (const { views, lines, count } of table.chunks) {
    for (let row = 0; row < count; row++) {
      for (const { path, offset } of references) {
        const id = readEntity(views.u32, row * table.stride + offset);
        if (id === 0 || entities.has(id)) continue;
        const place = `table "${table.component.TABLE_NAME}": field "${path}"`;
        const message = `${place} refers to entity ${id}, which the input does not contain`;
        bad.add(lines[row] as number, 'UNKNOWN_REFERENCE', message);
      }
    }
  }
}

/** Replaces the ids in the record at `record` by those in the database; an unknown one by "no entity". */
export function replaceReferences(
  references: readonly Column[],
  { entities }: Staging,
  views: ElementArrays,
  record: number,
): void {
  for (const { offset } of references) {
    const id = readEntity(views.u32, record + offset);
    if (id === 0) continue;
    const created = entities.createdOf(id);
    const at = (record + offset) >>> 2;
    views.u32[at] = created;
    views.u32[at + 1] = Math.floor(created / INDEX_LIMIT);
  }
}
