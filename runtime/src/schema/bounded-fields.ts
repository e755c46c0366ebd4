/** Which numbers of a record have `min` or `max`. */

import type { CustomTypeDescriptor, FieldDescriptor } from './descriptor.js';
import { innermostType, parseTypeName } from './type-name.js';

export interface BoundedField {
  /** For example `gold`, or `position.x` for a field inside of a custom type. Elements of an array have its path. */
  readonly path: string;
  readonly field: FieldDescriptor;
}

/** The fields with `min` or `max`, also those inside of custom types and of arrays of them. */
export function boundedFields(
  customTypes: readonly CustomTypeDescriptor[],
  fields: readonly FieldDescriptor[],
  prefix = '',
): readonly BoundedField[] {
  return fields.flatMap((field) => {
    const path = `${prefix}${field.name}`;
    const own = field.min === undefined && field.max === undefined ? [] : [{ path, field }];
    const inner = innermostType(parseTypeName(field.type));
    const custom = inner?.kind === 'named' ? customTypes.find(({ name }) => name === inner.name) : undefined;
    return custom === undefined ? own : boundedFields(customTypes, custom.fields, `${path}.`);
  });
}
