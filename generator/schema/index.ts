/** The schema module: TOML text to a resolved schema. */

export { checkNames } from './check-names.js';
export { checkConstraints } from './constraints.js';
export { typedDocument } from './document.js';
export { locate, spanAt } from './locate.js';
export type { Type } from './model.js';
export { read } from './read.js';
export { resolve } from './resolve.js';
export { validate } from './validate.js';
