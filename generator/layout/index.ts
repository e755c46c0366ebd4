/** The layout module: where every field of a record lies, and what that is called. */

export { describeSchema, describeTable } from './descriptor.js';
export { layOut } from './layout.js';
export type { CustomTypeLayout, SchemaLayout, StructLayout, TableLayout } from './model.js';
export { bestOrder } from './order.js';
export { layoutReport, layoutText } from './report.js';
