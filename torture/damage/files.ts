/** Damage to whole files of a directory. */

import { FILE_HEADER_BYTES } from '@ecsdb/runtime/storage';
import { checksum, type SimulatedFileSystem } from '@ecsdb/runtime/testing';

export function edit(fs: SimulatedFileSystem, path: string, change: (bytes: Uint8Array) => Uint8Array): void {
  fs.writeRaw(path, change(fs.readRaw(path)));
}

/** Keeps the first `length` bytes. */
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

/** Replaces a file by one of another file system. */
export function bring(fs: SimulatedFileSystem, path: string, from: SimulatedFileSystem, as: string = path): void {
  fs.writeRaw(as, from.readRaw(path));
}

/** Changes fields of a file's header and updates its checksum. */
export function editHeader(fs: SimulatedFileSystem, path: string, change: (header: DataView) => void): void {
  edit(fs, path, (bytes) => {
    const header = bytes.subarray(0, FILE_HEADER_BYTES);
    const view = new DataView(header.buffer, header.byteOffset, header.length);
    change(view);
    view.setUint32(FILE_HEADER_BYTES - 4, checksum(header.subarray(0, -4)), true);
    return bytes;
  });
}
