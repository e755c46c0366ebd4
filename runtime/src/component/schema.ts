/** A schema as the runtime takes it: the descriptor, and one component for each table. */

import { describeValue } from '../arguments.js';
import { EcsDbError } from '../errors.js';
import {
  type CustomTypeDescriptor,
  type EnumDescriptor,
  type MigrationDescriptor,
  type QueryDescriptor,
  requireAligned,
  type SchemaDescriptor,
} from '../schema/index.js';
import type { AnyComponent } from './component.js';

/** Code that only some schemas need, so that programs without such a schema do not contain it. */
export abstract class SchemaSupport {
  /** What the code is for. */
  abstract readonly purpose: string;
}

/** What generated code passes for a schema. Each component contains the descriptor of its table. */
export interface SchemaDefinition {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly enums: readonly EnumDescriptor[];
  readonly customTypes: readonly CustomTypeDescriptor[];
  readonly queries: readonly QueryDescriptor[];
  readonly enforced?: 1;
  /** Absent if the schema has no lock file. */
  readonly history?: readonly string[];
  /** Absent if the lock file has recorded nothing that the schema lists in `[migrations]`. */
  readonly migrations?: readonly MigrationDescriptor[];
  readonly components: readonly AnyComponent[];
  /** For a schema with indexes, references or parents. */
  readonly support?: SchemaSupport;
}

/** Throws if `schema` is not a schema, or incomplete. `call` is the method that takes it. */
export function requireSchema(call: string, schema: unknown): void {
  if (schema instanceof Schema) {
    requireSupport(schema);
    return;
  }
  const expected =
    'a schema: the export of the generated index.ts, or the result of loadSchema or schemaFromDescriptor';
  const got = schema === undefined ? 'undefined' : describeValue(schema);
  throw new EcsDbError('SCHEMA_ERROR', `${call}() expects ${expected}, got ${got}.`, { expected, got });
}

/** `Functions` are the migration functions that the schema has types for; `unknown` if it has none. */
export class Schema<Functions = unknown> {
  /** Only a type: no schema has this property. `Database.open` finds the types of its option `migrations` in it. */
  declare readonly $migrations?: Functions;
  readonly components: readonly AnyComponent[];
  readonly descriptor: SchemaDescriptor;
  readonly support: SchemaSupport | undefined;

  /** @throws EcsDbError `SCHEMA_ERROR` if two tables have the same id, `ALIGNMENT_ERROR` if a field is not aligned */
  constructor(definition: SchemaDefinition) {
    const { components, support, ...rest } = definition;
    const ids = new Set(components.map((component) => component.TABLE_ID));
    if (ids.size !== components.length) {
      throw new EcsDbError(
        'SCHEMA_ERROR',
        `two tables of schema "${rest.name}" have the same TABLE_ID. Each table needs its own. Compile the schema ` +
          'again.',
      );
    }
    for (const type of rest.customTypes) requireAligned('type', type);
    for (const { descriptor } of components) requireAligned('table', descriptor);
    this.components = components;
    this.support = support;
    this.descriptor = { ...rest, tables: components.map((component) => component.descriptor) };
  }
}

function requireSupport({ descriptor: { name, enforced, tables }, support }: Schema): void {
  if (enforced === undefined || support !== undefined) return;
  if (!tables.some(({ indexes, parentTable }) => indexes !== undefined || parentTable !== undefined)) return;
  throw new EcsDbError(
    'SCHEMA_ERROR',
    `schema "${name}" has indexes or constraints, and lacks the code for them. Compile it again, or make it with ` +
      'schemaFromDescriptor of @ecsdb/runtime.',
  );
}
