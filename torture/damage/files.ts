/** What can happen to whole files of a directory. Paths are those of the directory's files. */

import { FILE_HEADER_BYTES } from '@ecsdb/runtime/storage';
import { checksum, type SimulatedFileSystem } from '@ecsdb/runtime/testing';

export function edit(fs: SimulatedFileSystem, path: string, change: (bytes: Uint8Array) => Uint8Array): void {
  fs.writeRaw(path, change(fs.readRaw(path)));
}

/** Leaves the first so many bytes. */
export function cut(fs: SimulatedFileSystem, path: string, length: number): void {
  edit(fs, path, (bytes) => bytes.slice(0, length));
}

export function swap(fs: SimulatedFileSystem, one: string, other: string): void {
  const bytes = fs.readRaw(one);
  fs.writeRaw(one, fs.readRaw(other));
  fs.writeRaw(other, bytes);
}

export function copy(fs: SimulatedFileSystem, from: string, to: string): void {
  fs.writeRaw(to, fs.readRaw(from));
}

/** Brings a file from somewhere else, under the name that it has here. */
export function bring(fs: SimulatedFileSystem, path: string, from: SimulatedFileSystem, as: string = path): void {
  fs.writeRaw(as, from.readRaw(path));
}

/** Changes fields of a file's header and makes its checksum right again. */
export function editHeader(fs: SimulatedFileSystem, path: string, change: (header: DataView) => void): void {
  edit(fs, path, (bytes) => {
    const header = bytes.subarray(0, FILE_HEADER_BYTES);
    const view = new DataView(header.buffer, header.byteOffset, header.length);
    change(view);
    view.setUint32(FILE_HEADER_BYTES - 4, checksum(header.subarray(0, -4)), true);
    return bytes;
  });
}
