/**
 * Standard output, written before the call returns. So nothing piles up in memory when the reader is slow, however much there is to
 * say, and code that reads a log in one go can print as it goes.
 */

import { writeSync } from 'node:fs';

const STDOUT = 1;
const BUFFER_LENGTH = 2 ** 16;
const WAIT_MS = 2;

/** Whoever read the output has gone away, as `head` does: no failure, but no reason to go on. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

export class Output {
  #text = '';

  line(text: string): void {
    this.write(`${text}\n`);
  }

  write(text: string): void {
    this.#text += text;
    if (this.#text.length >= BUFFER_LENGTH) this.flush();
  }

  flush(): void {
    const bytes = Buffer.from(this.#text);
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
        // A pipe that somebody has set to non-blocking, and that is full.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
        return 0;
      case 'EPIPE':
      case 'EOF':
        throw new ReaderGone();
      default:
        throw error;
    }
  }
}

/** One document for programs, indented for people who look at it nevertheless. */
export function printJson(value: object): void {
  printLines([JSON.stringify(value, null, 2)]);
}

export function printLines(lines: readonly string[]): void {
  const output = new Output();
  for (const line of lines) output.line(line);
  output.flush();
}
