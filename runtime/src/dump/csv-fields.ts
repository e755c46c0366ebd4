/** Which columns of a CSV header contain which fields of a table. */

import type { ElementArrays } from '../memory/index.js';
import type { TypeName } from '../schema/index.js';
import { type Column, columnsOf } from './csv-columns.js';
import { type NullBit, nullBitsOf } from './fields.js';
import { LineFault } from './problems.js';
import type { ValueWriter } from './scalar-writer.js';
import type { StagedTable } from './staged-table.js';
import type { Staging } from './staging.js';
import { defaultWriter, missing, setNull } from './struct-writer.js';
import { writerOf } from './value-writer.js';

interface CsvColumn {
  /** Among the cells of a record. */
  readonly position: number;
  readonly path: string;
  readonly offset: number;
  readonly type: TypeName;
  readonly write: ValueWriter;
}

export interface CsvField {
  readonly name: string;
  /** Of all its parts; empty for a field that is left out. */
  readonly columns: readonly CsvColumn[];
  readonly nullBit: NullBit | undefined;
  setNull(views: ElementArrays, record: number): void;
  /** Absent for a required field. */
  readonly writeDefault: ((views: ElementArrays, record: number) => void) | undefined;
}

/** Throws a `LineFault` if the header cannot be used. */
export function csvFieldsOf(
  staging: Staging,
  table: StagedTable,
  names: readonly string[],
  entityColumn: number,
  line: number,
): CsvField[] {
  const { descriptor } = table.component;
  const schema = staging.schema.descriptor;
  const columns = columnsOf(schema, descriptor);
  const positions = positionsOf(names, entityColumn);
  for (const name of positions.keys()) {
    if (!columns.some(({ path }) => path === name)) refuseUnknown(staging, table, name, columns, line);
  }
  const nullBits = nullBitsOf(descriptor);
  return descriptor.fields.map((field) => {
    const own = columns.filter((column) => column.field === field);
    const given = own.filter(({ path }) => positions.has(path));
    const absent = own.find(({ path }) => !positions.has(path));
    if (given.length > 0 && absent !== undefined) throw missing(absent.path);
    const nullBit = nullBits.get(field);
    const writeDefault = defaultWriter(schema, field, nullBit);
    if (given.length === 0 && own.length > 0 && writeDefault === undefined) throw missing(field.name);
    return {
      name: field.name,
      columns: given.map((column) => columnOf(staging, column, positions)),
      nullBit,
      setNull: (views, record) => nullBit && setNull(views, record, nullBit),
      writeDefault,
    };
  });
}

function columnOf(staging: Staging, column: Column, positions: ReadonlyMap<string, number>): CsvColumn {
  const { path, offset, type, owner } = column;
  const { write } = writerOf(staging.schema.descriptor, type, owner, undefined);
  return { position: positions.get(path) as number, path, offset, type, write };
}

function positionsOf(names: readonly string[], entityColumn: number): Map<string, number> {
  const positions = new Map<string, number>();
  for (const [position, name] of names.entries()) {
    if (position === entityColumn) continue;
    if (positions.has(name)) throw new LineFault('NOT_CSV', `has two columns "${name}"`);
    positions.set(name, position);
  }
  return positions;
}

function refuseUnknown(
  staging: Staging,
  table: StagedTable,
  name: string,
  columns: readonly Column[],
  line: number,
): void {
  const { onSkip } = staging;
  if (onSkip === undefined) {
    const expected =
      columns.length === 0
        ? 'no columns'
        : `columns such as ${columns
            .slice(0, 10)
            .map(({ path }) => path)
            .join(', ')}`;
    throw new LineFault('UNKNOWN_FIELD', `has a column "${name}" that the table does not have; expected ${expected}`);
  }
  staging.begin(table, line);
  onSkip('UNKNOWN_FIELD', `column "${name}" was left out, because the schema does not have it`);
}
