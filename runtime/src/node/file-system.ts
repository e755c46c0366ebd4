/** What `fs/` uses of `node:fs` and of the modules about paths. Other rooms must not import this; the linter sees to it. */

export {
  accessSync,
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
export { dirname, isAbsolute, resolve } from 'node:path';
export { fileURLToPath } from 'node:url';
