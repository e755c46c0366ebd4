/** Where strings lie in a record: the one kind of value whose bytes can be such that reading it throws. */

import type { SchemaDescriptor, TableDescriptor } from './descriptor.js';
import { parseTypeName, type TypeName } from './type-name.js';

export interface TextPlace {
  /** From the start of the record, in bytes. */
  readonly offset: number;
  /** Bytes of text at most. */
  readonly capacity: number;
}

/** Every string of a table's records, those inside arrays and custom types included. */
export function textPlaces(schema: SchemaDescriptor, table: TableDescriptor): readonly TextPlace[] {
  const places: TextPlace[] = [];
  for (const { type, offset, size } of table.fields) collect(schema, parseTypeName(type), offset, size, places);
  return places;
}

function collect(
  schema: SchemaDescriptor,
  type: TypeName | undefined,
  offset: number,
  size: number,
  places: TextPlace[],
): void {
  if (type?.kind === 'string') {
    places.push({ offset, capacity: type.capacity });
  } else if (type?.kind === 'array' && type.element.kind !== 'scalar') {
    const elementSize = size / type.length;
    for (let i = 0; i < type.length; i++) collect(schema, type.element, offset + i * elementSize, elementSize, places);
  } else if (type?.kind === 'named') {
    const custom = schema.customTypes.find((one) => one.name === type.name);
    for (const part of custom?.fields ?? []) {
      collect(schema, parseTypeName(part.type), offset + part.offset, part.size, places);
    }
  }
}
