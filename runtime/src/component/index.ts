/** Components: base classes of rows, arrays and text, checks of values, components without generated code. */

export { CLOSED, Row, type Stored, type WritableRow } from './accessor.js';
export { blankRecord } from './blank-record.js';
export {
  type AnyComponent,
  type ColumnMap,
  Component,
  type DataOf,
  type ElementKindName,
  type RowMutOf,
  type RowOf,
} from './component.js';
export {
  createDynamicComponent,
  type DynamicComponent,
  type DynamicData,
  type DynamicRow,
  type DynamicRowMut,
  schemaFromDescriptor,
} from './dynamic.js';
export { defineHidden, defineInspection, defineText, Inspectable } from './inspection.js';
export { OptionalTerm, WriteTerm } from './query-term.js';
export { rejectValue } from './rejection.js';
export { readEntity } from './scalars.js';
export { requireSchema, Schema, SchemaSupport } from './schema.js';
export { isValidString, readString, textLength, writeString } from './text.js';
export { codecOf, copyValue, type DynamicValue, defaultOf, type TypeCodec } from './type-codec.js';
