/** `@ecsdb/runtime/dump`: the contents of a database as lines, out and in. */

export {
  type BadLine,
  type DumpOptions,
  dump,
  type LineCode,
  LoadError,
  type LoadOptions,
  type LoadProgress,
  type LoadReport,
  type LoadSource,
  load,
} from './dump/index.js';
