/** The lines of a dump, and of a table as CSV: docs/tools.md, "dump". */

import { groupsAt, idAt } from '../entity/index.js';
import { type SchemaDescriptor, schemaToJson } from '../schema/index.js';
import type { Store, Table } from '../table/index.js';
import { columnsOf, ENTITY_COLUMN } from './csv-columns.js';
import { cellText } from './csv-text.js';
import { columnTextOf, recordTextOf } from './value-text.js';

/** The last line. A dump without it is incomplete. */
const END = '{"dump":"end"}';

export interface DumpSource {
  /** The published side is read. */
  readonly store: Store;
  readonly schema: SchemaDescriptor;
  /** Of the state. */
  readonly version: number;
  /** Called before each line is made. Throws if the state is not that of `version` any more. */
  assertUnchanged?(): void;
}

/**
 * The state as JSON lines: a header, the schema, each row, each living entity without rows, the indexes that were used
 * before, the end. With `tables`, only the rows of these tables.
 */
export function* stateLines(source: DumpSource, tables: ReadonlySet<string> | undefined): Generator<string, void> {
  const { store, schema, version } = source;
  const { name, version: schemaVersion, hash } = schema;
  yield JSON.stringify({ dump: 'state', schema: { name, version: schemaVersion, hash }, version });
  yield `{"schema":${schemaToJson(schema)}}`;
  for (const table of store.tables) {
    if (tables === undefined || tables.has(table.name)) yield* rowLines(source, table);
  }
  if (tables === undefined) yield* entityLines(source);
  yield END;
}

function* rowLines(source: DumpSource, table: Table): Generator<string, void> {
  const text = recordTextOf(source.schema, table.component.descriptor);
  const prefix = `{"table":${JSON.stringify(table.name)},"entity":`;
  table.align();
  const { dense, records, count } = table.published;
  for (let row = 0; row < count; row++) {
    source.assertUnchanged?.();
    yield `${prefix}${dense[row]},"row":${text(records, row * table.stride)}}`;
  }
}

/** Living entities without rows, and what must be known so that no id is issued twice. */
function* entityLines(source: DumpSource): Generator<string, void> {
  const { entities } = source.store;
  entities.align();
  const { ids, words } = entities.published;
  // Ids that are reserved for threads may be beyond the slots. They were never alive.
  const end = Math.min(entities.published.next, ids.length / idAt(1));
  for (let index = 1; index < end; index++) {
    source.assertUnchanged?.();
    const slot = ids[idAt(index)] as number;
    if (slot > 0) {
      if (!hasRows(source.store, words, index)) yield `{"entity":${slot}}`;
    } else if (Number.isNaN(slot)) {
      yield `{"retired":${index}}`;
    } else if (-slot > index) {
      // The id that the index gets next. Without a generation, the index was never used.
      yield `{"free":${-slot}}`;
    }
  }
}

/** A group's bit may be set without a row, because deleting a row clears nothing. */
function hasRows({ tables }: Store, words: Uint32Array, index: number): boolean {
  const at = groupsAt(index);
  if (words[at] === 0 && words[at + 1] === 0) return false;
  return tables.some(({ published: { sparse } }) => index < sparse.length && sparse[index] !== 0);
}

/** One table as CSV: the names of the columns, then a record for each row. Without line ends. */
export function* csvLines(source: DumpSource, name: string): Generator<string, void> {
  const table = source.store.tableNamed(name);
  // The caller has checked the name.
  if (table === undefined) return;
  const { descriptor } = table.component;
  const columns = columnsOf(source.schema, descriptor);
  const texts = columns.map((column) => columnTextOf(source.schema, descriptor, column));
  yield [ENTITY_COLUMN, ...columns.map(({ path }) => path)].map(cellText).join(',');
  table.align();
  const { dense, records, count } = table.published;
  for (let row = 0; row < count; row++) {
    source.assertUnchanged?.();
    let line = String(dense[row]);
    for (const text of texts) line += `,${text(records, row * table.stride)}`;
    yield line;
  }
}
