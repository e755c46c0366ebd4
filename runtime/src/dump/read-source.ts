/** Reads what the caller gives: lines as strings, or a file in pieces. */

import { wrongArgument } from '../arguments.js';
import { LineReader, type LineSink } from './line-reader.js';

/** Lines as strings, each one line, or the bytes of a file in pieces of any size. */
export type LoadSource = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** Lines between two calls of `onProgress`. */
const LINES_PER_CALL = 8192;

/** Called with the lines and bytes that were read. Strings have no bytes. */
export type OnRead = (lines: number, bytes: number) => void;

export interface ReadSize {
  readonly lines: number;
  /** Strings have no bytes. */
  readonly bytes: number;
}

export async function readSource(source: LoadSource, sink: LineSink, onRead: OnRead): Promise<ReadSize> {
  const reader = new LineReader(sink);
  let bytes = 0;
  let next = LINES_PER_CALL;
  const add = (piece: unknown): void => {
    if (typeof piece === 'string') reader.text(piece);
    else if (piece instanceof Uint8Array) {
      reader.bytes(piece);
      bytes += piece.length;
    } else throw wrongArgument('load', 'lines as strings, or bytes as Uint8Array', piece);
    if (reader.lines < next && !(piece instanceof Uint8Array)) return;
    next = reader.lines + LINES_PER_CALL;
    onRead(reader.lines, bytes);
  };
  // A string is an iterable of its characters.
  if (typeof source !== 'object' || source === null) throw wrongSource(source);
  if (Symbol.asyncIterator in source) for await (const piece of source) add(piece);
  else if (Symbol.iterator in source) for (const piece of source) add(piece);
  else throw wrongSource(source);
  reader.end();
  onRead(reader.lines, bytes);
  return { lines: reader.lines, bytes };
}

function wrongSource(source: unknown): Error {
  return wrongArgument('load', 'an iterable of lines, or of the bytes of a file', source);
}
