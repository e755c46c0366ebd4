/** `ecsdb-gen` as a library: the compiler without its command line. */

export { type Analysis, analyse, type Compilation, type CompileOptions, compile } from './compile.js';
export { type Diagnostic, formatDiagnostics } from './diagnostics/index.js';
export { loadSchema, SchemaLoadError } from './load-schema.js';
export type { LockSource } from './lock/index.js';
