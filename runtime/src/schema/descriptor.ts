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

/** What happens to a row when the row that its foreign key refers to is deleted. */
export type OnDelete = 'restrict' | 'cascade' | 'set_null';

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
  readonly default?: DefaultValue;
}

export interface EnumDescriptor {
  readonly name: string;
  readonly repr: 'u8' | 'u16' | 'u32';
  readonly variants: { readonly [variant: string]: number };
}

export interface CustomTypeDescriptor {
  readonly name: string;
  readonly size: number;
  readonly align: number;
  readonly fields: readonly FieldDescriptor[];
}

export interface TableDescriptor {
  readonly name: string;
  readonly tableId: number;
  /** Bytes from one record to the next; 0 for a tag. */
  readonly size: number;
  readonly align: number;
  /** 64 bits as 16 hexadecimal digits. Equal if and only if the records of two tables have the same layout. */
  readonly layoutHash: string;
  readonly nullBitmap: { readonly offset: number; readonly bytes: number } | null;
  readonly parentTable?: string;
  readonly fields: readonly FieldDescriptor[];
}

export interface QueryDescriptor {
  readonly name: string;
  readonly write: readonly string[];
  readonly read: readonly string[];
  readonly with: readonly string[];
  readonly without: readonly string[];
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
}
