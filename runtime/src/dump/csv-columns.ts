/** The columns of a table in CSV: one for each number, text or other value without parts. docs/tools.md, "CSV". */

import {
  type FieldDescriptor,
  parseTypeName,
  SCALAR_SIZE,
  type SchemaDescriptor,
  sizeOfType,
  type TableDescriptor,
  type TypeName,
} from '../schema/index.js';
import { customTypeOf, enumOf } from './fields.js';

/** The name of the first column, which contains the ids of entities. */
export const ENTITY_COLUMN = 'entity';

export interface Column {
  /** For example `position.x` or `rotation.0`. */
  readonly path: string;
  /** The field of the table that contains the value. */
  readonly field: FieldDescriptor;
  /** What declares the value: the field itself, or a field of a custom type. */
  readonly owner: FieldDescriptor;
  /** From the start of the record. */
  readonly offset: number;
  /** A scalar, a string or an enum. */
  readonly type: TypeName;
}

export function columnsOf(schema: SchemaDescriptor, { fields }: TableDescriptor): Column[] {
  const columns: Column[] = [];
  for (const field of fields) addField(schema, field, field, '', 0, columns);
  return columns;
}

function addField(
  schema: SchemaDescriptor,
  field: FieldDescriptor,
  owner: FieldDescriptor,
  prefix: string,
  base: number,
  columns: Column[],
): void {
  const type = parseTypeName(owner.type);
  if (type === undefined) throw new Error(`the type '${owner.type}' is not one of the schema language`);
  add(type, prefix + owner.name, base + owner.offset);

  function add(part: TypeName, path: string, offset: number): void {
    if (part.kind === 'array') {
      const size = sizeOf(schema, part.element);
      for (let i = 0; i < part.length; i++) add(part.element, `${path}.${i}`, offset + i * size);
    } else if (part.kind === 'named' && enumOf(schema, part.name) === undefined) {
      for (const inner of customTypeOf(schema, part.name).fields) {
        addField(schema, field, inner, `${path}.`, offset, columns);
      }
    } else {
      columns.push({ path, field, owner, offset, type: part });
    }
  }
}

/** Bytes from one element of an array to the next. */
function sizeOf(schema: SchemaDescriptor, type: TypeName): number {
  return sizeOfType(type, (name) => {
    const definition = enumOf(schema, name);
    return definition === undefined ? customTypeOf(schema, name).size : SCALAR_SIZE[definition.repr];
  });
}
