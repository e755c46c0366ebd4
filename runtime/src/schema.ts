/** For tools that work with schemas as data: the descriptor types and the grammar of type names. */

export type * from './component/descriptor.js';
export { formatTypeName, isScalarName, parseTypeName, SCALAR_SIZE, type TypeName } from './component/type-name.js';
