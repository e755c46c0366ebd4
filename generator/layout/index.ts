/** The layout module: where every field of a record is stored, and the descriptors and hashes that follow from it. */

export { describeSchema, describeTable } from './descriptor.js';
export { jsonOf } from './json.js';
export { layOut } from './layout.js';
export type {
  CustomTypeLayout,
  FieldLayout,
  NullBitmap,
  SchemaLayout,
  StructLayout,
  TableLayout,
} from './model.js';
export { bestOrder } from './order.js';
export { layoutReport, layoutText } from './report.js';
export type { NumericKind } from './run-columns.js';
export { hashOfSchema } from './schema-hash.js';
