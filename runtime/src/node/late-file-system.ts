/** The exports of `file-system.ts`, looked up when the program runs. */

import { builtIn } from './built-in.js';
import type * as exported from './file-system.js';

const fs = /*@__PURE__*/ builtIn('fs');
const path = /*@__PURE__*/ builtIn('path');
const url = /*@__PURE__*/ builtIn('url');

export const accessSync: typeof exported.accessSync = fs.accessSync;
export const closeSync: typeof exported.closeSync = fs.closeSync;
export const fileConstants: typeof exported.fileConstants = fs.constants;
export const fdatasyncSync: typeof exported.fdatasyncSync = fs.fdatasyncSync;
export const fstatSync: typeof exported.fstatSync = fs.fstatSync;
export const fsyncSync: typeof exported.fsyncSync = fs.fsyncSync;
export const linkSync: typeof exported.linkSync = fs.linkSync;
export const lstatSync: typeof exported.lstatSync = fs.lstatSync;
export const mkdirSync: typeof exported.mkdirSync = fs.mkdirSync;
export const openSync: typeof exported.openSync = fs.openSync;
export const readdirSync: typeof exported.readdirSync = fs.readdirSync;
export const readFileSync: typeof exported.readFileSync = fs.readFileSync;
export const readlinkSync: typeof exported.readlinkSync = fs.readlinkSync;
export const readSync: typeof exported.readSync = fs.readSync;
export const realpathSync: typeof exported.realpathSync = fs.realpathSync;
export const renameSync: typeof exported.renameSync = fs.renameSync;
export const statSync: typeof exported.statSync = fs.statSync;
export const unlinkSync: typeof exported.unlinkSync = fs.unlinkSync;
export const writeSync: typeof exported.writeSync = fs.writeSync;
export const dirname: typeof exported.dirname = path.dirname;
export const isAbsolute: typeof exported.isAbsolute = path.isAbsolute;
export const resolve: typeof exported.resolve = path.resolve;
export const fileURLToPath: typeof exported.fileURLToPath = url.fileURLToPath;
