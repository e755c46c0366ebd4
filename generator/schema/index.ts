/** The schema module: TOML text to a resolved schema. */

export { checkChanges } from './check-changes.js';
export { checkNames } from './check-names.js';
export { checkConstraints } from './constraints.js';
export { diagnosticsOf, syntaxDiagnostic } from './diagnostics.js';
export { type RawDocument, typedDocument } from './document.js';
export type { Identities } from './identities.js';
export { locate, type Place } from './locate.js';
export type { CustomType, Enum, Field, Index, Query, ResolvedSchema, Table, Type } from './model.js';
export { camelCase, exportProblem, exportsOf, fileStem, labelOf, migrationsName, pascalCase } from './names.js';
export { read } from './read.js';
export { resolve } from './resolve.js';
export { validate } from './validate.js';
export { isTomlTable } from './values.js';
