/** Finding a table by its name, to access fields by path. */

import { wrongArgument } from '../arguments.js';
import { createDynamicComponent, type DynamicComponent, type Schema } from '../component/index.js';
import { EcsDbError, joinListed } from '../errors.js';
import type { StoreReader } from '../table/index.js';

/** Returns the component that is built from the descriptor of the named table. Each call returns the same object. */
export function dynamicComponentOf(store: StoreReader, schema: Schema, name: string): DynamicComponent {
  if (typeof name !== 'string') throw wrongArgument('component', 'the name of a table', name);
  const table = store.tableNamed(name);
  if (table === undefined) throw unknownTable(name, schema);
  // Only this function creates dynamic components.
  return table.dynamicComponent(() =>
    createDynamicComponent(schema.descriptor, table.component.descriptor),
  ) as DynamicComponent;
}

function unknownTable(name: string, schema: Schema): EcsDbError {
  const known = joinListed(
    schema.components.map((component) => component.TABLE_NAME),
    ', ',
  );
  return new EcsDbError(
    'SCHEMA_ERROR',
    `component(): there is no table "${name}". The schema has ${known || 'no tables'}.`,
    { table: name, expected: known, got: name },
  );
}
