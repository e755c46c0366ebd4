/** The layout module: where every field of a record is stored, and the descriptors and hashes that follow from it. */

export type { NumericKind } from './columns.js';
export { describeSchema, describeTable } from './descriptor.js';
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
