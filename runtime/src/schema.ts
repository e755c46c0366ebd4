/** For tools that work with schemas as data: the descriptor types and the grammar of type names. */

export type * from './schema/descriptor.js';
export { formatTypeName, isScalarName, parseTypeName, SCALAR_SIZE, type TypeName } from './schema/type-name.js';
