/** Splits bytes, or takes strings, into numbered lines. Nothing is allocated for more than one line of the limit. */

import type { LineCode } from './problems.js';

/** What reads the lines. */
export interface LineSink {
  /** `isWhole` is false for a last line without a line end. `text` may end with a carriage return. */
  line(text: string, number: number, isWhole: boolean): void;
  /** A line that cannot be read. */
  badLine(number: number, code: LineCode, message: string): void;
}

/** Bytes of a line, or UTF-16 units of one that is given as a string. A record has at most 64 KiB. */
const LINE_LENGTH_MAX = 2 ** 26;
/** Bytes that are decoded in one step. */
const STEP_BYTES = 2 ** 18;
const NEWLINE = 10;
const BYTE_ORDER_MARK = '\ufeff';

export class LineReader {
  readonly #sink: LineSink;
  readonly #decoder: InstanceType<typeof TextDecoder> = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** Lines that ended. */
  #lines = 0;
  /** The beginning of a line whose end was not read yet. */
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  /** True in a line that is too long, up to its end. */
  #isSkipping = false;

  constructor(sink: LineSink) {
    this.#sink = sink;
  }

  /** Lines so far. */
  get lines(): number {
    return this.#lines;
  }

  /** One line, with or without a line end. */
  text(line: string): void {
    this.#lines++;
    if (line.length > LINE_LENGTH_MAX) {
      this.#tooLong(this.#lines);
      return;
    }
    this.#emit(line.endsWith('\n') ? line.slice(0, -1) : line, this.#lines, true);
  }

  /** A piece of a file. */
  bytes(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += STEP_BYTES) this.#step(chunk.subarray(at, at + STEP_BYTES));
  }

  /** Reads what is left. */
  end(): void {
    if (this.#isSkipping || this.#partBytes === 0) return;
    const rest = this.#takeParts(new Uint8Array(0));
    this.#lines++;
    this.#decodeLine(rest, this.#lines, false);
  }

  #step(chunk: Uint8Array): void {
    const last = chunk.lastIndexOf(NEWLINE);
    if (last < 0) {
      this.#keep(chunk);
      return;
    }
    let start = 0;
    if (this.#partBytes > 0 || this.#isSkipping) {
      const first = chunk.indexOf(NEWLINE);
      this.#finishLine(chunk.subarray(0, first));
      start = first + 1;
    }
    if (start <= last) this.#decodeLines(chunk.subarray(start, last));
    this.#keep(chunk.subarray(last + 1));
  }

  /** Keeps the beginning of a line. */
  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#isSkipping) return;
    if (this.#partBytes + bytes.length > LINE_LENGTH_MAX) {
      this.#parts = [];
      this.#partBytes = 0;
      this.#isSkipping = true;
      this.#tooLong(this.#lines + 1);
      return;
    }
    // The caller may write over the chunk.
    this.#parts.push(bytes.slice());
    this.#partBytes += bytes.length;
  }

  #finishLine(rest: Uint8Array): void {
    this.#keep(rest);
    this.#lines++;
    if (this.#isSkipping) this.#isSkipping = false;
    else this.#decodeLine(this.#takeParts(new Uint8Array(0)), this.#lines, true);
  }

  #takeParts(rest: Uint8Array): Uint8Array {
    const joined = new Uint8Array(this.#partBytes + rest.length);
    let at = 0;
    for (const part of this.#parts) {
      joined.set(part, at);
      at += part.length;
    }
    joined.set(rest, at);
    this.#parts = [];
    this.#partBytes = 0;
    return joined;
  }

  /** Hot: decoding many lines in one call takes a third of the time. The last line end is left out. */
  #decodeLines(bytes: Uint8Array): void {
    const text = this.#decode(bytes);
    if (text === undefined) {
      this.#decodeOneByOne(bytes);
      return;
    }
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#lines++;
      this.#emit(text.slice(start, end), this.#lines, true);
      start = end + 1;
    }
    this.#lines++;
    this.#emit(text.slice(start), this.#lines, true);
  }

  #decodeOneByOne(bytes: Uint8Array): void {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.#lines++;
      this.#decodeLine(bytes.subarray(start, end), this.#lines, true);
      start = end + 1;
    }
    this.#lines++;
    this.#decodeLine(bytes.subarray(start), this.#lines, true);
  }

  #decodeLine(bytes: Uint8Array, number: number, isWhole: boolean): void {
    const text = this.#decode(bytes);
    if (text === undefined) this.#sink.badLine(number, 'NOT_UTF8', 'the line is not UTF-8');
    else this.#emit(text, number, isWhole);
  }

  /** Undefined if the bytes are not UTF-8. */
  #decode(bytes: Uint8Array): string | undefined {
    try {
      return this.#decoder.decode(bytes);
    } catch {
      return undefined;
    }
  }

  #emit(text: string, number: number, isWhole: boolean): void {
    // Editors of some systems put a byte order mark before the first line.
    const line = number === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    this.#sink.line(line, number, isWhole);
  }

  #tooLong(number: number): void {
    this.#sink.badLine(number, 'TOO_LONG', `the line is longer than ${LINE_LENGTH_MAX} bytes`);
  }
}
