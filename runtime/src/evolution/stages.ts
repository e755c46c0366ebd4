/** The stages through which rows of a table pass: one, or one more before and after each recorded function. */

import {
  lineageOf,
  type SchemaDescriptor,
  schemaOfShape,
  type TableDescriptor,
  type TableShape,
} from '../schema/index.js';
import type { MigrationStep } from './functions.js';
import type { Stage, TableVersion } from './table-stage.js';

type Pair<Thing> = readonly [stored: Thing, given: Thing];

/**
 * Rows are converted to what they were before the version of a function. What the function makes of them is a row of
 * that version. A function whose version is not recorded gets the rows that it finds.
 *
 * @param comparable the stored and the given schema, with ids only if these can be matched, and their tables
 * @param given the given schema with all ids, because recorded versions are matched by them
 */
export function stagesOf(
  comparable: { readonly schemas: Pair<SchemaDescriptor>; readonly tables: Pair<TableDescriptor> },
  given: SchemaDescriptor,
  steps: readonly MigrationStep[],
): readonly [Stage, ...Stage[]] {
  const { schemas, tables } = comparable;
  if (steps.every(({ recorded }) => recorded === undefined)) {
    const from: TableVersion = { schema: schemas[0], table: tables[0] };
    return [{ from, to: { schema: schemas[1], table: tables[1] }, steps, where: '' }];
  }
  const table = given.tables.find(({ tableId }) => tableId === tables[1].tableId) ?? tables[1];
  const end: TableVersion = { schema: given, table };
  // If the schema became what it had been before, the versions between may have had other names.
  const isSame = lineageOf(schemas[0], given) === 'same';
  const start: TableVersion = isSame ? end : { schema: schemas[0], table: tables[0] };
  return stepwise(start, end, steps);
}

function stepwise(start: TableVersion, end: TableVersion, steps: readonly MigrationStep[]): [Stage, ...Stage[]] {
  const stages: Stage[] = [];
  let from = start;
  let unrecorded: MigrationStep[] = [];
  for (const step of steps) {
    const { recorded, version } = step;
    if (recorded === undefined) {
      unrecorded.push(step);
      continue;
    }
    const before = versionOf(recorded.before);
    const after = versionOf(recorded.after);
    stages.push(
      { from, to: before, steps: unrecorded, where: `, as it was before version ${version}` },
      { from: before, to: after, steps: [step], where: `, in version ${version}` },
    );
    from = after;
    unrecorded = [];
  }
  const last: Stage = { from, to: end, steps: unrecorded, where: '' };
  const [first, ...others] = stages;
  return first === undefined ? [last] : [first, ...others, last];
}

function versionOf(shape: TableShape): TableVersion {
  return { schema: schemaOfShape('', shape), table: shape.table };
}
