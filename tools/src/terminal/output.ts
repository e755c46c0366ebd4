/**
 * Standard output, written before each call returns. So memory stays small however slow the reader is, and code that
 * reads a log in one loop can print inside of it.
 */

import { writeSync } from 'node:fs';

const STDOUT = 1;
const BUFFER_LENGTH = 2 ** 16;
/** Larger blocks are compressed hardly better. */
const COMPRESSED_BUFFER_LENGTH = 2 ** 20;
const WAIT_MS = 2;

/** The process that reads the output has closed it, as `head` does. The command stops, and this is no failure. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

export class Output {
  #text = '';
  readonly #compress: ((bytes: Uint8Array) => Uint8Array) | undefined;
  readonly #bufferLength: number;

  /** `compress` makes of each block of text the bytes that are written. */
  constructor(compress?: (bytes: Uint8Array) => Uint8Array) {
    this.#compress = compress;
    this.#bufferLength = compress === undefined ? BUFFER_LENGTH : COMPRESSED_BUFFER_LENGTH;
  }

  line(text: string): void {
    this.write(`${text}\n`);
  }

  write(text: string): void {
    this.#text += text;
    if (this.#text.length >= this.#bufferLength) this.flush();
  }

  flush(): void {
    if (this.#text === '') return;
    const text = Buffer.from(this.#text);
    const bytes = this.#compress?.(text) ?? text;
    this.#text = '';
    for (let at = 0; at < bytes.length; ) at += writeSome(bytes, at);
  }
}

function writeSome(bytes: Uint8Array, at: number): number {
  try {
    return writeSync(STDOUT, bytes, at);
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'EAGAIN':
        // The pipe is full, and another process has made it non-blocking.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
        return 0;
      case 'EPIPE':
      case 'EOF':
        throw new OutputClosed();
      default:
        throw error;
    }
  }
}

/** One JSON document, indented. */
export function printJson(value: object): void {
  printLines([JSON.stringify(value, null, 2)]);
}

export function printLines(lines: readonly string[]): void {
  const output = new Output();
  for (const line of lines) output.line(line);
  output.flush();
}

/**
 * Lets the command go on when the process that reads what commander prints, or the errors, has closed that stream.
 * Without a listener Node would end the command with an uncaught error.
 */
export function ignoreClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** Writes to standard error. */
export function printError(text: string): void {
  process.stderr.write(`ecsdb: ${text}\n`);
}
