/** What a command loads: a file, or standard input, in pieces. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { storageError } from '@ecsdb/runtime/storage';
import { decompressed } from '../compression/index.js';
import { Failure, Progress, UsageError } from '../terminal/index.js';

export interface Input {
  /** The content, decompressed. */
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Closes the file, and removes the progress bar. */
  close(): void;
}

const PIECE_BYTES = 2 ** 18;

/** `path` is absolute; undefined for standard input. Throws a `Failure` if there is no such file. */
export function openInput(path: string | undefined): Input {
  return path === undefined ? standardInput() : fileInput(path);
}

function standardInput(): Input {
  if (process.stdin.isTTY) throw new UsageError('give a file to load, or pipe a dump to the command');
  return { pieces: decompressed(process.stdin, 'standard input'), close() {} };
}

function fileInput(path: string): Input {
  const file = open(path);
  const progress = new Progress('loading', sizeOf(file));
  return {
    pieces: decompressed(piecesOf(file, path, progress), `'${path}'`),
    close() {
      progress.end();
      closeSync(file);
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw storageError(error, 'opening', path);
    throw new Failure('NOT_FOUND', `'${path}' does not exist. Give a file with the output of ecsdb dump.`);
  }
}

/** 0 for a pipe. */
function sizeOf(file: number): number {
  const stats = fstatSync(file);
  return stats.isFile() ? stats.size : 0;
}

function* piecesOf(file: number, path: string, progress: Progress): Generator<Uint8Array, void> {
  const piece = new Uint8Array(PIECE_BYTES);
  for (;;) {
    let length: number;
    try {
      length = readSync(file, piece);
    } catch (error) {
      throw storageError(error, 'reading', path);
    }
    if (length === 0) return;
    yield piece.subarray(0, length);
    progress.advance(length);
  }
}
