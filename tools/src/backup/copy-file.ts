/** Copies files. A copy is on the device when the function returns. */

import {
  FileSystemError,
  joinPath,
  NodeFileSystem,
  type OpenFile,
  readFully,
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
}

/** Throws what the system throws: `ENOENT` if the file was deleted. */
export function copyFile(source: string, target: string, copy: FileCopy, progress: Progress): void {
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
