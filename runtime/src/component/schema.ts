/** A whole schema as the runtime takes it: the descriptor and one component for each table. */

import { shown } from '../arguments.js';
import { EcsDbError } from '../errors.js';
import {
  type CustomTypeDescriptor,
  type EnumDescriptor,
  type QueryDescriptor,
  requireAligned,
  type SchemaDescriptor,
} from '../schema/index.js';
import type { AnyComponent } from './component.js';

/** What generated code says of a schema; the tables' descriptors come with their components. */
export interface SchemaDefinition {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly enums: readonly EnumDescriptor[];
  readonly customTypes: readonly CustomTypeDescriptor[];
  readonly queries: readonly QueryDescriptor[];
  readonly components: readonly AnyComponent[];
}

/** `call` is what the schema was given to. */
export function requireSchema(call: string, schema: unknown): void {
  if (schema instanceof Schema) return;
  const expected =
    'a schema: the one that the generated index.ts exports, or one from loadSchema or schemaFromDescriptor';
  const got = schema === undefined ? 'undefined' : shown(schema);
  throw new EcsDbError('SCHEMA_ERROR', `${call}() expects ${expected}; got ${got}.`, { expected, got });
}

export class Schema {
  readonly components: readonly AnyComponent[];
  readonly descriptor: SchemaDescriptor;

  /** @throws EcsDbError `SCHEMA_ERROR` if two tables have one id, `ALIGNMENT_ERROR` if a field is not aligned */
  constructor(definition: SchemaDefinition) {
    const { components, ...rest } = definition;
    const ids = new Set(components.map((component) => component.TABLE_ID));
    if (ids.size !== components.length) {
      throw new EcsDbError('SCHEMA_ERROR', `schema "${rest.name}" gives one TABLE_ID to two tables; compile it again.`);
    }
    for (const type of rest.customTypes) requireAligned('type', type);
    for (const { descriptor } of components) requireAligned('table', descriptor);
    this.components = components;
    this.descriptor = { ...rest, tables: components.map((component) => component.descriptor) };
  }
}
