/** The members of an index's key: which field each is, where it is stored, and how many bytes it has in a key. */

import type { CustomTypeDescriptor, EnumDescriptor, FieldDescriptor, TableDescriptor } from './descriptor.js';
import { parseTypeName, SCALAR_SIZE, TEXT_LENGTH_BYTES } from './type-name.js';

export interface KeyMember {
  /** The field itself; of a path, the last one. */
  readonly field: FieldDescriptor;
  /** The field of the table in which it is stored. The member is null if this field is. */
  readonly root: FieldDescriptor;
  /** Bytes from the start of the record. */
  readonly offset: number;
}

/** Finds the field that a path such as `position.x` names. Undefined if there is none. */
export function keyMemberAt(
  { fields }: Pick<TableDescriptor, 'fields'>,
  path: string,
  customTypes: ReadonlyMap<string, CustomTypeDescriptor>,
): KeyMember | undefined {
  const [first, ...rest] = path.split('.');
  const root = fields.find(({ name }) => name === first);
  let field = root;
  let offset = root?.offset ?? 0;
  for (const name of rest) {
    field = field && customTypes.get(field.type)?.fields.find((inner) => inner.name === name);
    offset += field?.offset ?? 0;
  }
  return root && field && { field, root, offset };
}

/** Bytes of a member in a key, with one for null if it can be null. Undefined if its values have no order. */
export function keyMemberBytes(
  { field, root }: Pick<KeyMember, 'field' | 'root'>,
  enums: ReadonlyMap<string, EnumDescriptor>,
): number | undefined {
  const bytes = valueBytes(field.type, enums);
  return bytes === undefined ? undefined : bytes + (root.nullable ? 1 : 0);
}

function valueBytes(typeName: string, enums: ReadonlyMap<string, EnumDescriptor>): number | undefined {
  const type = parseTypeName(typeName);
  switch (type?.kind) {
    case 'scalar':
      return SCALAR_SIZE[type.scalar];
    case 'string':
      return TEXT_LENGTH_BYTES + type.capacity;
    case 'named': {
      const repr = enums.get(type.name)?.repr;
      return repr === undefined ? undefined : SCALAR_SIZE[repr];
    }
    default:
      return undefined;
  }
}
