/** The layout room: where every field of a record lies, and what that is called. */

export {
  describeCustomType,
  describeEnum,
  describeField,
  describeQuery,
  describeSchema,
  describeTable,
} from './descriptor.js';
export { type LayoutResult, layOut } from './layout.js';
export type { CustomTypeLayout, FieldLayout, Padding, SchemaLayout, StructLayout, TableLayout } from './model.js';
export { type BestOrder, bestOrder } from './order.js';
export { type LayoutReport, layoutReport, layoutText } from './report.js';
