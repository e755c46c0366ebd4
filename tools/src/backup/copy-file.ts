/** Copies files. A copy is on the device when the function returns. */

import {
  type Compression,
  Directory,
  FileSystemError,
  joinPath,
  NodeFileSystem,
  type OpenFile,
  readFully,
  recompressSnapshot,
  writeFully,
} from '@ecsdb/runtime/storage';
import { SourceFileSystem } from '../directory/index.js';
import type { Progress } from '../terminal/index.js';

const PIECE_BYTES = 2 ** 20;

export interface FileCopy {
  readonly name: string;
  /** How much of the file to copy. */
  readonly bytes: number;
  /** Appended to the copy. */
  readonly ending?: Uint8Array;
  /** The new compression of a snapshot. */
  readonly compression?: Compression;
}

/** Throws what the system throws: `ENOENT` if the file was deleted. */
export function copyFile(source: string, target: string, copy: FileCopy, progress: Progress): void {
  if (copy.compression !== undefined && recompress(source, target, copy.name, copy.compression, progress)) return;
  const path = joinPath(source, copy.name);
  const from = new SourceFileSystem(progress).open(path, 'read');
  try {
    const to = new NodeFileSystem().open(joinPath(target, copy.name), 'create');
    try {
      copyBytes(from, path, to, copy.bytes);
      if (copy.ending !== undefined) writeFully(to, copy.ending, copy.bytes);
      to.sync();
    } finally {
      to.close();
    }
  } finally {
    from.close();
  }
}

/** Returns false for a damaged snapshot: it is copied as it is, and verifying the copy finds the damage. */
function recompress(
  source: string,
  target: string,
  name: string,
  compression: Compression,
  progress: Progress,
): boolean {
  const from = new Directory(new SourceFileSystem(progress), source);
  return !('ok' in recompressSnapshot(from, name, new Directory(new NodeFileSystem(), target), compression));
}

function copyBytes(from: OpenFile, path: string, to: OpenFile, bytes: number): void {
  const piece = new Uint8Array(Math.min(PIECE_BYTES, bytes));
  for (let at = 0; at < bytes; at += piece.length) {
    const part = piece.subarray(0, bytes - at);
    if (readFully(from, part, at) < part.length) {
      throw new FileSystemError('EIO', 'read', path, 'the file became shorter while it was copied');
    }
    writeFully(to, part, at);
  }
}
