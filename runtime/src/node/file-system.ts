/**
 * The functions of `node:fs` and of the modules about paths that `fs/` uses. The linter forbids other modules to import
 * this.
 */

export {
  accessSync,
  closeSync,
  constants as fileConstants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
export { dirname, isAbsolute, resolve } from 'node:path';
export { fileURLToPath } from 'node:url';
