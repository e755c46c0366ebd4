/**
 * A schema as plain data: the form that generated code, tools and logs exchange.
 *
 * Names are those of the schema. Offsets and sizes are in bytes; layouts follow the C rules in docs/schema.md.
 */

/** Types of at most 64 bits, with their names in schemas. */
export type ScalarName =
  | 'u8'
  | 'i8'
  | 'u16'
  | 'i16'
  | 'u32'
  | 'i32'
  | 'u64'
  | 'i64'
  | 'f32'
  | 'f64'
  | 'bool'
  | 'entity';

/** What happens to a row, or to its entity, when the row that its foreign key refers to is deleted. */
export type OnDelete = 'restrict' | 'cascade' | 'set_null' | 'destroy';

/** A default as plain data: the value of the field in, for example, `TransformData`. */
export type DefaultValue =
  | number
  | bigint
  | boolean
  | string
  | null
  | readonly DefaultValue[]
  | { readonly [field: string]: DefaultValue };

export interface ForeignKey {
  readonly table: string;
  /** Absent if the field is of type `entity` and refers to the whole entity. */
  readonly field?: string;
  readonly onDelete: OnDelete;
}

export interface FieldDescriptor {
  readonly name: string;
  /**
   * Identifies the field within its table or custom type in every version of the schema, and is never used again.
   * Absent if the schema has no lock file. Not part of any hash.
   */
  readonly id?: number;
  /** An earlier name, for rows of schemas that are compared by name. Not part of any hash. */
  readonly was?: string;
  /** Name of the property in TypeScript. */
  readonly property: string;
  /** In canonical spelling, for example `u32`, `[f32; 4]`, `string<24>` or the name of an enum or custom type. */
  readonly type: string;
  /** `number` if a 64-bit integer is read and written as a number. */
  readonly js?: 'number';
  readonly offset: number;
  readonly size: number;
  readonly align: number;
  readonly nullable: boolean;
  readonly primaryKey?: true;
  readonly unique?: true;
  readonly indexed?: true;
  readonly foreignKey?: ForeignKey;
  /**
   * The smallest and the largest value, both allowed, of a number or of each number in an array. As declared, so for
   * f32 not rounded: `boundsOf` returns what stored values are compared with. A bigint if the field's values are.
   */
  readonly min?: number | bigint;
  readonly max?: number | bigint;
  readonly default?: DefaultValue;
}

/** One index of a table: declared, or implied by a key or a foreign key. The compiler lists them all. */
export interface IndexDescriptor {
  /** Name of the property of `by`: camelCase, unique in its table. */
  readonly name: string;
  /** Names of fields in their order; a field inside a custom type by its path, `position.x`. */
  readonly fields: readonly string[];
  /** At most one index of a table. Its fields are not nullable, and it is also `unique`. */
  readonly primary?: true;
  readonly unique?: true;
}

export interface EnumDescriptor {
  readonly name: string;
  readonly repr: 'u8' | 'u16' | 'u32';
  readonly variants: { readonly [variant: string]: number };
  /** Earlier names of variants, for rows of schemas that are compared by name. Not part of any hash. */
  readonly was?: { readonly [variant: string]: string };
}

export interface CustomTypeDescriptor {
  readonly name: string;
  readonly size: number;
  readonly align: number;
  readonly fields: readonly FieldDescriptor[];
}

export interface TableDescriptor {
  readonly name: string;
  /** An earlier name, for rows of schemas that are compared by name. Not part of any hash. */
  readonly was?: string;
  readonly tableId: number;
  /** Bytes from one record to the next; 0 for a tag. */
  readonly size: number;
  readonly align: number;
  /** 64 bits as 16 hexadecimal digits. Equal if and only if the records of two tables have the same layout. */
  readonly layoutHash: string;
  readonly nullBitmap: { readonly offset: number; readonly bytes: number } | null;
  readonly parentTable?: string;
  /** Absent if there are none. */
  readonly indexes?: readonly IndexDescriptor[];
  readonly fields: readonly FieldDescriptor[];
}

export interface QueryDescriptor {
  readonly name: string;
  readonly write: readonly string[];
  readonly read: readonly string[];
  readonly with: readonly string[];
  readonly without: readonly string[];
  /** Tables whose rows the loop passes if the entity has them. Absent if there are none. */
  readonly optional?: readonly string[];
  /** Groups of tables; the entity has at least one table of each group. Absent if there are none. */
  readonly any?: readonly (readonly string[])[];
}

/** A table in one version of a schema, with the enums and custom types that its rows contain. It has no constraints. */
export interface TableShape {
  readonly enums: readonly EnumDescriptor[];
  readonly customTypes: readonly CustomTypeDescriptor[];
  readonly table: TableDescriptor;
}

/** What a version of a schema has made of a table: the types of the migration function of that version and table. */
export interface MigrationDescriptor {
  /** The version that made the change. */
  readonly version: string;
  /** In the version before it. The table has the same id in both, and may have another name. */
  readonly before: TableShape;
  readonly after: TableShape;
}

export interface SchemaDescriptor {
  readonly name: string;
  readonly version: string;
  /** 128 bits as 32 hexadecimal digits, over everything except comments and descriptions. */
  readonly hash: string;
  readonly enums: readonly EnumDescriptor[];
  readonly customTypes: readonly CustomTypeDescriptor[];
  readonly tables: readonly TableDescriptor[];
  readonly queries: readonly QueryDescriptor[];
  /**
   * Constraints hold in what was stored under this schema. The compiler always writes it; schemas that were stored
   * before constraints were enforced lack it, and have no `indexes`.
   */
  readonly enforced?: 1;
  /**
   * The hashes of earlier versions, oldest first. Present, if only empty, if the schema has a lock file: then ids of
   * tables and fields and values of variants are stable. Not part of `hash`.
   */
  readonly history?: readonly string[];
  /**
   * What `[migrations]` lists, in the order of versions, as the lock file has recorded it. Absent if there is nothing.
   * Not part of `hash`, and not stored with rows.
   */
  readonly migrations?: readonly MigrationDescriptor[];
}
