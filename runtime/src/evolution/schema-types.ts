/** The named types of a schema, and the sizes of all types. */

import {
  type CustomTypeDescriptor,
  type EnumDescriptor,
  SCALAR_SIZE,
  type SchemaDescriptor,
  sizeOfType,
  type TypeName,
} from '../schema/index.js';

export class SchemaTypes {
  readonly schema: SchemaDescriptor;
  readonly enums: ReadonlyMap<string, EnumDescriptor>;
  readonly customTypes: ReadonlyMap<string, CustomTypeDescriptor>;
  /** Whether variants are identified by their values. */
  readonly keepsValues: boolean;

  constructor(schema: SchemaDescriptor, keepsValues: boolean) {
    this.schema = schema;
    this.enums = new Map(schema.enums.map((one) => [one.name, one]));
    this.customTypes = new Map(schema.customTypes.map((one) => [one.name, one]));
    this.keepsValues = keepsValues;
  }

  /** In bytes. */
  sizeOf(type: TypeName): number {
    return sizeOfType(type, (name) => {
      const repr = this.enums.get(name)?.repr;
      return repr === undefined ? (this.customTypes.get(name)?.size ?? 0) : SCALAR_SIZE[repr];
    });
  }
}
